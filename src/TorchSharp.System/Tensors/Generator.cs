// Random generators, the default ones and those of one's own.

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the default generators of all devices.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long seed() => random.seed();

    public static long initial_seed() => random.initial_seed();

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static class random
    {
        public static Generator manual_seed(long seed)
        {
            Native.manual_seed(unchecked((ulong)seed), out var error);
            Errors.Check(error, nameof(manual_seed));
            return Generator.Default;
        }

        public static long seed() => Generator.Default.seed();

        public static long initial_seed() => Generator.Default.initial_seed();

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    public class Generator : IDisposable
    {
        private IntPtr handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            handle = Native.generator_create((int)this.device.type, this.device.index, seed, out var error);
            Errors.Check(error, nameof(Generator));
        }

        private Generator(IntPtr handle, Device device)
        {
            this.handle = handle;
            this.device = device;
        }

        ~Generator() => Dispose(false);

        /// <summary>The CPU's default generator.</summary>
        public static Generator Default
        {
            get
            {
                var own = Native.generator_default((int)DeviceType.CPU, -1, out var error);
                Errors.Check(error, nameof(Generator));
                return new(own, CPU);
            }
        }

        public Device device { get; }

        public IntPtr Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var released = Interlocked.Exchange(ref handle, 0);
            if (released != 0)
                Native.generator_free(released);
        }

        /// <summary>The whole state: restored by <see cref="set_state"/>, the same numbers follow.</summary>
        public Tensor get_state()
        {
            var state = Native.generator_get_state(Handle, out var error);
            GC.KeepAlive(this);
            Errors.Check(error, nameof(get_state));
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            Native.generator_set_state(Handle, value.Handle, out var error);
            GC.KeepAlive((this, value));
            Errors.Check(error, nameof(set_state));
        }

        public Generator manual_seed(long seed)
        {
            Native.generator_set_seed(Handle, unchecked((ulong)seed), out var error);
            GC.KeepAlive(this);
            Errors.Check(error, nameof(manual_seed));
            return this;
        }

        /// <summary>Takes a seed from the machine's entropy and returns it.</summary>
        public long seed()
        {
            var seed = unchecked((long)Native.generator_seed(Handle, out var error));
            GC.KeepAlive(this);
            Errors.Check(error, nameof(seed));
            return seed;
        }

        public long initial_seed()
        {
            var seed = unchecked((long)Native.generator_current_seed(Handle, out var error));
            GC.KeepAlive(this);
            Errors.Check(error, nameof(initial_seed));
            return seed;
        }
    }
}

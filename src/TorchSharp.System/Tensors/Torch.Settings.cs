// Settings of the library: version, threads, determinism, CUDA.

using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The libtorch that the door was compiled for.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(Native.library_version())!;

    public static int get_num_threads() => Native.threads_get();

    public static void set_num_threads(int num)
    {
        Native.threads_set(num, out var error);
        Errors.Check(error, nameof(set_num_threads));
    }

    public static int get_num_interop_threads() => Native.interop_threads_get();

    /// <exception cref="ExternalException">When called after the first work between operators was done.</exception>
    public static void set_num_interop_threads(int num)
    {
        Native.interop_threads_set(num, out var error);
        Errors.Check(error, nameof(set_num_interop_threads));
    }

    /// <summary>Operators without a deterministic implementation fail (or warn) from now on, until the result is disposed.</summary>
    public static IDisposable use_deterministic_algorithms(bool mode = true, bool warn_only = false) => new Determinism(mode, warn_only);

    public static bool are_deterministic_algorithms_enabled() => Native.deterministic_get() != 0;

    public static bool is_deterministic_algorithms_warn_only_enabled() => Native.deterministic_warn_only_get() != 0;

    public static bool cuda_is_available() => cuda.is_available();

    private sealed class Determinism : IDisposable
    {
        private readonly bool mode = are_deterministic_algorithms_enabled();
        private readonly bool warnOnly = is_deterministic_algorithms_warn_only_enabled();

        public Determinism(bool mode, bool warnOnly) => Set(mode, warnOnly);

        public void Dispose() => Set(mode, warnOnly);

        private static void Set(bool mode, bool warnOnly)
        {
            Native.deterministic_set(mode ? 1 : 0, warnOnly ? 1 : 0, out var error);
            Errors.Check(error, nameof(use_deterministic_algorithms));
        }
    }

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count()
        {
            if (Native.cuda_compiled() == 0)
                return 0;
            var count = Native.cuda_device_count(out var error);
            Errors.Check(error, nameof(device_count));
            return count;
        }

        public static bool is_cudnn_available()
        {
            var available = Native.cuda_has_cudnn(out var error) != 0;
            Errors.Check(error, nameof(is_cudnn_available));
            return available;
        }

        public static void manual_seed(long seed) => manual_seed_all(seed);

        /// <summary>Seeds the default generators of all CUDA devices; without one nothing happens.</summary>
        public static void manual_seed_all(long seed)
        {
            for (var index = 0; index < device_count(); index++)
            {
                var handle = Native.generator_default((int)DeviceType.CUDA, index, out var error);
                Errors.Check(error, nameof(manual_seed_all));
                Native.generator_set_seed(handle, unchecked((ulong)seed), out error);
                Native.generator_free(handle);
                Errors.Check(error, nameof(manual_seed_all));
            }
        }

        public static void synchronize(Device? device = null)
        {
            Native.cuda_synchronize(device?.index ?? -1, out var error);
            Errors.Check(error, nameof(synchronize));
        }
    }
}

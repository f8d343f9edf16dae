// A tensor: a handle to libtorch's own, its life time, and what it is.

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An n-dimensional array of numbers on a device. Freed by Dispose, by its dispose scope, or at last by the collector.</summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;

        private IntPtr handle;

        internal Tensor(IntPtr handle)
            : this(handle, DisposeScopeManager.Current)
        {
        }

        internal Tensor(IntPtr handle, DisposeScope? scope)
        {
            this.handle = handle;
            var count = Interlocked.Increment(ref totalCount);
            if (count > peakCount)
                peakCount = count;
            scope?.Include(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors that are alive, of all threads.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>The most that were ever alive at once.</summary>
        public static long PeakCount => Interlocked.Read(ref peakCount);

        /// <exception cref="ObjectDisposedException">When the tensor is disposed.</exception>
        public IntPtr Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Tensor), "The tensor was disposed, or became a Parameter.");

        public bool IsInvalid => handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public void Dispose()
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        // Lets this object stand for another native tensor: a parameter that moves stays the same object for optimizers.
        internal void Adopt(Tensor other)
        {
            var gradient = requires_grad;
            var before = handle;
            handle = Native.tensor_alias(other.Handle);
            Native.tensor_free(before);
            if (gradient)
                requires_grad = true;
        }

        protected virtual void Dispose(bool disposing)
        {
            var released = Interlocked.Exchange(ref handle, 0);
            if (released == 0)
                return;
            Interlocked.Decrement(ref totalCount);
            Native.tensor_free(released);
        }

        /// <summary>Gives the native tensor to the caller; this object is as if disposed.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            OwningDisposeScope?.Detach(this);
            GC.SuppressFinalize(this);
            Interlocked.Decrement(ref totalCount);
            return Interlocked.Exchange(ref handle, 0);
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) =>
            other.OwningDisposeScope is { } scope ? MoveToOtherDisposeScope(scope) : DetachFromDisposeScope();

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningDisposeScope is { } owner)
                owner.MoveToOther(other, this);
            else
                other.Attach(this);
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor tensor && Equals(tensor);

        /// <summary>Same shape and same values, in every element.</summary>
        public bool Equals(Tensor target) => ReferenceEquals(this, target) || Aten.equal.CallBool(this, target);

        /// <summary>Shape, type and device, e.g. <c>[2x3], type = Float32, device = cpu</c>.</summary>
        public override string ToString() => IsInvalid ? "disposed" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        public override int GetHashCode() => Handle.GetHashCode();
    }
}

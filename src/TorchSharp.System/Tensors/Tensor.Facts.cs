// What a tensor is: shape, type, place.

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)Native.tensor_scalar_type(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        public long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                ReadShape(sizes, []);
                return sizes;
            }
        }

        public long Dimensions
        {
            get
            {
                var dimensions = Native.tensor_dimensions(Handle);
                GC.KeepAlive(this);
                return dimensions;
            }
        }

        public long NumberOfElements
        {
            get
            {
                var elements = Native.tensor_elements(Handle);
                GC.KeepAlive(this);
                return elements;
            }
        }

        public long ndim => Dimensions;

        public long ElementSize => Facts().ElementSize;

        public Device device
        {
            get
            {
                var facts = Facts();
                return new Device((DeviceType)facts.DeviceType, facts.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Facts().DeviceType;

        public int device_index => Facts().DeviceIndex;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_leaf
        {
            get
            {
                var leaf = Native.tensor_is_leaf(Handle) != 0;
                GC.KeepAlive(this);
                return leaf;
            }
        }

        public long dim() => Dimensions;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public long[] size() => shape;

        public long size(int dim) => shape[dim < 0 ? (int)Dimensions + dim : dim];

        public long[] stride()
        {
            var strides = new long[Dimensions];
            ReadShape([], strides);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? (int)Dimensions + dim : dim];

        public long storage_offset() => Facts().StorageOffset;

        public bool is_contiguous() => Facts().IsContiguous != 0;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        private TensorFacts Facts()
        {
            Native.tensor_facts(Handle, out var facts, out var error);
            GC.KeepAlive(this);
            Errors.Check(error);
            return facts;
        }

        private unsafe void ReadShape(Span<long> sizes, Span<long> strides)
        {
            fixed (long* firstSize = sizes, firstStride = strides)
            {
                Native.tensor_shape(Handle, firstSize, firstStride, Math.Max(sizes.Length, strides.Length), out var error);
                GC.KeepAlive(this);
                Errors.Check(error);
            }
        }
    }
}

// A tensor's numbers, as C# sees them.

using System.Runtime.CompilerServices;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The memory of a contiguous CPU tensor.</summary>
        /// <exception cref="InvalidOperationException">When the tensor is on another device or not contiguous.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                var facts = Facts();
                if (facts.DeviceType != (int)DeviceType.CPU)
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                if (facts.IsContiguous == 0)
                    throw new InvalidOperationException("Bytes of a tensor that is not contiguous: call contiguous() first.");
                return new Span<byte>((void*)DataPointer, checked((int)(facts.Elements * facts.ElementSize)));
            }

            set
            {
                var own = bytes;
                if (value.Length != own.Length)
                    throw new ArgumentException($"The tensor has {own.Length} bytes, but {value.Length} are given.", nameof(value));
                value.CopyTo(own);
            }
        }

        /// <summary>Address of the first element.</summary>
        internal IntPtr DataPointer
        {
            get
            {
                var pointer = Native.tensor_data(Handle, out var error);
                GC.KeepAlive(this);
                Errors.Check(error, "data");
                return pointer;
            }
        }

        /// <summary>The numbers of a CPU tensor, in place.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            CheckType<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The one number of a tensor of one element.</summary>
        public unsafe T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item() needs a tensor of one element, this one has {NumberOfElements}.");
            CheckType<T>();
            if (is_cpu())
                return Unsafe.ReadUnaligned<T>((void*)DataPointer);
            using var here = detach().cpu();
            return Unsafe.ReadUnaligned<T>((void*)here.DataPointer);
        }

        public Scalar ToScalar()
        {
            var value = Aten.item.CallValue(this);
            return value.Tag switch
            {
                Tag.Bool => value.Bits != 0,
                Tag.Double => dtype == ScalarType.Float32 ? (float)BitConverter.Int64BitsToDouble(value.Bits) : BitConverter.Int64BitsToDouble(value.Bits),
                _ => value.Bits,
            };
        }

        public T ReadCpuValue<T>(long i)
            where T : unmanaged => data<T>().ToArray()[i];

        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);

        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);

        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        private void CheckType<T>()
        {
            if (Factories.TypeOf<T>() != dtype)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
        }
    }
}

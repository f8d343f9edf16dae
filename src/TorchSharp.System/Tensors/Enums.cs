// Numbers that libtorch and TorchSharp share: element types, kinds of device, and the options of operators.

namespace TorchSharp;

public enum DeviceType
{
    CPU, CUDA, MKLDNN, OPENGL, OPENCL, IDEEP, HIP, FPGA, MSNPU, XLA, MPS = 13, META = 14,
}

public enum Padding
{
    Valid, Same,
}

public enum PaddingModes
{
    Zeros, Reflect, Replicate, Circular, Constant,
}

public enum TensorStringStyle
{
    Metadata, Julia, Numpy, CSharp, Default,
}

public static partial class torch
{
    public enum ScalarType : sbyte
    {
        Byte, Int8, Int16, Int32, Int64, Float16, Float32, Float64, ComplexFloat32 = 9, ComplexFloat64, Bool, QInt8, QUInt8, QInt32, BFloat16,
    }

    public enum RoundingMode
    {
        None, trunc, floor,
    }

    public enum InterpolationMode
    {
        Nearest, Linear, Bilinear, Bicubic, Trilinear, Area, NearestExact,
    }

    public static partial class nn
    {
        public enum Reduction
        {
            None, Mean, Sum,
        }

        public enum NonLinearities
        {
            ReLU, Tanh,
        }

        public enum Activations
        {
            ReLU, GELU,
        }
    }
}

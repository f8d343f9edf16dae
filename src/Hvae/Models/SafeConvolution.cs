// Convolutions on machines where libtorch's are wrong.

using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>
/// Convolves feature maps so that the result is right on virtual machines that hide the size of their caches, where libtorch's oneDNN
/// loses numbers and no error says so (docs/libtorch.md). It does so wherever it fills up channels to a multiple of 16 itself: in float32
/// the gradients of the input, and in bfloat16 results too, are wrong. So channels are filled up with zeros here. It also does so in 1×1
/// convolutions in float32 to some numbers of channels above 64, if channels are last in memory. These are matrix products here. A few
/// small convolutions tell whether a machine has this fault.
/// </summary>
internal static class SafeConvolution
{
    private const long Multiple = 16;

    /// <summary>Most output channels of a 1×1 convolution that is never wrong, and a number of them at which one is.</summary>
    private const long MostOfPixels = 64, WrongOfPixels = 80;

    /// <summary>Largest error of a sound convolution in bfloat16, relative to the largest number.</summary>
    private const double Tolerance = 1.0 / 32;

    private static readonly Lazy<bool> InFloat32 = new(() => Examine(ScalarType.Float32));
    private static readonly Lazy<bool> InBf16 = new(() => Examine(ScalarType.BFloat16));

    /// <summary>Returns whether libtorch's convolutions of this type of number are wrong here.</summary>
    /// <exception cref="InvalidOperationException">Convolutions are wrong with full channels too.</exception>
    public static bool IsNeeded(ScalarType type) => type switch
    {
        ScalarType.Float32 => InFloat32.Value,
        ScalarType.BFloat16 => InBf16.Value,
        _ => false,
    };

    /// <summary>Returns whether this convolution's channels have to be filled up.</summary>
    /// <param name="input">Feature maps, shape (N, in, H, W), of which the device and the type of number count.</param>
    /// <param name="weight">Kernels, whose first two dimensions are the channels, in either order.</param>
    public static bool NeedsFilling(Tensor input, Tensor weight) =>
        IsNeeded(input) && (Filled(weight.shape[0]), Filled(weight.shape[1])) != (weight.shape[0], weight.shape[1]);

    /// <summary>Returns the number of channels to which this number of them is filled up.</summary>
    public static long Filled(long channels) => (channels + Multiple - 1) / Multiple * Multiple;

    /// <summary>
    /// Returns kernels filled up with zeros, shape (first, second, k, k), or the kernels themselves if they are of that shape.
    /// </summary>
    public static Tensor Fill(Tensor weight, long first, long second) => (first, second) == (weight.shape[0], weight.shape[1])
        ? weight
        : functional.pad(weight, [0, 0, 0, 0, 0, second - weight.shape[1], 0, first - weight.shape[0]]);

    /// <summary>Returns a bias filled up with zeros, shape (channels), or the bias itself if it is of that shape.</summary>
    public static Tensor Fill(Tensor bias, long channels) =>
        channels == bias.shape[0] ? bias : functional.pad(bias, [0, channels - bias.shape[0]]);

    /// <summary>Convolves feature maps.</summary>
    /// <param name="input">Feature maps, shape (N, in, H, W).</param>
    /// <param name="weight">Kernels, shape (out, in, k, k), or (in, out, k, k) for a transposed convolution.</param>
    /// <param name="bias">Bias, shape (out), or null.</param>
    /// <param name="stride">Stride of both dimensions; null means 1.</param>
    /// <param name="padding">Padding of both dimensions; null means 0.</param>
    /// <param name="isTransposed">Whether the convolution is transposed.</param>
    public static Tensor Convolve(
        Tensor input, Tensor weight, Tensor? bias, long[]? stride = null, long[]? padding = null, bool isTransposed = false)
    {
        if (IsOfPixels(weight, stride, padding, isTransposed) && !input.is_contiguous() && input.dtype == ScalarType.Float32
            && IsNeeded(input))
            return OfPixels(input, weight, bias);
        return NeedsFilling(input, weight)
            ? FilledUp(input, weight, bias, stride, padding, isTransposed)
            : Libtorchs(input, weight, bias, stride, padding, isTransposed);
    }

    /// <summary>Convolves feature maps with filled up channels.</summary>
    /// <inheritdoc cref="Convolve"/>
    public static Tensor FilledUp(Tensor input, Tensor weight, Tensor? bias, long[]? stride, long[]? padding, bool isTransposed)
    {
        using var scope = NewDisposeScope();
        var kernels = Fill(weight, Filled(weight.shape[0]), Filled(weight.shape[1]));
        var (ofInput, ofOutput) = isTransposed ? (0, 1) : (1, 0);
        var (inputs, outputs) = (kernels.shape[ofInput], kernels.shape[ofOutput]);
        var all = Libtorchs(
            functional.pad(input, [0, 0, 0, 0, 0, inputs - input.shape[1]]), kernels, bias is null ? null : Fill(bias, outputs),
            stride, padding, isTransposed);
        var result = all.narrow(1, 0, weight.shape[ofOutput]);
        return (input.is_contiguous() ? result.contiguous() : result.Arranged()).MoveToOuterDisposeScope();
    }

    /// <summary>Computes a 1×1 convolution of feature maps whose channels are last in memory as a product of matrices.</summary>
    private static Tensor OfPixels(Tensor input, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        return functional.linear(input.permute(0, 2, 3, 1), weight.flatten(1), bias).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private static bool IsOfPixels(Tensor weight, long[]? stride, long[]? padding, bool isTransposed) =>
        !isTransposed && weight.shape is [> MostOfPixels, _, 1, 1] && stride is null or [1, 1] && padding is null or [0, 0];

    private static bool IsNeeded(Tensor input) => input.device_type == DeviceType.CPU && IsNeeded(input.dtype);

    private static Tensor Libtorchs(
        Tensor input, Tensor weight, Tensor? bias, long[]? stride, long[]? padding, bool isTransposed) => isTransposed
        ? functional.conv_transpose2d(input, weight, bias, stride, padding)
        : functional.conv2d(input, weight, bias, stride, padding);

    /// <summary>
    /// Returns whether a convolution to 12 channels, or one of pixels, is wrong here, and makes sure that one to 16 is not.
    /// </summary>
    private static bool Examine(ScalarType type)
    {
        if (Error(type, outputs: 12) < Tolerance && Error(type, WrongOfPixels, kernel: 1) < Tolerance) return false;
        if (Error(type, outputs: Multiple) < Tolerance) return true;
        throw new InvalidOperationException(
            $"libtorch computes wrong convolutions in {type} on this machine. Set ONEDNN_MAX_CPU_ISA=SSE41, which is slow but right, or "
            + "use another machine.");
    }

    /// <summary>
    /// Returns the largest error of a convolution from 16 channels and of the gradient of its input, each relative to the largest number.
    /// Not a number is an error of any size. The channels of a 1×1 convolution are last in memory.
    /// </summary>
    private static double Error(ScalarType type, long outputs, long kernel = 3)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        using var generator = new Generator(1, CPU);
        var (input, weight) = (Drawn(3, Multiple, 4, 4), Drawn(outputs, Multiple, kernel, kernel));
        var direction = Drawn(3, outputs, 4, 4);
        var (result, gradient) = Of(type);
        var (expected, expectedGradient) = Of(ScalarType.Float64);
        var error = Math.Max(
            Largest(result - expected) / Largest(expected), Largest(gradient - expectedGradient) / Largest(expectedGradient));
        return double.IsNaN(error) ? double.PositiveInfinity : error;

        Tensor Drawn(params long[] shape) => randn(shape, generator: generator).to(type).to(ScalarType.Float64);

        (Tensor Result, Tensor Gradient) Of(ScalarType chosen)
        {
            var numbers = input.to(chosen);
            var leaf = (kernel == 1 ? numbers.Arranged() : numbers).detach().alias().requires_grad_(true);
            var convolved = functional.conv2d(leaf, weight.to(chosen), padding: [kernel / 2, kernel / 2]);
            (convolved * direction.to(chosen)).sum().backward();
            return (convolved.detach().to(ScalarType.Float64), leaf.grad!.to(ScalarType.Float64));
        }

        static double Largest(Tensor numbers) => numbers.abs().max().item<double>();
    }
}

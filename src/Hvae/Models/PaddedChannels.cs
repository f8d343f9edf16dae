// Convolutions on machines where libtorch is wrong about channels that are not a multiple of 16.

using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>
/// Convolves feature maps whose channels are filled up with zeros to a multiple of 16, where libtorch needs that. On virtual machines that
/// hide the size of their caches, its oneDNN loses numbers when it fills up channels itself: in float32 the gradients of the input, and in
/// bfloat16 results too, are wrong, and no error says so (docs/libtorch.md). One small convolution tells whether a machine has this fault.
/// </summary>
internal static class PaddedChannels
{
    private const long Multiple = 16;

    /// <summary>Largest error of a sound convolution in bfloat16, relative to the largest number.</summary>
    private const double Tolerance = 1.0 / 32;

    private static readonly Lazy<bool> InFloat32 = new(() => Examine(ScalarType.Float32));
    private static readonly Lazy<bool> InBf16 = new(() => Examine(ScalarType.BFloat16));

    /// <summary>Returns whether channels have to be filled up in convolutions of this type of number.</summary>
    /// <exception cref="InvalidOperationException">Convolutions are wrong with full channels too.</exception>
    public static bool AreNeeded(ScalarType type) => type switch
    {
        ScalarType.Float32 => InFloat32.Value,
        ScalarType.BFloat16 => InBf16.Value,
        _ => false,
    };

    /// <summary>Returns whether this convolution's channels have to be filled up.</summary>
    /// <param name="input">Feature maps, shape (N, in, H, W), of which the device and the type of number count.</param>
    /// <param name="weight">Kernels, whose first two dimensions are the channels, in either order.</param>
    public static bool AreNeeded(Tensor input, Tensor weight) =>
        input.device_type == DeviceType.CPU && Missing(weight, 0) + Missing(weight, 1) > 0 && AreNeeded(input.dtype);

    /// <summary>Convolves feature maps, with filled up channels where they are needed.</summary>
    /// <param name="input">Feature maps, shape (N, in, H, W).</param>
    /// <param name="weight">Kernels, shape (out, in, k, k), or (in, out, k, k) for a transposed convolution.</param>
    /// <param name="bias">Bias, shape (out), or null.</param>
    /// <param name="stride">Stride of both dimensions; null means 1.</param>
    /// <param name="padding">Padding of both dimensions; null means 0.</param>
    /// <param name="isTransposed">Whether the convolution is transposed.</param>
    public static Tensor Convolve(
        Tensor input, Tensor weight, Tensor? bias, long[]? stride = null, long[]? padding = null, bool isTransposed = false) =>
        AreNeeded(input, weight)
            ? FilledUp(input, weight, bias, stride, padding, isTransposed)
            : Libtorchs(input, weight, bias, stride, padding, isTransposed);

    /// <summary>Convolves feature maps with filled up channels.</summary>
    /// <inheritdoc cref="Convolve"/>
    public static Tensor FilledUp(Tensor input, Tensor weight, Tensor? bias, long[]? stride, long[]? padding, bool isTransposed)
    {
        using var scope = NewDisposeScope();
        var (ofInput, ofOutput) = isTransposed ? (0, 1) : (1, 0);
        var (inputs, outputs) = (Missing(weight, ofInput), Missing(weight, ofOutput));
        var kernels = functional.pad(weight, [0, 0, 0, 0, 0, Missing(weight, 1), 0, Missing(weight, 0)]);
        var all = Libtorchs(
            functional.pad(input, [0, 0, 0, 0, 0, inputs]), kernels, bias is null ? null : functional.pad(bias, [0, outputs]), stride,
            padding, isTransposed);
        var result = all.narrow(1, 0, weight.shape[ofOutput]);
        return (input.is_contiguous() ? result.contiguous() : result.Arranged()).MoveToOuterDisposeScope();
    }

    private static Tensor Libtorchs(
        Tensor input, Tensor weight, Tensor? bias, long[]? stride, long[]? padding, bool isTransposed) => isTransposed
        ? functional.conv_transpose2d(input, weight, bias, stride, padding)
        : functional.conv2d(input, weight, bias, stride, padding);

    private static long Missing(Tensor weight, int dimension) => -weight.shape[dimension] & (Multiple - 1);

    /// <summary>Returns whether a convolution to 12 channels is wrong here, and makes sure that one to 16 is not.</summary>
    private static bool Examine(ScalarType type)
    {
        if (Error(type, outputs: 12) < Tolerance) return false;
        if (Error(type, outputs: Multiple) < Tolerance) return true;
        throw new InvalidOperationException(
            $"libtorch computes wrong convolutions in {type} on this machine. Set ONEDNN_MAX_CPU_ISA=SSE41, which is slow but right, or "
            + "use another machine.");
    }

    /// <summary>
    /// Returns the largest error of a 3×3 convolution from 16 channels and of the gradient of its input, each relative to the largest
    /// number. Not a number is an error of any size.
    /// </summary>
    private static double Error(ScalarType type, long outputs)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        using var generator = new Generator(1, CPU);
        var (input, weight) = (Drawn(3, Multiple, 4, 4), Drawn(outputs, Multiple, 3, 3));
        var direction = Drawn(3, outputs, 4, 4);
        var (result, gradient) = Of(type);
        var (expected, expectedGradient) = Of(ScalarType.Float64);
        var error = Math.Max(
            Largest(result - expected) / Largest(expected), Largest(gradient - expectedGradient) / Largest(expectedGradient));
        return double.IsNaN(error) ? double.PositiveInfinity : error;

        Tensor Drawn(params long[] shape) => randn(shape, generator: generator).to(type).to(ScalarType.Float64);

        (Tensor Result, Tensor Gradient) Of(ScalarType chosen)
        {
            var leaf = input.to(chosen).detach().alias().requires_grad_(true);
            var convolved = functional.conv2d(leaf, weight.to(chosen), padding: [1, 1]);
            (convolved * direction.to(chosen)).sum().backward();
            return (convolved.detach().to(ScalarType.Float64), leaf.grad!.to(ScalarType.Float64));
        }

        static double Largest(Tensor numbers) => numbers.abs().max().item<double>();
    }
}

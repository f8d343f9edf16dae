// Convolutions of kernel 4, stride 2 and padding 1, and their transposes, by the operations of libtorch that compute them fastest.

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>
/// Computes what libtorch's own operators compute, up to rounding. oneDNN's kernels for strided transposed convolutions, which are also
/// the input gradients of strided convolutions, take several times as long as other kernels for the same arithmetic when channels are
/// few. Two replacements avoid them. A transposed convolution to the few channels of an image becomes a convolution without stride to
/// four times the channels, whose results are interleaved. A convolution of 16 channels is computed for pairs of images as a convolution
/// in two groups, for which oneDNN has another kernel. docs/performance.md says how much time each of them saves.
/// </summary>
internal static class StridedConvolution
{
    private const int Kernel = 4;
    private const int Stride = 2;
    private const int Padding = 1;
    private const int PairedChannels = 16;
    private const int MostImageChannels = 4;

    // TorchSharp has no member for this operator of libtorch; TorchScript calls operators by their names.
    private static readonly Lazy<jit.CompilationUnit> Operators = new(() => jit.compile(
        """
        def input_gradient(gradient, like, weight):
            return torch.convolution_backward(
                gradient, like, weight, None, [2, 2], [1, 1], [1, 1], False, [0, 0], 1, [True, False, False])[0]

        def input_gradient_in_pairs(gradient, weight):
            n, c, h, w = gradient.shape
            pairs = gradient.view(n // 2, 2 * c, h, w)
            like = torch.empty([n // 2, 2 * c, 2 * h, 2 * w], dtype=gradient.dtype, device=gradient.device)
            both = torch.cat([weight, weight])
            result = torch.convolution_backward(pairs, like, both, None, [2, 2], [1, 1], [1, 1], False, [0, 0], 2, [True, False, False])[0]
            return torch._unsafe_view(result, [n, c, 2 * h, 2 * w])

        def weight_gradient(gradient, input, weight):
            return torch.convolution_backward(
                gradient, input, weight, None, [2, 2], [1, 1], [1, 1], False, [0, 0], 1, [False, True, False])[1]

        """)!);

    /// <summary>Returns whether <see cref="Run"/> computes this layer faster than libtorch's own operators do.</summary>
    /// <param name="layer">Two-dimensional convolution, with a bias.</param>
    /// <param name="input">Feature maps, shape (N, channels, H, W).</param>
    public static bool Serves(Convolution layer, Tensor input) =>
        input.device_type == DeviceType.CPU && layer.bias is not null
        && layer.kernel_size.All(size => size == Kernel) && layer.stride.All(stride => stride == Stride)
        && layer.padding!.All(padding => padding == Padding)
        // In an ordinary convolution only the gradient of the input is slow, and a faster way exists only for pairs of images.
        && (layer.transposed || (input.requires_grad && ArePairs(input, layer.weight)));

    /// <summary>Computes a layer for which <see cref="Serves"/> is true.</summary>
    /// <param name="input">Feature maps, shape (N, in, H, W).</param>
    /// <param name="weight">Kernels, shape (out, in, 4, 4), or (in, out, 4, 4) for a transposed convolution.</param>
    /// <param name="bias">Bias, shape (out).</param>
    /// <param name="isTransposed">Whether the convolution is transposed.</param>
    public static Tensor Run(Tensor input, Tensor weight, Tensor bias, bool isTransposed)
    {
        // The scope also frees an empty tensor of the result's size that TorchSharp keeps with each custom function.
        using var scope = NewDisposeScope();
        var result = !isTransposed ? InPairs(input, weight, bias)
            // Without a gradient nothing may keep the input until the collector runs.
            : is_grad_enabled() ? Transposed.apply(input, weight, bias)! : OfTransposed(input, weight, bias);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Arranges feature maps in memory as these convolutions prefer them: pairs need channels first, the others are faster with channels
    /// last.
    /// </summary>
    /// <param name="features">Feature maps, shape (N, channels, H, W).</param>
    public static Tensor Arrange(Tensor features) =>
        features.shape[1] == PairedChannels ? features.contiguous() : features.Arranged();

    /// <summary>
    /// Returns the gradient with regard to a convolution's input, which is also the transposed convolution of
    /// <paramref name="gradient"/>.
    /// </summary>
    /// <param name="gradient">Gradient with regard to the convolution's result, shape (N, out, H, W).</param>
    /// <param name="weight">Kernels, shape (out, in, 4, 4).</param>
    /// <returns>Shape (N, in, 2H, 2W).</returns>
    private static Tensor InputGradient(Tensor gradient, Tensor weight)
    {
        var (count, channels, height, width) = (gradient.shape[0], weight.shape[1], Stride * gradient.shape[2], Stride * gradient.shape[3]);
        if (ArePairs(gradient, weight))
            return Operators.Value.invoke<Tensor>("input_gradient_in_pairs", gradient, weight);
        var like = gradient.is_contiguous()
            ? empty([count, channels, height, width], gradient.dtype, gradient.device)
            : empty([count, height, width, channels], gradient.dtype, gradient.device).permute(0, 3, 1, 2);
        return Operators.Value.invoke<Tensor>("input_gradient", gradient, like, weight);
    }

    private static bool ArePairs(Tensor features, Tensor weight) =>
        weight.shape[0] == PairedChannels && weight.shape[1] == PairedChannels && features.shape[0] % 2 == 0 && features.is_contiguous();

    /// <summary>Computes a convolution from 16 to 16 channels, taking two images as one image with two groups of channels.</summary>
    private static Tensor InPairs(Tensor input, Tensor weight, Tensor bias)
    {
        var (count, height, width) = (input.shape[0], input.shape[2], input.shape[3]);
        var pairs = input.view(count / 2, 2 * PairedChannels, height, width);
        var results = functional.conv2d(pairs, cat([weight, weight]), cat([bias, bias]), [Stride, Stride], [Padding, Padding], groups: 2);
        return results.view(count, PairedChannels, height / Stride, width / Stride);
    }

    /// <summary>Returns the gradient with regard to a convolution's weight.</summary>
    /// <param name="gradient">Gradient with regard to the convolution's result, shape (N, out, H, W).</param>
    /// <param name="input">Input of the convolution, shape (N, in, 2H, 2W).</param>
    /// <param name="weight">Kernels, shape (out, in, 4, 4).</param>
    private static Tensor WeightGradient(Tensor gradient, Tensor input, Tensor weight) =>
        Operators.Value.invoke<Tensor>("weight_gradient", gradient, input, weight);

    private static Tensor OfTransposed(Tensor input, Tensor weight, Tensor bias) =>
        weight.shape[1] <= MostImageChannels ? Interleaved(input, weight, bias)
        : SafeConvolution.NeedsFilling(input, weight)
            ? SafeConvolution.Convolve(input, weight, bias, [Stride, Stride], [Padding, Padding], isTransposed: true)
        : InputGradient(input, weight).add_(bias.reshape(-1, 1, 1));

    /// <summary>
    /// Computes a transposed convolution by four convolutions with 2×2 kernels, whose results interleave: along each side, results at
    /// even positions use the taps 3 and 1 of the kernel, and those at odd positions the taps 2 and 0. A margin of one pixel belongs to
    /// no result.
    /// </summary>
    private static Tensor Interleaved(Tensor input, Tensor weight, Tensor bias)
    {
        var (inputs, outputs) = (weight.shape[0], weight.shape[1]);
        var kernels = weight.view(inputs, outputs, 2, 2, 2, 2).flip(2, 4).permute(1, 3, 5, 0, 2, 4).reshape(4 * outputs, inputs, 2, 2);
        var all = functional.pixel_shuffle(SafeConvolution.Convolve(input, kernels, bias.repeat_interleave(4), padding: [1, 1]), 2);
        return all.narrow(2, 1, all.shape[2] - 2).narrow(3, 1, all.shape[3] - 2);
    }

    private sealed class Transposed : autograd.SingleTensorFunction<Transposed>
    {
        public override string Name => nameof(Transposed);

        public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
        {
            var (input, weight, bias) = ((Tensor)arguments[0], (Tensor)arguments[1], (Tensor)arguments[2]);
            context.save_for_backward([input, weight]);
            return OfTransposed(input, weight, bias);
        }

        public override List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
        {
            using var scope = NewDisposeScope();
            using var released = context; // Frees the input before the backward pass of the layers below.
            var saved = context.get_saved_variables();
            var ofInput = SafeConvolution.Convolve(gradient, saved[1], null, [Stride, Stride], [Padding, Padding]);
            var gradients = new List<Tensor> { ofInput, WeightGradient(saved[0], gradient, saved[1]), gradient.sum([0, 2, 3]) };
            gradients.ForEach(tensor => tensor.MoveToOuterDisposeScope());
            gradient.Dispose();
            return gradients;
        }
    }
}

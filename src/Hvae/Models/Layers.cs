// Runs the convolutions and linear layers of networks in the chosen precision and by the fastest operations.

using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>Number format of convolutions and matrix products. Everything else, weights and their updates included, is float32.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>Single precision, 32 bits.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>bfloat16, with 8 bits of precision. It is faster on processors with AMX or AVX-512 BF16 and on GPUs.</summary>
    [JsonStringEnumMemberName("bf16")]
    Bf16,
}

/// <summary>Runs layers in the precision that <see cref="In"/> has set for this thread.</summary>
internal static class Layers
{
    [ThreadStatic]
    private static Precision precision;

    /// <summary>
    /// Sets the precision of this thread until the result is disposed. A backward pass uses the precision of its forward pass.
    /// </summary>
    public static IDisposable In(Precision chosen)
    {
        var before = new PrecisionScope(precision);
        precision = chosen;
        return before;
    }

    /// <summary>
    /// Returns a module and all modules in it in the order of their declaration, each before its own parts. TorchSharp's own list goes
    /// level by level.
    /// </summary>
    public static IEnumerable<nn.Module> InOrder(this nn.Module module) => module.children().SelectMany(InOrder).Prepend(module);

    /// <summary>Runs layers one after the other.</summary>
    public static Tensor Run(this Sequential layers, Tensor input)
    {
        // The scope frees what the backward pass does not need; the rest is freed as soon as the backward pass has used it.
        using var scope = NewDisposeScope();
        return layers.children().Aggregate(input, static (x, layer) => layer switch
        {
            Convolution convolution => convolution.Run(x),
            Linear linear => linear.Run(x),
            _ => ((Module<Tensor, Tensor>)layer).call(x),
        }).MoveToOuterDisposeScope();
    }

    /// <summary>Runs a convolution, transposed or not.</summary>
    /// <param name="layer">Two-dimensional convolution without dilation and groups.</param>
    /// <param name="input">Feature maps, shape (N, channels, H, W).</param>
    public static Tensor Run(this Convolution layer, Tensor input)
    {
        if (StridedConvolution.Serves(layer, input))
            return Full(StridedConvolution.Run(Rounded(input), Rounded(layer.weight), Rounded(layer.bias!), layer.transposed), input);
        if (!layer.transposed) return Convolve(input, layer.weight, layer.bias, layer.stride, layer.padding);
        var bias = layer.bias is null ? null : Rounded(layer.bias);
        return Full(
            SafeConvolution.Convolve(Rounded(input), Rounded(layer.weight), bias, layer.stride, layer.padding, isTransposed: true), input);
    }

    /// <summary>Convolves feature maps.</summary>
    /// <param name="input">Feature maps, shape (N, in, H, W).</param>
    /// <param name="weight">Kernels, shape (out, in, k, k).</param>
    /// <param name="bias">Bias, shape (out), or null.</param>
    /// <param name="stride">Stride of both dimensions; null means 1.</param>
    /// <param name="padding">Padding of both dimensions; null means 0.</param>
    public static Tensor Convolve(Tensor input, Tensor weight, Tensor? bias, long[]? stride = null, long[]? padding = null)
    {
        if (bias is null || input.is_contiguous())
        {
            var rounded = bias is null ? null : Rounded(bias);
            return Full(SafeConvolution.Convolve(Rounded(input), Rounded(weight), rounded, stride, padding), input);
        }

        // The gradient of a bias that is added afterwards is a plain sum. With channels last it is faster than the convolution's own.
        using var scope = NewDisposeScope();
        var convolved = Full(SafeConvolution.Convolve(Rounded(input), Rounded(weight), null, stride, padding), input);
        return convolved.add_(bias.reshape(1, -1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Runs a linear layer.</summary>
    /// <param name="layer">Linear layer, with or without a bias.</param>
    /// <param name="input">Features, shape (N, features).</param>
    public static Tensor Run(this Linear layer, Tensor input) =>
        Full(functional.linear(Rounded(input), Rounded(layer.weight!), layer.bias is null ? null : Rounded(layer.bias)), input);

    /// <summary>
    /// Returns GELU(x) = x·Φ(x) of a feature map, shape (N, channels, H, W). libtorch's fast kernel needs contiguous numbers, so a
    /// channels-last map is permuted first.
    /// </summary>
    public static Tensor Gelu(Tensor features)
    {
        if (features.is_contiguous()) return functional.gelu(features);

        using var scope = NewDisposeScope();
        return functional.gelu(features.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private static Tensor Rounded(Tensor operand) => precision == Precision.Bf16 ? operand.to(ScalarType.BFloat16) : operand;

    private static Tensor Full(Tensor product, Tensor input) => precision == Precision.Bf16 ? product.to(input.dtype) : product;

    private sealed class PrecisionScope(Precision before) : IDisposable
    {
        public void Dispose() => precision = before;
    }
}

/// <summary>Arranges feature maps in the memory order in which convolutions of many channels are computed fastest.</summary>
internal static class ChannelsLast
{
    /// <summary>
    /// Returns the same feature maps, shape (N, channels, H, W), with the channels of a pixel side by side in memory. oneDNN then does
    /// not rearrange them before and after each convolution, and the operations after a convolution keep the order.
    /// </summary>
    public static Tensor Arranged(this Tensor features) => features.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}

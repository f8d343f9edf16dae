// How networks run their convolutions and linear layers: in the chosen precision, and by the operations that are fastest.

using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>In what convolutions and matrix products are computed; all else, weights and their updates included, is float32.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>32 bits.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>bfloat16: 8 bits of precision. Faster on processors with AMX or AVX-512 BF16 and on GPUs.</summary>
    [JsonStringEnumMemberName("bf16")]
    Bf16,
}

/// <summary>Runs layers in the precision that <see cref="In"/> has set for this thread.</summary>
internal static class Layers
{
    [ThreadStatic]
    private static Precision precision;

    /// <summary>Sets the precision of this thread until the result is disposed. Backward passes use that of their forward pass.</summary>
    public static IDisposable In(Precision chosen)
    {
        var before = new Restored(precision);
        precision = chosen;
        return before;
    }

    /// <summary>A module and all modules in it, each before those in it, in the order in which they were declared. TorchSharp's own list goes level by level.</summary>
    public static IEnumerable<nn.Module> InOrder(this nn.Module module) => module.children().SelectMany(InOrder).Prepend(module);

    /// <summary>Runs layers one after the other.</summary>
    public static Tensor Run(this Sequential layers, Tensor input)
    {
        // What the backward pass does not need is freed now, and what it needs as soon as it has been used.
        using var scope = NewDisposeScope();
        return layers.children().Aggregate(input, static (x, layer) => layer switch
        {
            Convolution convolution => convolution.Run(x),
            Linear linear => linear.Run(x),
            _ => ((Module<Tensor, Tensor>)layer).call(x),
        }).MoveToOuterDisposeScope();
    }

    /// <summary>Runs a convolution, transposed or not.</summary>
    /// <param name="layer">Of two dimensions, without dilation and groups.</param>
    /// <param name="input">Shape (N, channels, H, W).</param>
    public static Tensor Run(this Convolution layer, Tensor input)
    {
        if (StridedConvolution.Serves(layer, input))
            return Full(StridedConvolution.Run(Rounded(input), Rounded(layer.weight), Rounded(layer.bias!), layer.transposed), input);
        if (!layer.transposed) return Convolve(input, layer.weight, layer.bias, layer.stride, layer.padding);
        var bias = layer.bias is null ? null : Rounded(layer.bias);
        return Full(functional.conv_transpose2d(Rounded(input), Rounded(layer.weight), bias, layer.stride, layer.padding!), input);
    }

    /// <summary>Convolves feature maps.</summary>
    /// <param name="input">Shape (N, in, H, W).</param>
    /// <param name="weight">Shape (out, in, k, k).</param>
    /// <param name="bias">Shape (out), or null.</param>
    /// <param name="stride">Stride of both dimensions; null for 1.</param>
    /// <param name="padding">Padding of both dimensions; null for 0.</param>
    public static Tensor Convolve(Tensor input, Tensor weight, Tensor? bias, long[]? stride = null, long[]? padding = null)
    {
        if (bias is null || input.is_contiguous())
            return Full(functional.conv2d(Rounded(input), Rounded(weight), bias is null ? null : Rounded(bias), stride, padding), input);

        // The gradient of a bias that is added afterwards is a plain sum, which is faster than a convolution's own where channels come last.
        using var scope = NewDisposeScope();
        return Full(functional.conv2d(Rounded(input), Rounded(weight), null, stride, padding), input).add_(bias.reshape(1, -1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Runs a linear layer.</summary>
    /// <param name="layer">With or without a bias.</param>
    /// <param name="input">Shape (N, features).</param>
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

    private sealed class Restored(Precision before) : IDisposable
    {
        public void Dispose() => precision = before;
    }
}

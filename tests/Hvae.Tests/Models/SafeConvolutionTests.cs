// Convolutions are right on every machine, whatever the number of channels is, and filling channels up changes nothing.

using Hvae.Models;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static Hvae.Tests.Models.Closeness;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class SafeConvolutionTests
{
    private const int Images = 3;

    /// <summary>Cases: transposed or not, kernel, input and output channels, side, and whether channels are last in memory.</summary>
    public static TheoryData<bool, int, int, int, int, bool> Sizes { get; } = new()
    {
        { false, 3, 16, 12, 1, false }, { false, 3, 32, 12, 4, false }, { false, 3, 8, 8, 4, false }, { false, 3, 32, 3, 8, true },
        { false, 3, 16, 4, 1, true }, { false, 1, 1, 16, 4, false }, { false, 1, 32, 3, 4, true }, { false, 2, 32, 12, 4, false },
        { false, 4, 3, 32, 6, false }, { false, 4, 1, 16, 6, true }, { false, 3, 48, 80, 4, false }, { false, 3, 17, 33, 4, false },
        { true, 4, 16, 12, 4, false }, { true, 4, 8, 8, 4, false }, { true, 4, 3, 32, 4, true }, { true, 4, 32, 3, 4, false },
        { true, 3, 32, 12, 4, false }, { true, 3, 17, 33, 4, true }, { false, 1, 48, 80, 4, true }, { false, 1, 48, 100, 8, true },
        { false, 1, 16, 512, 4, true }, { false, 1, 48, 80, 4, false }, { false, 3, 48, 100, 8, true },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Results_and_gradients_of_filled_up_channels_are_those_of_libtorch(
        bool isTransposed, int kernel, int from, int to, int side, bool areLast)
    {
        using var layer = Layer(isTransposed, kernel, from, to, ScalarType.Float64);
        AssertLibtorchs(
            layer, side, areLast, Float64Tolerance,
            input => SafeConvolution.FilledUp(input, layer.weight, layer.bias, layer.stride, layer.padding, isTransposed));
    }

    /// <summary>Where memory that was freed is not a number, reading what was never written shows.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Results_and_gradients_of_layers_in_float32_are_right(
        bool isTransposed, int kernel, int from, int to, int side, bool areLast)
    {
        using var layer = Layer(isTransposed, kernel, from, to, ScalarType.Float32);
        AssertLibtorchs(layer, side, areLast, Float32Tolerance, layer.Run);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Results_and_gradients_of_layers_in_bf16_are_right(
        bool isTransposed, int kernel, int from, int to, int side, bool areLast)
    {
        using var layer = Layer(isTransposed, kernel, from, to, ScalarType.Float32);
        AssertLibtorchs(layer, side, areLast, Bf16Tolerance, input =>
        {
            using var rounded = Layers.In(Precision.Bf16);
            return layer.Run(input);
        });
    }

    /// <summary>A block fills up its kernels once, so that its feature maps never are.</summary>
    [Theory]
    [InlineData(Precision.Float32, Float32Tolerance)]
    [InlineData(Precision.Bf16, 4 * Bf16Tolerance)]
    public void Results_and_gradients_of_a_block_with_12_channels_inside_are_right(Precision precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        var (block, wide) = (new BottleneckBlock(96, 12, 80, 4), new BottleneckBlock(96, 12, 80, 4));
        Initialisation.Draw(block, generator);
        wide.to(ScalarType.Float64);
        wide.load_state_dict(block.state_dict());
        Tensor[] parts = [Leaf(Drawn(48)), Leaf(Drawn(48))];
        Tensor[] wideParts = [.. parts.Select(part => Leaf(Wide(part)))];
        var direction = Drawn(80);
        var expected = wide.AfterGelu(wideParts[0], null, wideParts[1]);
        (expected * Wide(direction)).sum().backward();

        Spoil();
        using var rounded = Layers.In(precision);
        var result = block.AfterGelu(parts[0], null, parts[1]);
        Spoil();
        (result * direction).sum().backward();

        AssertClose(expected, result, tolerance);
        Assert.All(wideParts.Zip(parts), both => AssertClose(both.First.grad!, both.Second.grad!, tolerance));
        Assert.All(wide.parameters().Zip(block.parameters()), both => AssertClose(both.First.grad!, both.Second.grad!, tolerance));

        Tensor Drawn(long channels) => randn([Images, channels, 4, 4], generator: generator).Arranged();
    }

    [Fact]
    public void Float64_and_multiples_of_16_stay_as_they_are()
    {
        using var scope = NewDisposeScope();

        Assert.False(SafeConvolution.IsNeeded(ScalarType.Float64));
        Assert.False(SafeConvolution.NeedsFilling(zeros(1, 32, 2, 2), zeros(48, 32, 3, 3)));
    }

    /// <summary>libtorch computes in float64 from the same numbers, without oneDNN.</summary>
    private static void AssertLibtorchs(Convolution layer, int side, bool areLast, double tolerance, Func<Tensor, Tensor> run)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        var numbers = randn([Images, layer.in_channels, side, side], ScalarType.Float64, generator: generator).to(layer.weight.dtype);
        var input = Leaf(areLast ? numbers.Arranged() : numbers);
        var (wide, weight, bias) = (Leaf(Wide(input)), Leaf(Wide(layer.weight)), Leaf(Wide(layer.bias!)));
        var expected = layer.transposed
            ? nn.functional.conv_transpose2d(wide, weight, bias, layer.stride, layer.padding)
            : nn.functional.conv2d(wide, weight, bias, layer.stride, layer.padding);
        var direction = randn(expected.shape, ScalarType.Float64, generator: generator);
        (expected * direction).sum().backward();

        Spoil();
        var result = run(input);
        Spoil();
        (result * direction.to(result.dtype)).sum().backward();

        AssertClose(expected, result, tolerance);
        AssertClose(wide.grad!, input.grad!, tolerance);
        AssertClose(weight.grad!, layer.weight.grad!, tolerance);
        AssertClose(bias.grad!, layer.bias!.grad!, tolerance);
    }

    private static void Spoil()
    {
        using var scope = NewDisposeScope();
        for (var size = 64; size <= 1 << 18; size *= 2)
            for (var copy = 0; copy < 8; copy++) _ = full([size], float.NaN);
    }

    private static Convolution Layer(bool isTransposed, int kernel, int from, int to, ScalarType type)
    {
        using var generator = new Generator(1, CPU);
        var (stride, padding) = (kernel == 4 ? 2 : 1, kernel == 1 ? 0 : 1);
        Convolution layer = isTransposed
            ? nn.ConvTranspose2d(from, to, kernel, stride, padding, dtype: type)
            : nn.Conv2d(from, to, kernel, stride, padding, dtype: type);
        Initialisation.Draw(layer, generator);
        return layer;
    }
}

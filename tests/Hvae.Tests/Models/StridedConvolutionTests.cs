// Convolutions of kernel 4, stride 2 and padding 1 give the results of libtorch's own operators, forwards and backwards.

using FsCheck;
using FsCheck.Fluent;
using Hvae.Models;
using TorchSharp.Modules;
using Xunit;
using static Hvae.Tests.Models.Closeness;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class StridedConvolutionTests
{
    private const int Side = 6;

    /// <summary>
    /// Cases: transposed or not, input and output channels, images, and whether channels are last in memory. Pairs need an even number of
    /// images, channels first.
    /// </summary>
    public static TheoryData<bool, int, int, int, bool> Sizes { get; } = new()
    {
        { true, 32, 1, 3, false }, { true, 32, 1, 4, true }, { true, 16, 1, 4, false },
        { true, 32, 3, 3, true }, { true, 32, 3, 4, false }, { true, 16, 3, 2, false },
        { true, 16, 16, 4, false }, { true, 16, 16, 3, false }, { true, 16, 16, 4, true }, { true, 16, 16, 3, true },
        { true, 32, 32, 4, false }, { true, 32, 32, 3, true }, { true, 16, 32, 2, false }, { true, 32, 16, 2, true },
        { false, 16, 16, 4, false }, { false, 16, 16, 3, false }, { false, 16, 16, 4, true }, { false, 1, 16, 2, false },
        { false, 32, 32, 4, false }, { false, 32, 32, 3, true },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Result_and_gradients_in_float64_are_those_of_libtorch(bool isTransposed, int from, int to, int images, bool areLast) =>
        AssertLibtorchs(Sized(isTransposed, from, to, images, areLast), ScalarType.Float64, Precision.Float32, Float64Tolerance);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Result_and_gradients_in_float32_are_those_of_libtorch(bool isTransposed, int from, int to, int images, bool areLast) =>
        AssertLibtorchs(Sized(isTransposed, from, to, images, areLast), ScalarType.Float32, Precision.Float32, Float32Tolerance);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Result_and_gradients_in_bf16_are_those_of_libtorch_rounded(bool isTransposed, int from, int to, int images, bool areLast) =>
        AssertLibtorchs(Sized(isTransposed, from, to, images, areLast), ScalarType.Float32, Precision.Bf16, Bf16Tolerance);

    [Fact]
    public void They_are_for_all_sizes_and_orders_in_memory()
    {
        var cases =
            from isTransposed in Gen.Elements(true, false)
            from arePaired in Gen.Elements(true, false)
            from channels in arePaired ? Gen.Constant((16, 16)) : Gen.Zip(Gen.Choose(1, 18), Gen.Choose(1, 18))
            from images in Gen.Choose(1, 5)
            from height in Gen.Choose(2, 9)
            from width in Gen.Choose(2, 9)
            from orders in Gen.Zip(Gen.Elements(true, false), Gen.Elements(true, false))
            select new Case(isTransposed, channels.Item1, channels.Item2, images, height, width, orders.Item1, orders.Item2);
        Prop.ForAll(Arb.From(cases), one => AssertLibtorchs(one, ScalarType.Float64, Precision.Float32, Float64Tolerance))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200));
    }

    /// <summary>In an ordinary convolution only the gradient of the input is slow, so without it libtorch's own operator is used.</summary>
    [Fact]
    public void The_faster_ways_are_taken_where_they_serve()
    {
        using var scope = NewDisposeScope();
        Assert.True(Serves(new(true, 32, 3, 3, Side, Side, true, true), requiresGradient: false));
        Assert.True(Serves(new(true, 16, 16, 4, Side, Side, false, false), requiresGradient: false));
        Assert.True(Serves(new(false, 16, 16, 4, Side, Side, false, false), requiresGradient: true));
        Assert.False(Serves(new(false, 16, 16, 4, Side, Side, false, false), requiresGradient: false));
        Assert.False(Serves(new(false, 16, 16, 3, Side, Side, false, false), requiresGradient: true));
        Assert.False(Serves(new(false, 16, 16, 4, Side, Side, true, true), requiresGradient: true));
        Assert.False(Serves(new(false, 32, 32, 4, Side, Side, false, false), requiresGradient: true));

        static bool Serves(Case one, bool requiresGradient) =>
            StridedConvolution.Serves(one.Layer(ScalarType.Float32), one.Input(ScalarType.Float32).requires_grad_(requiresGradient));
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(4, 1, 1)]
    [InlineData(4, 2, 0)]
    public void Other_kernels_strides_and_paddings_are_libtorchs_own(int kernel, int stride, int padding)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        var input = randn([2, 16, Side, Side], ScalarType.Float64, generator: generator);
        using var layer = nn.ConvTranspose2d(16, 3, kernel, stride, padding, dtype: ScalarType.Float64);

        Assert.False(StridedConvolution.Serves(layer, input));
        AssertClose(layer.call(input), layer.Run(input), Float64Tolerance);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_result_without_gradients_is_the_same(bool isTransposed, int from, int to, int images, bool areLast)
    {
        using var scope = NewDisposeScope();
        var one = Sized(isTransposed, from, to, images, areLast);
        var (layer, input) = (one.Layer(ScalarType.Float64), one.Input(ScalarType.Float64).requires_grad_(true));

        Tensor result;
        using (no_grad()) result = layer.Run(input);

        Assert.False(result.requires_grad);
        AssertClose(one.Libtorchs(input, layer.weight, layer.bias!), result, Float64Tolerance);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_input_without_a_gradient_leaves_those_of_weight_and_bias(bool isTransposed, int from, int to, int images, bool areLast)
    {
        using var scope = NewDisposeScope();
        var one = Sized(isTransposed, from, to, images, areLast);
        var (layer, input) = (one.Layer(ScalarType.Float64), one.Input(ScalarType.Float64));

        layer.Run(input).square().sum().backward();

        var (weight, bias) = (Leaf(layer.weight), Leaf(layer.bias!));
        one.Libtorchs(input, weight, bias).square().sum().backward();
        Assert.Null(input.grad);
        AssertClose(weight.grad!, layer.weight.grad!, Float64Tolerance);
        AssertClose(bias.grad!, layer.bias!.grad!, Float64Tolerance);
    }

    /// <summary>libtorch computes in float64 from the same numbers.</summary>
    private static void AssertLibtorchs(Case one, ScalarType type, Precision precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (layer, input) = (one.Layer(type), one.Input(type));
        var leaf = Leaf(input).requires_grad_(true);
        using (Layers.In(precision))
        {
            var result = layer.Run(leaf);
            var (otherInput, weight, bias) = (Leaf(Wide(input)), Leaf(Wide(layer.weight)), Leaf(Wide(layer.bias!)));
            var expected = one.Libtorchs(otherInput, weight, bias);
            var direction = one.Direction(expected.shape);
            (result * direction.to(type)).sum().backward();
            (expected * direction).sum().backward();

            Assert.Equal(type, result.dtype);
            AssertClose(expected, result, tolerance);
            AssertClose(otherInput.grad!, leaf.grad!, tolerance);
            AssertClose(weight.grad!, layer.weight.grad!, tolerance);
            AssertClose(bias.grad!, layer.bias!.grad!, tolerance);
        }
    }

    private static Case Sized(bool isTransposed, int from, int to, int images, bool areLast) =>
        new(isTransposed, from, to, images, Side, Side, areLast, areLast);

    private sealed record Case(
        bool IsTransposed, int From, int To, int Images, int Height, int Width, bool AreInputsLast, bool AreGradientsLast)
    {
        public Convolution Layer(ScalarType type)
        {
            using var generator = new Generator(1, CPU);
            Convolution layer = IsTransposed
                ? nn.ConvTranspose2d(From, To, 4, 2, 1, dtype: type)
                : nn.Conv2d(From, To, 4, 2, 1, dtype: type);
            Initialisation.Draw(layer, generator);
            return layer;
        }

        public Tensor Input(ScalarType type)
        {
            using var generator = new Generator(2, CPU);
            var input = randn([Images, From, Height, Width], type, generator: generator);
            return AreInputsLast ? input.Arranged() : input;
        }

        /// <summary>Gradient of the result.</summary>
        public Tensor Direction(long[] shape)
        {
            using var generator = new Generator(3, CPU);
            var direction = randn(shape, ScalarType.Float64, generator: generator);
            return AreGradientsLast ? direction.Arranged() : direction;
        }

        public Tensor Libtorchs(Tensor input, Tensor weight, Tensor bias) => IsTransposed
            ? nn.functional.conv_transpose2d(input, weight, bias, [2, 2], [1, 1])
            : nn.functional.conv2d(input, weight, bias, [2, 2], [1, 1]);
    }
}

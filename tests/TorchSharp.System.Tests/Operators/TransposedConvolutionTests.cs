// Transposed convolution against libtorch's own operator: values and gradients, for every kind of geometry.

using TorchSharp.Interop;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Operators;

public class TransposedConvolutionTests
{
    private static readonly Operator Official = new("conv_transpose2d", "input");

    public sealed record Geometry(long In, long Out, long Kernel, long Stride, long Padding, long OutputPadding, long Dilation, long Groups)
    {
        public override string ToString() => $"{In}->{Out} k{Kernel} s{Stride} p{Padding} o{OutputPadding} d{Dilation} g{Groups}";
    }

    public static TheoryData<Geometry, ScalarType, bool, bool> Cases()
    {
        Geometry[] geometries =
        [
            new(16, 16, 4, 2, 1, 0, 1, 1), new(16, 16, 4, 1, 0, 0, 1, 1), new(16, 1, 4, 2, 1, 0, 1, 1), new(8, 3, 4, 2, 1, 0, 1, 1),
            new(5, 7, 3, 2, 1, 1, 1, 1), new(6, 4, 3, 1, 1, 0, 2, 1), new(6, 4, 3, 3, 2, 2, 2, 2), new(4, 4, 2, 2, 0, 1, 1, 4),
            new(2, 3, 1, 1, 0, 0, 1, 1), new(3, 2, 5, 2, 2, 1, 3, 1),
        ];
        var data = new TheoryData<Geometry, ScalarType, bool, bool>();
        foreach (var geometry in geometries)
            foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
                foreach (var (bias, channelsLast) in new[] { (true, false), (false, false), (true, true) })
                    data.Add(geometry, type, bias, channelsLast);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_libtorchs_own(Geometry g, ScalarType type, bool hasBias, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        Tensor Draw(params long[] shape) => randn(shape, type, CPU, generator: generator);
        var images = Draw(9, g.In, 6, 5);
        if (channelsLast)
            images = images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var weight = Draw(g.In, g.Out / g.Groups, g.Kernel, g.Kernel);
        var bias = hasBias ? Draw(g.Out) : null;

        var (expected, actual) = (Run(Official), Run(Door.conv_transpose2d));

        var tolerance = type == ScalarType.Float32 ? 1e-5 : 1e-12;
        foreach (var ((name, theirs), (_, ours)) in expected.Zip(actual))
        {
            Assert.Equal(theirs.shape, ours.shape);
            Assert.True((ours - theirs).abs().max().ToDouble() <= tolerance * theirs.abs().max().ToDouble(), name);
        }

        List<(string Name, Tensor Value)> Run(Operator transposed)
        {
            Tensor?[] inputs = [images, weight, bias];
            var leaves = inputs.Select(tensor => tensor?.detach().requires_grad_()).ToArray();
            var output = transposed.Call(
                leaves[0], leaves[1], leaves[2], new[] { g.Stride, g.Stride }, new[] { g.Padding }, new[] { g.OutputPadding }, g.Groups, new[] { g.Dilation });
            (output * output.cos()).sum().backward();
            return
            [
                ("output", output.detach()),
                .. leaves.Zip(["input", "weight", "bias"]).Where(leaf => leaf.First is not null).Select(leaf => ($"gradient of {leaf.Second}", leaf.First!.grad!)),
            ];
        }
    }

    [Fact]
    public void The_same_input_gives_the_same_bits()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var images = randn([64, 16, 7, 7], ScalarType.Float32, CPU, generator: generator);
        var weight = randn([16, 16, 4, 4], ScalarType.Float32, CPU, generator: generator);
        Tensor Run() => nn.functional.conv_transpose2d(images, weight, strides: [2, 2], padding: [1, 1]);
        Assert.True(Run().Equals(Run()));
    }

    [Fact]
    public void Only_the_gradients_that_are_asked_for_are_computed()
    {
        using var scope = NewDisposeScope();
        var images = ones(4, 3, 5, 5);
        var weight = ones(3, 2, 4, 4).requires_grad_();
        nn.functional.conv_transpose2d(images, weight, strides: [2, 2], padding: [1, 1]).sum().backward();
        Assert.Null(images.grad);
        Assert.NotNull(weight.grad);
    }

    [Fact]
    public void A_single_image_without_a_batch_is_passed_on()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([2, 10, 10], nn.functional.conv_transpose2d(ones(3, 5, 5), ones(3, 2, 4, 4), strides: [2, 2], padding: [1, 1]).shape);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_an_error_that_names_the_operator()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => nn.functional.conv_transpose2d(ones(2, 3, 5, 5), ones(4, 2, 4, 4)));
        Assert.Contains("conv_transpose2d", error.Message, StringComparison.Ordinal);
    }
}

// Convolution against libtorch's own operator, whatever the order of the memory.

using TorchSharp.Interop;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Operators;

public class ConvolutionTests
{
    private static readonly Operator Official = new("conv2d");

    [Theory]
    [InlineData(1, 16, 4, 2, 1, 1)]
    [InlineData(3, 8, 4, 2, 1, 1)]
    [InlineData(16, 16, 3, 1, 1, 1)]
    [InlineData(8, 4, 3, 1, 2, 2)]
    [InlineData(6, 6, 1, 1, 0, 6)]
    public void Values_and_gradients_are_libtorchs_own(long channels, long features, long kernel, long stride, long padding, long groups)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var images = randn([9, channels, 8, 6], ScalarType.Float32, CPU, generator: generator);
        var weight = randn([features, channels / groups, kernel, kernel], ScalarType.Float32, CPU, generator: generator);
        var bias = randn([features], ScalarType.Float32, CPU, generator: generator);

        foreach (var (theirs, ours) in Run(Official).Zip(Run(Door.conv2d)))
            Assert.True((ours - theirs).abs().max().ToDouble() <= 1e-5 * theirs.abs().max().ToDouble());

        Tensor[] Run(Operator convolution)
        {
            var leaves = new[] { images, weight, bias }.Select(tensor => tensor.detach().requires_grad_()).ToArray();
            var output = convolution.Call(leaves[0], leaves[1], leaves[2], new[] { stride, stride }, new[] { padding, padding }, new[] { 1L, 1L }, groups);
            (output * output.cos()).sum().backward();
            return [output.detach(), .. leaves.Select(leaf => leaf.grad!)];
        }
    }

    [Fact]
    public void Double_precision_is_passed_on()
    {
        using var scope = NewDisposeScope();
        var (images, weight) = (rand(2, 3, 5, 5, dtype: ScalarType.Float64), rand(4, 3, 3, 3, dtype: ScalarType.Float64));
        Assert.True(nn.functional.conv2d(images, weight).Equals(Official.Call(images, weight)));
    }
}

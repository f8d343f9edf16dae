// The moving average of weights: one call for all, the same numbers as two operators for each.

using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

public class AverageTests
{
    [Theory]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float64, false)]
    [InlineData(ScalarType.Float64, true)] // memory in another order: the plain operators
    public void Follows_its_formula(ScalarType type, bool transposed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        Tensor[] values = [randn([7, 5], type, CPU, generator: generator), randn([33], type, CPU, generator: generator)];
        Tensor[] averages = [transposed ? ones([5, 7], type).t() : ones([7, 5], type), ones([33], type)];
        var expected = values.Select(value => (ones_like(value) * 0.9) + (value * (1 - 0.9))).ToArray();

        TorchExtensions.average_(averages, values, 0.9);

        foreach (var (average, other) in averages.Zip(expected))
            Assert.True((average - other).abs().max().ToDouble() <= 1e-7);
    }

    [Fact]
    public void A_decay_of_zero_is_a_copy()
    {
        using var scope = NewDisposeScope();
        var value = tensor([1.5, -2.0]);
        var average = tensor([7.0, 7.0]);

        TorchExtensions.average_([average], [value], 0);

        Assert.True(average.Equals(value));
    }
}

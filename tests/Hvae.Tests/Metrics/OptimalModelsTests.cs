// Which models count as optimal.

using Hvae.Metrics;
using Xunit;

namespace Hvae.Tests.Metrics;

public sealed class OptimalModelsTests
{
    [Fact]
    public void Finds_the_models_that_the_public_code_finds()
    {
        var reference = MetricsReference.Section("hull");
        var points = reference.GetProperty("points").EnumerateArray().Select(point => (R: point[0].GetDouble(), M: point[1].GetDouble()))
            .ToArray();
        var expected = reference.GetProperty("optimal_indices").EnumerateArray().Select(index => index.GetInt32());

        Assert.Equal(expected, OptimalModels.Find([.. points.Select(p => p.R)], [.. points.Select(p => p.M)]));
    }

    [Fact]
    public void A_steeply_falling_right_edge_is_dropped()
    {
        double[] rates = [0, 5, 6, 0];
        double[] psnr = [10, 20, 1, 1];

        Assert.Equal([0, 1], OptimalModels.Find(rates, psnr).Where(index => index < 2));
        Assert.DoesNotContain(2, OptimalModels.Find(rates, psnr));
    }

    [Fact]
    public void Values_that_are_not_finite_are_never_optimal()
    {
        double[] rates = [1, 2, double.NaN, 4, 5];
        double[] psnr = [1, double.PositiveInfinity, 9, 4, 3];

        Assert.DoesNotContain(1, OptimalModels.Find(rates, psnr));
        Assert.DoesNotContain(2, OptimalModels.Find(rates, psnr));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Fewer_than_three_models_are_all_optimal(int count)
    {
        double[] values = [.. Enumerable.Range(1, count).Select(k => (double)k)];

        Assert.Equal(Enumerable.Range(0, count), OptimalModels.Find(values, values));
    }
}

// Streamed moments are those of the whole set, for any batches in any order.

using Hvae.Metrics;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics;

public sealed class FeatureMomentsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor features;

    public FeatureMomentsTests()
    {
        using var generator = new Generator(3, CPU);
        features = (randn([200, 7], ScalarType.Float64, generator: generator) * arange(1, 8, dtype: ScalarType.Float64)) + 1e5;
    }

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(200)]
    public void Batches_add_up_to_the_whole(int batch) => AssertIs(FeatureStatistics.Of(features), Streamed(features, batch));

    [Fact]
    public void Order_does_not_matter()
    {
        using var generator = new Generator(4, CPU);
        var shuffled = features.index_select(0, randperm(200, ScalarType.Int64, generator: generator));

        AssertIs(Streamed(features, 32), Streamed(shuffled, 50));
        Assert.Equal(0, FrechetDistance.Between(Streamed(features, 32), Streamed(shuffled, 50)), 1e-6);
    }

    [Fact]
    public void Single_precision_features_are_collected_in_double()
    {
        var single = features.to(ScalarType.Float32);

        AssertIs(FeatureStatistics.Of(single.to(ScalarType.Float64)), Streamed(single, 3));
    }

    [Fact]
    public void What_is_no_batch_of_these_features_is_refused()
    {
        using var moments = new FeatureMoments();
        moments.Add(features);

        Assert.Throws<ArgumentException>(() => moments.Add(zeros(3, 8)));
        Assert.Throws<ArgumentException>(() => moments.Add(zeros(7)));
        Assert.Throws<ArithmeticException>(() => moments.Add(full([1, 7], double.NaN)));
        Assert.Equal(200, moments.Count);
    }

    [Fact]
    public void One_sample_has_no_statistics()
    {
        using var moments = new FeatureMoments();
        moments.Add(zeros(1, 7));

        Assert.Throws<InvalidOperationException>(moments.Statistics);
    }

    private static FeatureStatistics Streamed(Tensor features, int batch)
    {
        using var moments = new FeatureMoments();
        foreach (var part in features.split(batch)) moments.Add(part);
        return moments.Statistics();
    }

    private static void AssertIs(FeatureStatistics expected, FeatureStatistics actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.True((expected.Mean - actual.Mean).abs().max().item<double>() < 1e-9);
        Assert.True((expected.Covariance - actual.Covariance).abs().max().item<double>() < 1e-8);
    }
}

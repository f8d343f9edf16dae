// The Fréchet distance compared with the reference, and with known values.

using Hvae.Metrics;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics;

public sealed class FrechetDistanceTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Is_that_of_the_reference()
    {
        var reference = MetricsReference.Section("frechet");

        var distance = FrechetDistance.Between(FeatureStatistics.Of(reference.Matrix("a")), FeatureStatistics.Of(reference.Matrix("b")));

        Assert.Equal(reference.Number("distance"), distance, 1e-6);
    }

    [Fact]
    public void A_shift_costs_its_square_and_a_scale_the_square_of_the_difference_of_stds()
    {
        using var generator = new Generator(5, CPU);
        var features = FeatureStatistics.Of(randn([50, 3], ScalarType.Float64, generator: generator));
        var identity = new FeatureStatistics(zeros([3], ScalarType.Float64), eye(3, dtype: ScalarType.Float64));

        Assert.Equal(3 * 4, FrechetDistance.Between(features, features with { Mean = features.Mean + 2 }), 1e-10);
        Assert.Equal(3 * 4, FrechetDistance.Between(identity, identity with { Covariance = 9 * identity.Covariance }), 1e-10);
    }

    [Fact]
    public void Fewer_samples_than_features_are_no_obstacle()
    {
        using var generator = new Generator(6, CPU);
        var few = FeatureStatistics.Of(randn([5, 40], ScalarType.Float64, generator: generator));

        Assert.Equal(0, FrechetDistance.Between(few, few), 1e-5); // The eigenvalues are rounded, and roots of them are taken.
    }

    [Fact]
    public void Different_features_cannot_be_compared() =>
        Assert.Throws<ArgumentException>(
            () => FrechetDistance.Between(FeatureStatistics.Of(randn([5, 2])), FeatureStatistics.Of(randn([5, 3]))));

    [Fact]
    public void One_sample_has_no_covariance() => Assert.Throws<ArgumentException>(() => FeatureStatistics.Of(zeros([1, 2])));
}

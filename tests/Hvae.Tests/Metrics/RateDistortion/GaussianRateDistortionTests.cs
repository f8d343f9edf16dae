// Reverse water-filling compared with closed forms, and the shape that every rate-distortion function has.

using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Hvae.Tests.Data;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.RateDistortion;

public sealed class GaussianRateDistortionTests
{
    private const double Tolerance = 1e-13;
    private static readonly GaussianRateDistortion Two = new([4, 1]);

    /// <summary>For one variance, D(R) = σ² e^(−2R).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(3)]
    public void White_noise_loses_its_variance_exponentially(double rate)
    {
        var white = new GaussianRateDistortion([2.5, 2.5, 2.5]);

        Assert.Equal(2.5 * Math.Exp(-2 * rate), white.DistortionAt(rate), Tolerance);
    }

    /// <summary>Variances 4 and 1: until the water level has fallen to 1, at R = ½ · ½ ln 4, only the first dimension has a rate.</summary>
    [Fact]
    public void Of_two_variances_the_greater_is_sent_first()
    {
        var meeting = 0.25 * Math.Log(4);

        Assert.Equal(1, Two.DistortionAt(meeting), Tolerance);
        Assert.Equal(((4 * Math.Exp(-4 * 0.1)) + 1) / 2, Two.DistortionAt(0.1), Tolerance);
        Assert.Equal(Math.Sqrt(4) * Math.Exp(-2 * 0.9), Two.DistortionAt(0.9), Tolerance); // The geometric mean of both.
    }

    [Fact]
    public void Nothing_need_be_sent_for_a_distortion_of_the_variance()
    {
        Assert.Equal(2.5, Two.Variance);
        Assert.Equal(2.5, Two.DistortionAt(0), Tolerance);
    }

    [Fact]
    public void Directions_without_variance_cost_nothing_but_count_as_dimensions()
    {
        var flat = new GaussianRateDistortion([4, 0, -1e-17, 0]);

        Assert.Equal(Math.Exp(-8 * 0.1), flat.DistortionAt(0.1), Tolerance);
    }

    [Fact]
    public void The_curve_falls_and_is_convex()
    {
        var source = new GaussianRateDistortion([.. Enumerable.Range(1, 200).Select(i => Math.Pow(i, -2.0))]);
        var curve = source.Curve(greatestRate: 2, count: 401);

        for (var i = 1; i < curve.Count; i++)
        {
            Assert.True(curve[i].Distortion < curve[i - 1].Distortion);
            if (i > 1) Assert.True(curve[i - 2].Distortion + curve[i].Distortion >= 2 * curve[i - 1].Distortion);
        }
    }

    [Fact]
    public void Without_variance_there_is_no_curve() => Assert.Throws<ArgumentException>(() => new GaussianRateDistortion([0, 0]));

    [Fact]
    public void The_covariance_of_images_is_summed_up_over_all_batches()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var data = new DataCatalog(new DataOptions { Folder = folder.Path, CacheFolder = folder.Path, Offline = true })
            .Open("mnist-standin");
        using var images = new ImageBatches(data.Train, 1500, binarised: false, CPU);

        var covariance = ImageCovariance.Of(images);

        var all = images.Range(0, 1500).flatten(1).to(ScalarType.Float64);
        Assert.True((covariance - all.t().cov(correction: 0)).abs().max().item<double>() < 1e-12);
        Assert.Equal(covariance.trace().item<double>() / 784,
            new GaussianRateDistortion(linalg.eigvalsh(covariance).data<double>().ToArray()).Variance, 1e-10);
    }
}

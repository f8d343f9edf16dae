// Means over seeds in tables and figures.

using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Shu22;

public sealed class MeasuredSetTests
{
    private static readonly DataSource Data = new("svhn", "official", new('0', 64), "svhn") { Wanted = "svhn" };

    [Fact]
    public void The_spread_is_that_over_seeds_where_there_are_several_and_that_over_images_where_there_is_one()
    {
        Assert.Equal(new SeedMean(3, 2), SeedMean.Of([new ImageMean(1, 0.1), new ImageMean(3, 0.1), new ImageMean(5, 0.1)]));
        Assert.Equal(new SeedMean(1, 0.1), SeedMean.Of([new ImageMean(1, 0.1), null]));
        Assert.Null(SeedMean.Of([null]));
    }

    /// <summary>The decoder of the second k of seed 3 failed.</summary>
    [Fact]
    public void A_curve_has_the_mean_of_the_seeds_that_were_measured_at_each_k()
    {
        var set = new MeasuredSet(Data, [Seed((1, 0.1, 4), (2, 0.2, 2)), Seed((1, 0.3, 6))]);

        var points = set.Curve(targeted: false);

        Assert.Equal([1, 2], points.Select(point => point.Latents));
        Assert.Equal((0.2, 5, Math.Sqrt(2)), (points[0].Rate, points[0].Distortion.Value, points[0].Distortion.Spread!.Value));
        Assert.Equal((0.2, 2, 0.5), (points[1].Rate, points[1].Distortion.Value, points[1].Distortion.Spread!.Value));
        Assert.Empty(set.Curve(targeted: true));

        static MeasuredSeed Seed(params (int Latents, double Rate, double Distortion)[] points) => new()
        {
            ConventionalCurve = new([.. points.Select(point => new MeasuredPoint(point.Latents, point.Rate, new(point.Distortion, 0.5)))]),
        };
    }
}

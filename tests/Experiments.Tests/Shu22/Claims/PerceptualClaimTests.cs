// A8 and A9 on made-up curves: each verdict can be reached, and only by curves that support it.

using Experiments.ProgressiveCoding;
using Experiments.Shu22.Claims;
using Hvae.Metrics.RateDistortion;
using Repro.Claims;
using Xunit;

namespace Experiments.Tests.Shu22.Claims;

public sealed class PerceptualClaimTests
{
    private const int Images = 40;

    /// <summary>From point to point the squared error falls and LPIPS rises. Only the order of the images within a point counts.</summary>
    [Theory]
    [InlineData(1, Verdict.Holds)]
    [InlineData(-1, Verdict.Fails)]
    [InlineData(0, Verdict.Undecided)]
    public void A8_asks_whether_both_order_the_images_of_a_point_alike(double slope, Verdict expected)
    {
        var finding = ClaimA8.Test([Seed(1), Seed(2), Seed(3)]);

        Assert.True(finding.Verdict == expected, finding.Reason);
        Assert.InRange(finding.Value!.Value, slope - 0.3, slope + 0.3);

        MeasuredSeed Seed(ulong seed) => Curve([Point(seed, 0.4, 0.1), Point(seed + 10, 0.2, 0.3)]);

        PerceptualScores Point(ulong seed, double error, double distance)
        {
            double[] errors = Around(error, 0.05, new(7));
            double[] scatter = Around(distance, slope == 0 ? 0.05 : 0.005, new(seed));
            return new("toy LPIPS", errors, [.. errors.Zip(scatter, (one, other) => other + (slope * (one - error)))]);
        }
    }

    [Fact]
    public void A8_is_the_correlation_of_ranks()
    {
        PerceptualScores scores = new("toy LPIPS", [1, 2, 3, 4], [1, 10, 100, 50]);

        Assert.Equal(0.8, ClaimA8.Test([Curve([scores])]).Value!.Value, 1e-9);
    }

    [Theory]
    [InlineData(0.2, Verdict.Holds)]
    [InlineData(0.8, Verdict.Fails)]
    [InlineData(0.5, Verdict.Undecided)]
    public void A9_asks_how_much_is_sent_after_LPIPS_is_low(double rate, Verdict expected)
    {
        var finding = ClaimA9.Test(
            [.. new[] { -0.01, 0.0, 0.02 }.Select(shift => Falling([0.1, rate + shift, 1.0], [0.9, 0.05, 0.01], negativeElbo: 1))]);

        Assert.True(finding.Verdict == expected, finding.Reason);
    }

    [Fact]
    public void A9_counts_from_the_first_point_at_the_level_to_the_whole_bound()
    {
        Assert.Equal(0.95, ClaimA9.Test([Falling([0.1, 0.2, 1.0], [0.9, 0.099, 0.05], negativeElbo: 4)]).Value!.Value, 1e-9);
        Assert.Equal(0.75, ClaimA9.Test([Falling([0.1, 0.2, 1.0], [0.9, 0.101, 0.05], negativeElbo: 4)]).Value!.Value, 1e-9);
    }

    /// <summary>
    /// Half of the images are clear after the second point, so which images there are decides from where the share counts.
    /// </summary>
    [Fact]
    public void A9_takes_the_images_into_account()
    {
        PerceptualScores Half(double low, double high) =>
            new("toy LPIPS", new double[Images], [.. Enumerable.Range(0, Images).Select(image => image % 2 == 0 ? low : high)]);
        MeasuredSeed Seed(double shift) =>
            Curve([Half(0.9, 0.9), Half(0.02, 0.17), Half(0, 0)], [0.1, 0.2 + shift, 0.9], negativeElbo: 1);

        Assert.Equal(Verdict.Undecided, ClaimA9.Test([Seed(0), Seed(0.01), Seed(0.02)]).Verdict);
    }

    [Fact]
    public void Claims_need_LPIPS_and_a_level_that_is_reached()
    {
        Assert.Equal(Verdict.NotTestableHere, ClaimA8.Test([Curve([])]).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA9.Test([Curve([], [], negativeElbo: 1)]).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA9.Test([Falling([0.1, 0.2], [0.9, 0.05], negativeElbo: null)]).Verdict);
        var high = ClaimA9.Test([Falling([0.1, 0.2], [0.9, 0.05], negativeElbo: 1), Falling([0.1, 0.2], [0.9, 0.15], negativeElbo: 1)]);
        Assert.Equal(Verdict.NotTestableHere, high.Verdict);
        Assert.Contains("falls to 0.15 only", high.Reason, StringComparison.Ordinal);
    }

    private static MeasuredSeed Falling(double[] rates, double[] distances, double? negativeElbo) => Curve(
        [.. distances.Select(distance => new PerceptualScores("toy LPIPS", new double[Images], [.. Enumerable.Repeat(distance, Images)]))],
        rates, negativeElbo);

    private static MeasuredSeed Curve(PerceptualScores[] points, double[]? rates = null, double? negativeElbo = null) => new()
    {
        Conventional = negativeElbo is { } all ? new(new(0, 0), new([all], [0], 0, new([], []))) : null,
        ConventionalCurve =
            new([.. points.Select((scores, k) => new MeasuredPoint(k + 1, rates?[k] ?? k, new(0, null)) { Perception = scores })]),
    };

    private static double[] Around(double mean, double scatter, RandomStream random) =>
        [.. Enumerable.Range(0, Images).Select(_ => mean + (scatter * random.Normal()))];
}

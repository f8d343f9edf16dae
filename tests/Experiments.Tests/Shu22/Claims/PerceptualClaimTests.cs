// A8 and A9 on made-up curves: each verdict can be reached, and only by curves that support it.

using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Experiments.Shu22.Claims;
using Hvae.Metrics.RateDistortion;
using Repro.Claims;
using Xunit;

namespace Experiments.Tests.Shu22.Claims;

public sealed class PerceptualClaimTests
{
    private const int Images = 40;

    [Theory]
    [InlineData(new[] { 0.4, 0.3, 0.2, 0.1 }, 0.01, Verdict.Holds)]
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4 }, 0.01, Verdict.Fails)]
    [InlineData(new[] { 0.2, 0.2001, 0.2, 0.2001 }, 0.5, Verdict.Undecided)]
    public void A8_asks_whether_both_order_the_points_alike(double[] distances, double scatter, Verdict expected)
    {
        var finding = ClaimA8.Test([.. distances.Select((distance, k) => Scores(0.4 - (0.1 * k), distance, scatter, k))]);

        Assert.True(finding.Verdict == expected, finding.Reason);
        Assert.InRange(finding.Value!.Value, -1, 1);
    }

    [Fact]
    public void A8_needs_points()
    {
        Assert.Equal(Verdict.NotTestableHere, ClaimA8.Test([]).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA8.Test([Scores(1, 1, 0.1, 1), Scores(2, 2, 0.1, 2)]).Verdict);
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.2, 1.0 }, new[] { 0.9, 0.11, 0.1 }, 0.01, Verdict.Holds)]
    [InlineData(new[] { 0.1, 0.2, 1.0 }, new[] { 0.9, 0.8, 0.1 }, 0.01, Verdict.Fails)]
    [InlineData(new[] { 0.1, 0.2, 1.0 }, new[] { 0.9, 0.185, 0.1 }, 0.4, Verdict.Undecided)]
    public void A9_asks_how_much_is_sent_after_LPIPS_has_fallen(double[] rates, double[] distances, double scatter, Verdict expected)
    {
        var finding = ClaimA9.Test(Curve(rates, distances, scatter), negativeElbo: 1);

        Assert.True(finding.Verdict == expected, finding.Reason);
    }

    [Fact]
    public void A9_counts_from_the_first_point_that_has_nine_tenths_of_the_fall_to_the_whole_bound() =>
        Assert.Equal(0.95 - 0.5, ClaimA9.Test(Curve([0.1, 0.2, 1.0], [0.9, 0.11, 0.1], scatter: 0), negativeElbo: 4).Value!.Value, 1e-9);

    [Fact]
    public void A9_needs_a_fall_and_LPIPS()
    {
        Assert.Equal(Verdict.NotTestableHere, ClaimA9.Test(Curve([0.1, 0.2], [0.1, 0.9], scatter: 0), negativeElbo: 1).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA9.Test(
            [.. Curve([0.1, 0.2], [0.9, 0.1], scatter: 0).Select(point => point with { Perception = null })], negativeElbo: 1).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA9.Test(Curve([0.1, 0.2], [0.9, 0.1], scatter: 0), negativeElbo: null).Verdict);
    }

    private static IReadOnlyList<MeasuredPoint> Curve(double[] rates, double[] distances, double scatter) =>
        [.. rates.Select(
            (rate, k) => new MeasuredPoint(k + 1, rate, new ImageMean(0, null)) { Perception = Scores(0.1, distances[k], scatter, k) })];

    /// <summary>Images whose numbers scatter around two means.</summary>
    private static PerceptualScores Scores(double error, double distance, double scatter, int seed)
    {
        var random = new RandomStream((ulong)seed + 11);
        return new("toy LPIPS", [.. Around(error)], [.. Around(distance)]);

        IEnumerable<double> Around(double mean) => Enumerable.Range(0, Images).Select(_ => mean + (scatter * random.Normal()));
    }
}

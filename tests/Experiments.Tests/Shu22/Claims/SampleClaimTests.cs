// A3 and A4 on made-up distances: each verdict can be reached, and only by distances that support it.

using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Experiments.Shu22.Claims;
using Hvae.Metrics.Features;
using Hvae.Metrics.RateDistortion;
using Repro.Claims;
using Xunit;

namespace Experiments.Tests.Shu22.Claims;

public sealed class SampleClaimTests
{
    [Theory]
    [InlineData(50, new[] { 60.0, 40.0 }, Verdict.Holds)]
    [InlineData(50, new[] { 60.0, 70.0 }, Verdict.Fails)]
    [InlineData(50, new[] { 60.0, 49.9 }, Verdict.Undecided)]
    public void A3_compares_the_best_target_with_the_conventional_training(double conventional, double[] targeted, Verdict expected)
    {
        var finding =
            ClaimA3.Test([Result(null, conventional), .. targeted.Select((distance, index) => Result(0.01 * (index + 1), distance))]);

        Assert.Equal(expected, finding.Verdict);
        Assert.Equal(conventional - targeted.Min(), finding.Value!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(2.0 / 3), finding.Spread!.Value, 1e-9);
        Assert.Contains("the best of 2", finding.Reason, StringComparison.Ordinal);
        Assert.Contains("toy distance", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A3_needs_both_trainings()
    {
        Assert.Equal(Verdict.NotTestableHere, ClaimA3.Test([Result(null, 50)]).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA3.Test([Result(0.01, 50)]).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA3.Test([Result(null, 50), Result(0.01, 50) with { Distance = null }]).Verdict);
    }

    /// <summary>
    /// Three streams scatter by 1, so differences have the standard error √(2/3) and, with two degrees of freedom, the interval ± 3.5.
    /// </summary>
    [Theory]
    [InlineData(new[] { 40.0, 45.0, 60.0 }, Verdict.Holds)]
    [InlineData(new[] { 60.0, 45.0, 40.0 }, Verdict.Fails)]
    [InlineData(new[] { 60.0, 40.0, 41.0 }, Verdict.Undecided)]
    [InlineData(new[] { 40.0, 41.0, 43.0 }, Verdict.Undecided)]
    public void A4_needs_targets_that_differ_and_the_largest_to_be_worse(double[] byRisingTarget, Verdict expected) =>
        Assert.Equal(expected, ClaimA4.Test(
            [Result(null, 10), .. byRisingTarget.Select((distance, index) => Result(0.01 * (index + 1), distance))]).Verdict);

    /// <summary>The statement is about a first stage that has hardly any rate.</summary>
    [Theory]
    [InlineData(0.009, Verdict.Holds)]
    [InlineData(0.011, Verdict.NotTestableHere)]
    public void A4_needs_a_target_of_hardly_any_rate(double leastRate, Verdict expected) =>
        Assert.Equal(expected, ClaimA4.Test([Result(0.01, 40, rate: 0.1), Result(0.16, 60, rate: leastRate)]).Verdict);

    [Fact]
    public void Random_features_decide_nothing()
    {
        StagedResult[] results = [Random(null, 50), Random(0.01, 40), Random(0.16, 60)];
        Assert.Equal(Verdict.NotTestableHere, ClaimA3.Test(results).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA4.Test(results).Verdict);

        static StagedResult Random(double? target, double distance)
        {
            var result = Result(target, distance);
            return result with { Distance = result.Distance! with { Kind = FeatureKind.Random } };
        }
    }

    /// <summary>An error 2 % above δ meets the target, a larger one does not.</summary>
    [Theory]
    [InlineData(0.0101, true)]
    [InlineData(0.0103, false)]
    [InlineData(0.005, true)]
    public void An_error_is_at_its_target_up_to_2_percent(double error, bool expected)
    {
        var scores = Scores(rate: 0.1, error);

        Assert.Equal(expected, (Result(0.01, 50) with { Scores = scores }).IsAtTarget);
        Assert.Null((Result(null, 50) with { Scores = scores }).IsAtTarget);
    }

    [Fact]
    public void A4_needs_two_targets() => Assert.Equal(Verdict.NotTestableHere, ClaimA4.Test([Result(null, 50), Result(0.01, 40)]).Verdict);

    /// <summary>
    /// Returns three streams around a distance, with a standard deviation of 1. The first stage's rate falls fast with its target.
    /// </summary>
    internal static StagedResult Result(double? target, double distance, double? rate = null) => new(
        target is null ? "conventional" : $"δ = {target}", target, Scores(rate ?? (target >= 0.02 ? 0.001 : 0.1)),
        new FrechetScores("toy distance", "toy features", [distance - 1, distance, distance + 1], 100, 100, []), []);

    internal static TwoStageScores Scores(double rate, double error = 0.01) =>
        new([rate, rate], [0, 0], [1, 1], MeasuredWorld.About(error, 1), [rate], [0]);
}

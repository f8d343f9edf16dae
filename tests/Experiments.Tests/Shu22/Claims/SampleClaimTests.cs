// A3 and A4 on made-up distances: each verdict can be reached, and only by distances that support it.

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
        var finding = ClaimA3.Test(
            [Around(null, conventional), .. targeted.Select((distance, index) => Around(0.01 * (index + 1), distance))]);

        Assert.True(expected == finding.Verdict, finding.Reason);
        Assert.Equal(conventional - targeted.Min(), finding.Value!.Value, 1e-9);
        Assert.Contains("toy distance", finding.Reason, StringComparison.Ordinal);
    }

    /// <summary>
    /// Each target is good for one seed by luck, and the other seeds choose another one for it. None of the targets is worse for sure.
    /// </summary>
    [Fact]
    public void A3_neither_profits_from_the_choice_nor_fails_by_it()
    {
        var finding = ClaimA3.Test([Of(null, 50, 50, 50), Of(0.01, 10, 60, 60), Of(0.02, 60, 10, 60), Of(0.04, 60, 60, 10)]);

        Assert.Equal(-10, finding.Value!.Value, 1e-9);
        Assert.Equal(Verdict.Undecided, finding.Verdict);
    }

    [Fact]
    public void One_seed_decides_nothing_and_its_effect_is_told()
    {
        var finding = ClaimA3.Test([Of(null, 50), Of(0.01, 40)]);

        Assert.Equal((Verdict.Undecided, 10.0), (finding.Verdict, finding.Value!.Value));
    }

    [Fact]
    public void A3_needs_both_trainings()
    {
        Assert.Equal(Verdict.NotTestableHere, ClaimA3.Test([Around(null, 50)]).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA3.Test([Around(0.01, 50)]).Verdict);
        var failed = Around(0.01, 50);
        Assert.Equal(
            Verdict.NotTestableHere,
            ClaimA3.Test([Around(null, 50), new([.. failed.Seeds.Skip(1), failed.Seeds[0] with { Distance = null }])]).Verdict);
    }

    [Theory]
    [InlineData(1.0, Verdict.Holds)]
    [InlineData(1.1, Verdict.Undecided)]
    public void A3_is_open_while_the_conventional_model_has_the_worse_bound(double itsDistortion, Verdict expected)
    {
        var conventional = new StagedOfSeeds([.. Around(null, 50).Seeds.Select(
            seed => seed with { Scores = Scores(0.1) with { Distortions = [itsDistortion, itsDistortion] } })]);

        var finding = ClaimA3.Test([conventional, Around(0.01, 40)]);

        Assert.True(expected == finding.Verdict, finding.Reason);
        Assert.Equal(10, finding.Value!.Value, 1e-9);
    }

    [Fact]
    public void Targets_that_are_missed_decide_nothing()
    {
        var missed = new StagedOfSeeds([.. Around(0.01, 40).Seeds.Select(seed => seed with { Scores = Scores(0.1, error: 0.02) })]);

        Assert.Equal(Verdict.Undecided, ClaimA3.Test([Around(null, 50), missed]).Verdict);
        Assert.Equal(10, ClaimA3.Test([Around(null, 70), missed, Around(0.02, 60)]).Value!.Value, 1e-9);
        Assert.Equal(Verdict.Undecided, ClaimA4.Test([Around(null, 50), missed, Around(0.02, 60)]).Verdict);
    }

    [Theory]
    [InlineData(new[] { 40.0, 45.0, 60.0 }, Verdict.Holds)]
    [InlineData(new[] { 60.0, 45.0, 40.0 }, Verdict.Fails)]
    [InlineData(new[] { 60.0, 40.0, 40.5 }, Verdict.Undecided)]
    public void A4_needs_the_largest_target_to_be_worse_than_the_best_of_the_others(double[] byRisingTarget, Verdict expected)
    {
        var finding =
            ClaimA4.Test([Around(null, 10), .. byRisingTarget.Select((distance, index) => Around(0.01 * (index + 1), distance))]);

        Assert.True(expected == finding.Verdict, finding.Reason);
    }

    /// <summary>The statement is about a first stage that has hardly any rate.</summary>
    [Theory]
    [InlineData(0.009, Verdict.Holds)]
    [InlineData(0.011, Verdict.NotTestableHere)]
    public void A4_needs_a_target_of_hardly_any_rate(double leastRate, Verdict expected) => Assert.Equal(
        expected, ClaimA4.Test([Around(null, 10), Around(0.01, 40, rate: 0.1), Around(0.16, 60, rate: leastRate)]).Verdict);

    [Fact]
    public void A4_needs_two_targets() => Assert.Equal(Verdict.NotTestableHere, ClaimA4.Test([Around(null, 50), Around(0.01, 40)]).Verdict);

    [Fact]
    public void Random_features_decide_nothing()
    {
        StagedOfSeeds[] results = [Random(null, 50), Random(0.01, 40), Random(0.16, 60)];
        Assert.Equal(Verdict.NotTestableHere, ClaimA3.Test(results).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA4.Test(results).Verdict);

        static StagedOfSeeds Random(double? target, double distance) => new(
            [.. Around(target, distance).Seeds.Select(seed => seed with { Distance = seed.Distance! with { Kind = FeatureKind.Random } })]);
    }

    /// <summary>An error 2 % above δ meets the target, a larger one does not.</summary>
    [Theory]
    [InlineData(0.0101, true)]
    [InlineData(0.0103, false)]
    [InlineData(0.005, true)]
    public void An_error_is_at_its_target_up_to_2_percent(double error, bool expected)
    {
        var scores = Scores(rate: 0.1, error);

        Assert.Equal(expected, (Of(0.01, 50).Seeds[0] with { Scores = scores }).IsAtTarget);
        Assert.Null((Of(null, 50).Seeds[0] with { Scores = scores }).IsAtTarget);
    }

    [Fact]
    public void A_target_is_met_where_every_measured_seed_meets_it()
    {
        Assert.True(IsAtTarget(0.01, 0.0101));
        Assert.False(IsAtTarget(0.01, 0.02));
        Assert.Null(IsAtTarget(null, null));
        Assert.True(IsAtTarget(0.01, null));

        static bool? IsAtTarget(params double?[] errors) => new StagedOfSeeds([.. errors.Select(error =>
            Of(0.01, 50).Seeds[0] with { Scores = error is { } known ? Scores(rate: 0.1, known) : null })]).IsAtTarget;
    }

    /// <summary>Returns three seeds around a distance. How they scatter depends on the target.</summary>
    private static StagedOfSeeds Around(double? target, double distance, double? rate = null)
    {
        double[] scatter = target is null ? [-1, 0, 1] : target <= 0.01 ? [1, -0.5, -0.5] : target <= 0.02 ? [0.5, 0.5, -1] : [0, 1, -1];
        return Of(target, rate, [.. scatter.Select(one => distance + one)]);
    }

    private static StagedOfSeeds Of(double? target, params double[] distances) => Of(target, null, distances);

    /// <summary>The first stage's rate falls fast with its target.</summary>
    private static StagedOfSeeds Of(double? target, double? rate, double[] distances)
    {
        var scores = Scores(rate ?? (target >= 0.02 ? 0.001 : 0.1), target ?? 0.01, target is null ? 1 : 1.05);
        return new([.. distances.Select(distance => new StagedResult(
            target is null ? "conventional" : $"δ = {target}", target, scores,
            new("toy distance", "toy features", [distance - 1, distance, distance + 1], 100, 100, []), []))]);
    }

    /// <summary>−ELBO is the same for all rates.</summary>
    private static TwoStageScores Scores(double rate, double error = 0.01, double distortion = 1) => new(
        [rate, rate], [0.5 - rate, 0.5 - rate], [distortion, distortion], MeasuredWorld.About(error, 1), [rate], [0.5 - rate]);
}

// Claims A1 and A2 and the check of rates, on made-up results that support or refute them.

using Experiments.Shu22.Claims;
using Hvae.Metrics.RateDistortion;
using Repro.Claims;
using Xunit;

namespace Experiments.Tests.Shu22.Claims;

public sealed class FrontierClaimTests
{
    private static readonly Reconstruction Blurred = MeasuredWorld.About(0.02, 0.3);
    private static readonly Reconstruction Sharp = MeasuredWorld.About(0.01, 0.6);

    [Theory]
    [InlineData(0.0168, 0.0162, true, Verdict.Holds)]
    [InlineData(0.0168, 0.0175, true, Verdict.Holds)]
    [InlineData(0.0168, 0.0162, false, Verdict.Fails)]
    [InlineData(0.0168, 0.0180, true, Verdict.Undecided)]
    [InlineData(0.0168, 0.0150, true, Verdict.Undecided)]
    public void A1_asks_for_less_distortion_and_decides_nothing_where_the_rate_target_is_missed(
        double rate, double targetedRate, bool isTargetedBetter, Verdict expected)
    {
        var (conventional, targeted) = isTargetedBetter ? (Blurred, Sharp) : (Sharp, Blurred);

        var claim = ClaimA1.Decide([MeasuredWorld.Set("official", (rate, conventional), (targetedRate, targeted))]);

        Assert.True(expected == claim.Verdict, claim.Reason);
        Assert.InRange(claim.Value!.Value, isTargetedBetter ? 0.49 : -1.1, isTargetedBetter ? 0.51 : -0.9);
        Assert.Equal(expected == Verdict.Undecided, claim.Reason.Contains("the rate target is missed", StringComparison.Ordinal));
    }

    /// <summary>An error that is lower by a tenth is not "much lower".</summary>
    [Fact]
    public void A1_asks_for_much_less()
    {
        var claim = ClaimA1.Decide([MeasuredWorld.Set("official", (0.0168, Blurred), (0.0162, MeasuredWorld.About(0.018, 0.3)))]);

        Assert.Equal(Verdict.Fails, claim.Verdict);
        Assert.Equal(0.1, claim.Value!.Value, 0.01);
    }

    /// <summary>The images' squared errors are in opposite order, so that δ/D_K depends on which images there are.</summary>
    [Fact]
    public void A1_takes_the_images_into_account()
    {
        var (same, opposite) = (MeasuredWorld.About(0.01, 1), MeasuredWorld.About(0.01, 1));
        opposite = opposite with { SquaredErrors = [.. opposite.SquaredErrors.Reverse()] };

        Assert.True(Spread(same) < Spread(opposite));

        static double? Spread(Reconstruction targeted) =>
            ClaimA1.Decide([MeasuredWorld.Set("official", (0.0168, Blurred), (0.0168, targeted))]).Spread;
    }

    [Fact]
    public void One_seed_decides_nothing_and_its_effect_is_told()
    {
        var claim = ClaimA1.Decide([MeasuredWorld.Set("official", (0.02, Blurred), (0.02, Sharp), seeds: 1)]);

        Assert.Equal(Verdict.Undecided, claim.Verdict);
        Assert.Equal(0.5, claim.Value!.Value, 1e-9);
        Assert.Contains("one seed does not tell how far trainings differ", claim.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A2_asks_for_more_detail_at_the_same_rate()
    {
        Assert.Equal(Verdict.Holds, Decide((0.02, Blurred), (0.02, Sharp)));
        Assert.Equal(Verdict.Fails, Decide((0.02, Sharp), (0.02, Blurred)));
        Assert.Equal(Verdict.Undecided, Decide((0.02, Blurred), (0.03, Sharp)));

        static Verdict Decide((double, Reconstruction) conventional, (double, Reconstruction) targeted) =>
            ClaimA2.Decide([MeasuredWorld.Set("official", conventional, targeted)]).Verdict;
    }

    [Theory]
    [InlineData("stand-in", null)]
    [InlineData("official", 0.4)]
    public void Generated_images_and_small_parts_decide_nothing_and_are_told_of(string quality, double? share)
    {
        var claim = ClaimA1.Decide([MeasuredWorld.Set(quality, (0.02, Blurred), (0.02, Sharp), share: share)]);

        Assert.Equal(Verdict.NotTestableHere, claim.Verdict);
        Assert.Contains("1 − δ/D_K: 0.5", claim.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Real_images_decide_beside_generated_ones()
    {
        var claim = ClaimA1.Decide(
        [
            MeasuredWorld.Set("stand-in", (0.02, Sharp), (0.02, Blurred)),
            MeasuredWorld.Set("unofficial copy", (0.02, Blurred), (0.02, Sharp)),
        ]);

        Assert.Equal(Verdict.Holds, claim.Verdict);
        Assert.Contains("Generated images take the place of svhn", claim.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_real_set_of_the_paper_that_says_no_refutes()
    {
        var claim = ClaimA1.Decide(
            [MeasuredWorld.Set("official", (0.02, Blurred), (0.02, Sharp)), MeasuredWorld.Set("official", (0.02, Sharp), (0.02, Blurred))]);

        Assert.Equal(Verdict.Fails, claim.Verdict);
    }

    /// <summary>CIFAR-10 is our addition to the paper's data sets.</summary>
    [Fact]
    public void CIFAR10_decides_only_where_none_of_the_papers_sets_may()
    {
        var against = MeasuredWorld.Set("official", (0.02, Sharp), (0.02, Blurred), wanted: "cifar10");

        var beside = ClaimA1.Decide([MeasuredWorld.Set("official", (0.02, Blurred), (0.02, Sharp)), against]);
        Assert.Equal(Verdict.Holds, beside.Verdict);
        Assert.Contains("Our addition decides nothing: ", beside.Reason, StringComparison.Ordinal);

        var alone = ClaimA1.Decide([MeasuredWorld.Set("stand-in", (0.02, Blurred), (0.02, Sharp)), against]);
        Assert.Equal(Verdict.Fails, alone.Verdict);
        Assert.Contains("our addition does", alone.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0168, 0.0161, true, true)]
    [InlineData(0.0168, 0.0158, false, true)]
    [InlineData(0.0168, 0.0175, true, true)]
    [InlineData(0.0168, 0.0178, false, false)]
    public void A_rate_is_at_its_target_within_5_percent_and_no_higher_up_to_that(
        double rate, double targetedRate, bool isAtTarget, bool isBetter)
    {
        var pair = MeasuredWorld.Set("official", (rate, Blurred), (targetedRate, Sharp)).Seeds[0].Pair!;

        Assert.Equal((isAtTarget, isBetter), (pair.IsAtTarget, pair.IsBetter));
        Assert.Equal((0.02, 0.01), (Math.Round(pair.Error, 3), Math.Round(pair.TargetedError, 3)));
    }

    [Fact]
    public void A_training_that_failed_leaves_the_claim_open()
    {
        Assert.Equal(Verdict.NotTestableHere, ClaimA1.Decide([MeasuredWorld.Set("official", (0.02, Blurred), null)]).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA2.Decide([MeasuredWorld.Set("official", null, (0.02, Sharp))]).Verdict);
    }

    [Fact]
    public void The_check_of_rates_fails_with_a_rate_that_falls()
    {
        Assert.True(Theorems.RatesRise([MeasuredWorld.Set("stand-in", (0.02, Blurred), (0.02, Sharp))]).Passed);
        Assert.False(Theorems.RatesRise([MeasuredWorld.Set("stand-in", (-0.02, Blurred), (0.02, Sharp))]).Passed);
        Assert.Null(Theorems.RatesRise([MeasuredWorld.Set("official", null, null)]).Passed);
    }
}

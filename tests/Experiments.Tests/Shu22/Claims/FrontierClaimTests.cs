// Claims A1 and A2 and the check of rates, on made-up results that support or refute them.

using Experiments.Shu22.Claims;
using Hvae.Metrics.RateDistortion;
using Repro.Claims;
using Xunit;

namespace Experiments.Tests.Shu22;

public sealed class FrontierClaimTests(MeasuredWorld world) : IClassFixture<MeasuredWorld>
{
    private static readonly Reconstruction Blurred = MeasuredWorld.About(0.02, 0.3);
    private static readonly Reconstruction Sharp = MeasuredWorld.About(0.01, 0.6);

    [Theory]
    [InlineData(0.0168, 0.0162, true, Verdict.Holds)]
    [InlineData(0.0168, 0.0175, true, Verdict.Holds)]
    [InlineData(0.0168, 0.0180, true, Verdict.Fails)]
    [InlineData(0.0168, 0.0162, false, Verdict.Fails)]
    public void A1_asks_for_less_distortion_at_no_higher_rate(double rate, double targetedRate, bool isTargetedBetter, Verdict expected)
    {
        var (conventional, targeted) = isTargetedBetter ? (Blurred, Sharp) : (Sharp, Blurred);

        Assert.Equal(expected, ClaimA1.Decide([world.Set("official", (rate, conventional), (targetedRate, targeted))]).Verdict);
    }

    /// <summary>An error that is lower by a tenth is not "much lower".</summary>
    [Fact]
    public void A1_asks_for_much_less()
    {
        var claim = ClaimA1.Decide([world.Set("official", (0.0168, Blurred), (0.0162, MeasuredWorld.About(0.018, 0.3)))]);

        Assert.Equal(Verdict.Fails, claim.Verdict);
        Assert.Contains("δ is 0.9 D_K", claim.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A1_is_undecided_where_the_rates_spread_covers_the_limit() =>
        Assert.Equal(Verdict.Undecided,
            ClaimA1.Decide([world.Set("official", (0.0168, Blurred), (0.0172, Sharp), spreadOfRate: 0.001)]).Verdict);

    [Fact]
    public void A2_asks_for_more_detail()
    {
        Assert.Equal(Verdict.Holds, ClaimA2.Decide([world.Set("official", (0.02, Blurred), (0.02, Sharp))]).Verdict);
        Assert.Equal(Verdict.Fails, ClaimA2.Decide([world.Set("official", (0.02, Sharp), (0.02, Blurred))]).Verdict);
    }

    [Fact]
    public void Generated_images_decide_nothing_and_are_told_of()
    {
        var claim = ClaimA1.Decide([world.Set("stand-in", (0.02, Blurred), (0.02, Sharp))]);

        Assert.Equal(Verdict.NotTestableHere, claim.Verdict);
        Assert.Contains("0.75 D_K − δ: 0.005", claim.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Real_images_decide_beside_generated_ones()
    {
        var claim = ClaimA1.Decide(
            [world.Set("stand-in", (0.02, Sharp), (0.02, Blurred)), world.Set("unofficial copy", (0.02, Blurred), (0.02, Sharp))]);

        Assert.Equal(Verdict.Holds, claim.Verdict);
        Assert.Contains("Generated images decide nothing", claim.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_real_set_of_the_paper_that_says_no_refutes()
    {
        var claim =
            ClaimA1.Decide([world.Set("official", (0.02, Blurred), (0.02, Sharp)), world.Set("official", (0.02, Sharp), (0.02, Blurred))]);

        Assert.Equal(Verdict.Fails, claim.Verdict);
    }

    /// <summary>CIFAR-10 is our addition to the paper's data sets.</summary>
    [Fact]
    public void CIFAR10_decides_only_where_none_of_the_papers_sets_is_real()
    {
        var against = world.Set("official", (0.02, Sharp), (0.02, Blurred), wanted: "cifar10");

        var beside = ClaimA1.Decide([world.Set("official", (0.02, Blurred), (0.02, Sharp)), against]);
        Assert.Equal(Verdict.Holds, beside.Verdict);
        Assert.Contains("Our addition decides nothing: on cifar10", beside.Reason, StringComparison.Ordinal);

        var alone = ClaimA1.Decide([world.Set("stand-in", (0.02, Blurred), (0.02, Sharp)), against]);
        Assert.Equal(Verdict.Fails, alone.Verdict);
        Assert.Contains("our addition decides", alone.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0168, 0.0161, true, true)]
    [InlineData(0.0168, 0.0158, false, true)]
    [InlineData(0.0168, 0.0175, true, true)]
    [InlineData(0.0168, 0.0178, false, false)]
    public void A_rate_is_at_its_target_within_5_percent_and_no_higher_up_to_that(
        double rate, double targetedRate, bool isAtTarget, bool isBetter)
    {
        var pair = world.Set("official", (rate, Blurred), (targetedRate, Sharp)).Seeds[0].Pair!;

        Assert.Equal((isAtTarget, isBetter), (pair.IsAtTarget, pair.IsBetter));
        Assert.Equal((0.02, 0.01), (Math.Round(pair.Error, 3), Math.Round(pair.TargetedError, 3)));
    }

    [Fact]
    public void A_training_that_failed_leaves_the_claim_open()
    {
        Assert.Equal(Verdict.NotTestableHere, ClaimA1.Decide([world.Set("official", (0.02, Blurred), null)]).Verdict);
        Assert.Equal(Verdict.NotTestableHere, ClaimA2.Decide([world.Set("official", null, (0.02, Sharp))]).Verdict);
    }

    [Fact]
    public void The_check_of_rates_fails_with_a_rate_that_falls()
    {
        Assert.True(Theorems.RatesRise([world.Set("stand-in", (0.02, Blurred), (0.02, Sharp))]).Passed);
        Assert.False(Theorems.RatesRise([world.Set("stand-in", (-0.02, Blurred), (0.02, Sharp))]).Passed);
        Assert.Null(Theorems.RatesRise([world.Set("official", null, null)]).Passed);
    }
}

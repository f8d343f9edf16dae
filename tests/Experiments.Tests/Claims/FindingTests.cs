// How verdicts follow from p-values, from parts, from the images, and from the other claims.

using Experiments.Claims;
using Repro.Claims;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Claims;

public sealed class FindingTests
{
    private static readonly DataSource Real = new("mnist", "official", new('0', 64), "mnist (official): all images") { Share = 1 };

    [Theory]
    [InlineData(3, 1, Verdict.Holds)]
    [InlineData(1.9, 1, Verdict.Undecided)]
    [InlineData(-1.9, 1, Verdict.Undecided)]
    [InlineData(-3, 1, Verdict.Fails)]
    [InlineData(0, 0, Verdict.Undecided)]
    [InlineData(1, 0, Verdict.Holds)]
    public void An_effect_decides_when_it_is_two_errors_away(double value, double error, Verdict expected)
    {
        Assert.Equal(expected, Finding.Above("effect", new(value, error)).Verdict);
        Assert.Equal(expected, Finding.Above("effect", new(value + 7, error), "dB", 7).Verdict);
    }

    /// <summary>The error is the standard error, as in tables; with few seeds a 95 % interval is much wider.</summary>
    [Fact]
    public void The_reason_has_the_effect_with_its_standard_error_and_what_it_must_exceed()
    {
        var estimate = new Estimate(0.45, 0.12, DegreesOfFreedom: 2);

        Assert.Equal("gain: 0.45 ± 0.12 dB", Finding.Above("gain", estimate, "dB").Reason);
        Assert.Equal("gain: 0.45 ± 0.12 dB, where only more than 0.1 dB counts", Finding.Above("gain", estimate, "dB", 0.1).Reason);
    }

    [Fact]
    public void An_effect_without_error_decides_nothing_and_is_shown()
    {
        var finding = Finding.Above("gain", new(5, null, 0), "dB");

        Assert.Equal((Verdict.Undecided, 5.0, "dB"), (finding.Verdict, finding.Value, finding.Unit));
        Assert.Contains("one seed does not tell how far trainings differ", finding.Reason, StringComparison.Ordinal);
        Assert.Equal(Verdict.NotTestableHere, Finding.Above("gain", new(double.NaN, 1)).Verdict);
    }

    [Theory]
    [InlineData(new[] { 0.02, 0.02 }, new[] { 1.0, 1 }, Verdict.Holds)]
    [InlineData(new[] { 0.02, 0.03 }, new[] { 1.0, 1 }, Verdict.Undecided)]
    [InlineData(new[] { 0.02, 1 }, new[] { 1, 0.012 }, Verdict.Fails)]
    [InlineData(new[] { 0.02, 1 }, new[] { 1, 0.013 }, Verdict.Undecided)]
    public void All_parts_must_hold_and_one_may_fail(double[] holds, double[] fails, Verdict expected) =>
        Assert.Equal(expected, Finding.All(Parts(holds, fails)).Verdict);

    [Theory]
    [InlineData(new[] { 0.012, 1 }, new[] { 1, 1.0 }, Verdict.Holds)]
    [InlineData(new[] { 0.013, 1 }, new[] { 1, 1.0 }, Verdict.Undecided)]
    [InlineData(new[] { 1, 1.0 }, new[] { 0.02, 0.02 }, Verdict.Fails)]
    [InlineData(new[] { 1, 1.0 }, new[] { 0.02, 0.03 }, Verdict.Undecided)]
    public void One_alternative_must_hold_and_all_must_fail(double[] holds, double[] fails, Verdict expected) =>
        Assert.Equal(expected, Finding.Any(Parts(holds, fails)).Verdict);

    [Theory]
    [InlineData(new[] { 0.01, 0.01, 1 }, new[] { 1, 1, 1.0 }, Verdict.Holds)]
    [InlineData(new[] { 0.01, 0.02, 1 }, new[] { 1, 1, 1.0 }, Verdict.Undecided)]
    [InlineData(new[] { 0.01, 1, 1 }, new[] { 1, 0.01, 0.01 }, Verdict.Fails)]
    public void Most_means_more_than_half(double[] holds, double[] fails, Verdict expected) =>
        Assert.Equal(expected, Finding.Most(Parts(holds, fails)).Verdict);

    [Fact]
    public void A_part_that_cannot_be_tested_leaves_only_failure_open()
    {
        var missing = Finding.NotTestable("LPIPS was not computed");

        Assert.Equal(Verdict.NotTestableHere, Finding.All(new("good", 0, 1), missing).Verdict);
        Assert.Equal(Verdict.Fails, Finding.All(new("bad", 1, 0), missing).Verdict);
        Assert.Contains("LPIPS", Finding.All(new("good", 0, 1), missing).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stand-in", 1, Verdict.NotTestableHere)]
    [InlineData("official", 0.49, Verdict.NotTestableHere)]
    [InlineData("official", 0.5, Verdict.Holds)]
    [InlineData("unofficial copy", 1, Verdict.Holds)]
    public void Generated_images_and_small_parts_decide_nothing(string quality, double share, Verdict expected)
    {
        var found = new Finding("effect", 0, 1) { Value = 3, Spread = 1 };
        var finding = found.On(Real, Real with { Quality = quality, Share = share, Description = "the other" });

        Assert.Equal((expected, 3.0, 1.0), (finding.Verdict, finding.Value, finding.Spread));
        Assert.Contains("mnist (official): all images and the other", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_claims_are_decided_together_by_Holm()
    {
        var claims = Holm.Over([Claim("A", 0.001), Claim("B", 0.02), Claim("C", 0.012), Claim("D", 0.5), Claim("E", null)]);

        Assert.Equal(
            [Verdict.Holds, Verdict.Undecided, Verdict.Undecided, Verdict.Undecided, Verdict.NotTestableHere],
            claims.Select(claim => claim.Verdict));
        Assert.Contains("not among 4 claims", claims[1].Reason, StringComparison.Ordinal);
        Assert.Equal(Verdict.Holds, Assert.Single(Holm.Over([Claim("B", 0.02)])).Verdict);
    }

    private static Claim Claim(string id, double? p)
    {
        var finding = new Finding("reason", p, p is null ? null : 1);
        return new(id, "", "", "", 1, 1, finding.Verdict, "reason.") { PHolds = finding.PHolds, PFails = finding.PFails };
    }

    private static Finding[] Parts(double[] holds, double[] fails) =>
        [.. holds.Zip(fails, (one, other) => new Finding("part", one, other))];
}

// The interval of a difference of means is Student's, and its verdicts follow from it.

using Experiments.Checks;
using Repro.Claims;
using Xunit;

namespace Experiments.Tests.Checks;

public sealed class MeanDifferenceTests
{
    /// <summary>Additional hours of sleep with each of two drugs (Student, Biometrika 6, 1908).</summary>
    private static readonly double[] Drug1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] Drug2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    /// <summary>R: <c>t.test(extra ~ group, sleep, var.equal = TRUE)</c> has t = -1.8608, 95 % interval -3.363874 to 0.203874.</summary>
    [Fact]
    public void The_interval_is_that_of_R()
    {
        var difference = MeanDifference.Of(Drug1, Drug2, level: 0.05);

        Assert.Equal(-1.58, difference.Value, 1e-12);
        Assert.Equal(-1.8608, difference.Value / difference.StandardError, 5e-5);
        Assert.Equal(-3.363874, difference.Value - difference.Resolution, 1e-6);
        Assert.Equal(0.203874, difference.Value + difference.Resolution, 1e-6);
    }

    /// <summary>s² = (2 + 0) / 2 = 1, so the standard error is √(1/2 + 1/2); t for two degrees of freedom and 5 % is 4.302653.</summary>
    [Fact]
    public void Both_sides_share_one_spread()
    {
        var difference = MeanDifference.Of([4, 6], [2, 2], level: 0.05);

        Assert.Equal(3, difference.Value, 1e-12);
        Assert.Equal(1, difference.StandardError, 1e-12);
        Assert.Equal(4.302653, difference.Resolution, 1e-6);
    }

    [Theory]
    [InlineData(3.0, 7.4, Verdict.Holds)]
    [InlineData(3.0, 7.2, Verdict.Undecided)]
    [InlineData(4.2, 1.0, Verdict.Undecided)]
    [InlineData(4.4, 1.0, Verdict.Fails)]
    [InlineData(-4.4, 1.0, Verdict.Fails)]
    [InlineData(-4.4, 8.8, Verdict.Holds)]
    public void Means_agree_within_what_is_negligible_and_differ_beyond_chance(double apart, double negligible, Verdict verdict) =>
        Assert.Equal(verdict, MeanDifference.Of([1 + apart, -1 + apart], [0, 0], level: 0.05).Agreement(negligible));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    public void Too_few_values_decide_nothing(int ours, int theirs)
    {
        var difference = MeanDifference.Of([.. Enumerable.Repeat(3.0, ours)], [.. Enumerable.Repeat(1.0, theirs)], level: 0.05);

        Assert.Equal(double.PositiveInfinity, difference.Resolution);
        Assert.Equal(Verdict.Undecided, difference.Agreement(1e6));
    }
}

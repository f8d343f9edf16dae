// A short calibration: verdicts on noise are seldom wrong, and the committed rates are those of the present code.

using Experiments.Checks;
using Experiments.Claims;
using Experiments.Xiao23.Claims;
using Repro.Claims;
using Xunit;

namespace Experiments.Tests.Checks;

public sealed class CalibrationTests
{
    private const int Runs = 60;

    /// <summary>Most wrong verdicts of 60 when the rate is 5 %, with a probability of 1 in 10,000 for more.</summary>
    private const int MostWrong = 11;

    [Theory]
    [InlineData(Worlds.Noise)]
    [InlineData(Worlds.Paper)]
    [InlineData(Worlds.Opposite)]
    public void Wrong_verdicts_are_as_rare_as_the_committed_table_says(string world)
    {
        var settings = CalibrationJob.Settings(5, 2);
        var verdicts = Enumerable.Range(100_000, Runs).SelectMany(run => Worlds.Decide(world, settings, (ulong)run))
            .ToLookup(pair => pair.Id);

        foreach (var claim in verdicts)
        {
            var (isTrue, holds, fails) = (
                Worlds.IsTrue(claim.Key, world), claim.Count(one => one.Verdict == Verdict.Holds),
                claim.Count(one => one.Verdict == Verdict.Fails));
            if (isTrue != true) Assert.True(holds <= MostWrong, $"{claim.Key} holds in {holds} of {Runs} runs of {world}.");
            if (isTrue != false) Assert.True(fails <= MostWrong, $"{claim.Key} fails in {fails} of {Runs} runs of {world}.");
        }
    }

    [Fact]
    public void Every_claim_has_committed_rates_on_every_grid_and_none_is_too_high()
    {
        var committed = ErrorRates.Committed;

        Assert.Equal(
            from points in new[] { 5, 9, 21 } from claim in Worlds.Claims select (points, claim),
            from rates in committed orderby rates.Points, Worlds.Claims.ToList().IndexOf(rates.Claim) select (rates.Points, rates.Claim));
        Assert.All(committed, rates => Assert.InRange(Math.Max(rates.FalseHolds, rates.FalseFails), 0, ErrorRates.Most));
    }
}

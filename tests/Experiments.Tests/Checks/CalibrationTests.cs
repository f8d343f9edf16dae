// A short calibration: verdicts on noise are seldom wrong, and the committed rates are those of the present code.

using Experiments.Checks;
using Experiments.Claims;
using Experiments.Shu22.Claims;
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
        CalibrationConfiguration[] papers =
            [new(world, null, 3, 0, Runs), new(world, CalibrationJob.Settings(5, 2), 3, 0, Runs)];
        var verdicts = papers.SelectMany(paper => Enumerable.Range(100_000, Runs).SelectMany(paper.Decide)).ToLookup(pair => pair.Id);

        Assert.Equal(Worlds.Claims, verdicts.Select(claim => claim.Key).OrderBy(Place));
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
    public void Every_claim_has_committed_rates_of_every_size_and_none_is_too_high()
    {
        var committed = ErrorRates.Committed;

        Assert.Equal(
            [
                .. from size in new[] { "21×21 (4 seeds on 5×5)", "5×5 (4 seeds on 3×3)", "5×5 (4 seeds on 5×5)", "9×9 (4 seeds on 5×5)" }
                   from claim in Worlds.Claims where claim[0] == 'B' select (size, claim),
                .. from claim in Worlds.Claims where claim[0] == 'A' select ("3 seeds", claim),
            ],
            committed.Select(rates => (rates.Size, rates.Claim)).OrderBy(pair => pair.Size == "3 seeds")
                .ThenBy(pair => pair.Size, StringComparer.Ordinal).ThenBy(pair => Place(pair.Claim)));
        Assert.All(committed, rates => Assert.InRange(Math.Max(rates.FalseHolds, rates.FalseFails), 0, ErrorRates.Most));
    }

    [Fact]
    public void One_seed_decides_no_claim_of_Shu22() =>
        Assert.All(Shu22Worlds.Decide(effect: 1, seeds: 1, run: 1), claim => Assert.Equal(Verdict.Undecided, claim.Verdict));

    private static int Place(string claim) => Worlds.Claims.ToList().IndexOf(claim);
}

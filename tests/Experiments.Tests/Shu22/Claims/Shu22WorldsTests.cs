// How often the claims of Shu & Ermon are decided wrongly where there is no effect, and rightly where there is one.

using Experiments.Claims;
using Experiments.Shu22.Claims;
using Repro.Claims;
using Xunit;

namespace Experiments.Tests.Shu22.Claims;

public sealed class Shu22WorldsTests(ITestOutputHelper output)
{
    private const int Worlds = 300;
    private const int Seeds = 3;

    public static TheoryData<string> Claims => [.. Shu22Worlds.NoEffect(Seeds).Select(world => world.Id)];

    [Theory]
    [MemberData(nameof(Claims))]
    public void A_claim_is_decided_wrongly_in_at_most_five_of_a_hundred_worlds_and_rightly_in_most(string id)
    {
        var (nothing, effect) = (Rates(Shu22Worlds.NoEffect(Seeds)), Rates(Shu22Worlds.Effect(Seeds)));
        output.WriteLine(
            $"{id}, {Seeds} seeds: false holds {nothing.Holds:P1}, false fails {nothing.Fails:P1}, power {effect.Holds:P1}");

        Assert.InRange(nothing.Holds, 0, 0.05);
        Assert.InRange(nothing.Fails, 0, 0.05);
        Assert.InRange(effect.Holds, 0.5, 1);
        Assert.Equal(0, effect.Fails);

        (double Holds, double Fails) Rates(IReadOnlyList<(string Id, Func<ulong, Finding> Test)> worlds)
        {
            var test = worlds.Single(world => world.Id == id).Test;
            var verdicts = Enumerable.Range(1, Worlds).Select(world => test((ulong)world).Verdict).ToArray();
            return (Share(Verdict.Holds), Share(Verdict.Fails));

            double Share(Verdict verdict) => verdicts.Count(one => one == verdict) / (double)Worlds;
        }
    }

    [Fact]
    public void One_seed_decides_nothing() => Assert.All(
        Shu22Worlds.NoEffect(1).Concat(Shu22Worlds.Effect(1)), world => Assert.Equal(Verdict.Undecided, world.Test(1).Verdict));
}

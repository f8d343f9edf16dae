// A4: it matters at which point of the frontier the first stage is, and one that sends too little harms.

using Experiments.Claims;
using Experiments.Coding;
using Hvae.Metrics.Features;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>The spread of the Fréchet distance over δ, and that of the largest δ against the best of the others.</summary>
internal static class ClaimA4
{
    /// <summary>"Hardly any rate" is at most this share of what the first stage sends at the smallest δ: our reading.</summary>
    private const double HardlyAny = 0.1;

    private static readonly PaperClaim Paper = new(
        "A4",
        "The choice of the first stage's target matters, and a first stage of hardly any rate harms.",
        "Section 5",
        "greatest minus least Fréchet distance over δ, which cannot be negative, and the distance at the largest δ, of the least rate, minus the least one over the other δ; "
        + "combined standard errors over independent sets of samples, of one training each; value and spread: the less supported of the two. It needs a largest δ at which the first stage sends at most a tenth of its rate at the smallest. Direction only: the paper's numbers are not in its text at hand");

    /// <summary>Decides on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<CodedSet> sets) => Paper.Decide(RealSets.Test(sets, set => Test(StagedResult.Of(set))));

    internal static Finding Test(IReadOnlyList<StagedResult> results)
    {
        var targeted = results.Where(result => result is { Target: not null, Distance: not null }).OrderBy(result => result.Distance!.Mean.Value).ToArray();
        if (targeted.Length < 2) return Finding.NotTestable("it needs the distances of at least two targets");
        if (targeted[0].Distance!.Kind == FeatureKind.Random) return Finding.NotTestable($"the {targeted[0].Distance!.Name} says little about what people see");
        var (best, worst, largest) = (targeted[0], targeted[^1], targeted.MaxBy(result => result.Target)!);
        var other = targeted.First(result => result != largest);
        if (targeted.MinBy(result => result.Target)!.FirstRate is not { } most || largest.FirstRate is not { } least) return Finding.NotTestable("the first stages' rates are missing");
        if (least > HardlyAny * most) return Finding.NotTestable($"the first stage of the largest {largest.Name} still sends {least / most:P0} of the rate at the smallest, more than hardly any");
        return Finding.All(
            Finding.Positive($"{best.Distance!.Name}, {worst.Name} − {best.Name}", FrechetComparison.Difference(worst.Distance!, best.Distance)),
            Finding.Positive($"largest {largest.Name} − {other.Name}", FrechetComparison.Difference(largest.Distance!, other.Distance!)));
    }
}

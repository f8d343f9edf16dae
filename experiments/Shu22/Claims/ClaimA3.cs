// A3: the model trained stage by stage makes better samples than the conventional one of the same form.

using Experiments.Claims;
using Experiments.Coding;
using Hvae.Metrics.Features;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>The best Fréchet distance over δ against the conventional training's.</summary>
internal static class ClaimA3
{
    private static readonly PaperClaim Paper = new(
        "A3",
        "The samples of a two-stage VDVAE that codes progressively have a lower Fréchet distance (in the paper: FID) than those of the same model trained by the ELBO.",
        "abstract, Section 1, Section 5",
        "Fréchet distance of the conventional training minus the least one over δ, and their combined standard error over independent sets of samples, of one training each; "
        + "the best of several δ is chosen by the same distances, which favours it. Direction only: the paper's numbers are not in its text at hand");

    /// <summary>Decides on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<CodedSet> sets) => Paper.Decide(RealSets.Test(sets, set => Test(StagedResult.Of(set))));

    internal static Finding Test(IReadOnlyList<StagedResult> results)
    {
        var conventional = results.FirstOrDefault(result => result.Target is null)?.Distance;
        var targeted = results.Where(result => result is { Target: not null, Distance: not null }).ToArray();
        if (conventional is null || targeted.Length == 0) return Finding.NotTestable("a training or a measurement is missing");
        if (conventional.Kind == FeatureKind.Random) return Finding.NotTestable($"the {conventional.Name} says little about what people see");
        var best = targeted.MinBy(result => result.Distance!.Mean.Value)!;
        var chosen = targeted.Length == 1 ? "" : $", the best of {targeted.Length}";
        return Finding.Positive($"{conventional.Name}, conventional − {best.Name}{chosen}", FrechetComparison.Difference(conventional, best.Distance!));
    }
}

// A5: more latents never need less rate.

using Experiments.Claims;
using Experiments.Coding;
using Hvae.Metrics.RateDistortion;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>R_(k−1) ≤ R_k for every k of every trained model: a theorem, so a failure is one of the code. Testable on any images.</summary>
internal static class ClaimA5
{
    /// <summary>Divergences are computed in single precision.</summary>
    private const double Rounding = 1e-7;

    private static readonly PaperClaim Paper = new(
        "A5", "Rates never fall with k: R_(k−1) ≤ R_k.", "Section 3.1", "number of k, over all trained models, where R_k is below R_(k−1) beyond rounding");

    /// <summary>Decides on the conventional and the rate-targeted models of all data sets; two sets with one stand-in share theirs.</summary>
    public static Claim Decide(IReadOnlyList<CodedSet> sets) => Decide(
    [
        .. sets.DistinctBy(set => set.Plan.ConventionalScores.Key)
            .SelectMany(set => new[] { set.Conventional, set.Targeted })
            .OfType<CodingScores>()
            .Select(scores => scores.Cumulative()),
    ]);

    /// <summary>Decides on models.</summary>
    /// <param name="models">R_1 … R_T of each.</param>
    public static Claim Decide(IReadOnlyList<CumulativeRates> models)
    {
        if (models.Count == 0) return Paper.Decide(Finding.NotTestable("no model has been measured"));
        var falls = models.Sum(model => model.Falls(Rounding).Count);
        return Paper.Decide(new(falls == 0 ? Verdict.Holds : Verdict.Fails, $"{falls} of {models.Sum(model => model.Count)} rates of {models.Count} models fall", falls));
    }
}

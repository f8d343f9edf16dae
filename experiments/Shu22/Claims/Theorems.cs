// Two statements of Shu & Ermon that are true by mathematics, as checks of the code: A5 and A7.

using Experiments.Claims;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Hvae.Metrics.RateDistortion;
using Repro.Plans;

namespace Experiments.Shu22.Claims;

/// <summary>Makes the checks.</summary>
internal static class Theorems
{
    /// <summary>Rounding of divergences, which are computed in single precision, in nats per dimension.</summary>
    private const double RoundingOfRates = 1e-7;

    /// <summary>Relative rounding of double precision over some hundred terms.</summary>
    private const double RoundingOfLosses = 1e-10;

    /// <summary>Returns check A5 on the conventional and the rate-targeted models of all data sets and seeds.</summary>
    public static Check RatesRise(IReadOnlyList<MeasuredSet> sets) => RatesRise(
    [
        .. sets.SelectMany(set => set.Seeds).SelectMany(seed => new[] { seed.Conventional, seed.Targeted }).OfType<VdvaeScores>()
            .Select(measured => measured.Scores.Cumulative()),
    ]);

    /// <summary>Returns check A5 on models.</summary>
    /// <param name="models">R_1 … R_T of each model.</param>
    public static Check RatesRise(IReadOnlyList<CumulativeRates> models)
    {
        var falls = models.Sum(model => model.Falls(RoundingOfRates).Count);
        return new("A5", "Rates never fall with k: R_(k−1) ≤ R_k (Shu22, Section 3.1).", models.Count == 0 ? null : falls == 0,
            models.Count == 0 ? "no model was measured" : $"{falls} of {models.Sum(model => model.Count)} rates fall");
    }

    /// <summary>Returns check A7, whose last step a job computes. Tests cover all of its steps (docs/theory.md).</summary>
    /// <param name="computed">Result of a <see cref="DiffusionJob"/>, or null where the job failed.</param>
    public static Check Diffusion(JobResult? computed)
    {
        var difference = computed?.Metrics[DiffusionJob.Difference].Value;
        return new(
            "A7",
            "The unweighted loss of denoising diffusion models is the progressive-coding objective with its encoder fixed to a diffusion "
            + "process (Shu22, Section 3.3, Equations 3 to 7).",
            difference is null ? null : difference <= RoundingOfLosses,
            difference is null
                ? "the computation is missing" : $"the losses of a chain of ten steps differ by {difference:G2} of their value");
    }
}

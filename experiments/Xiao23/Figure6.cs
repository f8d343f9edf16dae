// Accuracy of RBF SVMs on z2 against the total rate, with the bound of Eq. 11, GHVAE on SVHN (Xiao & Bamler, Figure 6).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 6.</summary>
/// <param name="catalog">Finds the images.</param>
public sealed class Figure6(DataCatalog catalog)
    : SweepExperiment(catalog, new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Rates | Measurements.Latents))
{
    /// <inheritdoc/>
    public override string Description => "Accuracy of RBF SVMs on z2 against the total rate, with the bound of Eq. 11, GHVAE on SVHN (Xiao & Bamler, Figure 6).";

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => new()
    {
        Figures = [report.Figure("Classification against total rate", [new AccuracyOverRate(report.Sweep.Cells).Panel()], perRow: 1)],
        Tables = [report.Models()],
        Claims = [ClaimB8.Decide(report.Sweep)],
    };
}

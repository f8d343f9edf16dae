// All metrics over the rates, GHVAE on MNIST (Xiao & Bamler, Figure 8).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 8.</summary>
/// <param name="catalog">Finds the images.</param>
public sealed class Figure8(DataCatalog catalog)
    : SweepExperiment(catalog, new SweepRequest(ModelSpecification.GhvaeFamily, "mnist", Measurements.Numbers))
{
    /// <inheritdoc/>
    public override string Description => "All metrics over the rates, GHVAE on MNIST (Xiao & Bamler, Figure 8).";

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => new()
    {
        Figures = [AllMetrics.Of(report, "GHVAE on MNIST: all metrics over the rates")],
        Tables = [report.Models()],
        Claims = [ClaimB10.Decide(report.Sweep, null), ClaimB12.Decide(report.Sweep)],
    };
}

// All metrics over the rates, GHVAE on CIFAR-10 (Xiao & Bamler, Figure 10).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 10; its number is assumed, the paper announces it without one.</summary>
/// <param name="catalog">Finds the images.</param>
public sealed class Figure10(DataCatalog catalog)
    : SweepExperiment(catalog, new SweepRequest(ModelSpecification.GhvaeFamily, "cifar10", Measurements.Numbers))
{
    /// <inheritdoc/>
    public override string Description => "All metrics over the rates, GHVAE on CIFAR-10 (Xiao & Bamler, Figure 10).";

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => new()
    {
        Figures = [AllMetrics.Of(report, "GHVAE on CIFAR-10: all metrics over the rates")],
        Tables = [report.Models()],
        Claims = [ClaimB3.Decide(report.Sweep), ClaimB7.Decide(report.Sweep), ClaimB12.Decide(report.Sweep)],
    };
}

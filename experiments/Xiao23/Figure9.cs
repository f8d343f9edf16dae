// All metrics over the rates, LVAE on SVHN (Xiao & Bamler, Figure 9).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 9.</summary>
/// <param name="catalog">Finds the images.</param>
public sealed class Figure9(DataCatalog catalog)
    : SweepExperiment(catalog, new SweepRequest(ModelSpecification.LvaeFamily, "svhn", Measurements.Numbers))
{
    /// <inheritdoc/>
    public override string Description => "All metrics over the rates, LVAE on SVHN (Xiao & Bamler, Figure 9).";

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => new()
    {
        Figures = [AllMetrics.Of(report, "LVAE on SVHN: all metrics over the rates")],
        Tables = [report.Models()],
        Claims = [ClaimB12.Decide(report.Sweep)],
    };
}

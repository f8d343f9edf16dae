// Mutual information and the accuracies of four classifiers on z2 over the rates, GHVAE on SVHN and CIFAR-10 (Xiao & Bamler, Figure 7).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 7.</summary>
/// <param name="catalog">Finds the images.</param>
public sealed class Figure7(DataCatalog catalog)
    : SweepExperiment(catalog, new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Rates | Measurements.Latents),
        new SweepRequest(ModelSpecification.GhvaeFamily, "cifar10", Measurements.Rates | Measurements.Latents))
{
    /// <inheritdoc/>
    public override string Description =>
        "Mutual information and the accuracies of four classifiers on z2 over the rates, GHVAE on SVHN and CIFAR-10 (Xiao & Bamler, Figure 7).";

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report) => new()
    {
        Figures = [report.Figure("What z₂ tells about the class", [.. report.Planes.SelectMany(Row)], perRow: 5)],
        Tables = [report.Models()],
        Claims = [ClaimB7.Decide(report.Sweeps), ClaimB8.Decide(report.Sweeps[0]), ClaimB12.Decide(report.Sweeps)],
    };

    private static IEnumerable<Panel> Row((Sweep Sweep, RatePlane Plane, string About) shown) =>
        new[] { SweepMetric.MutualInformation }.Concat(SweepMetric.AccuraciesZ2)
            .Select(metric => shown.Plane.OverRates(metric, shown.About));
}

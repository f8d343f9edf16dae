// Inception score, diversity and sharpness of samples over the rates, GHVAE on SVHN (Xiao & Bamler, Figure 5).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 5.</summary>
/// <param name="catalog">Finds the images.</param>
public sealed class Figure5(DataCatalog catalog)
    : SweepExperiment(catalog, new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Rates | Measurements.Samples))
{
    /// <inheritdoc/>
    public override string Description =>
        "Inception score, diversity and sharpness of samples over the rates, GHVAE on SVHN (Xiao & Bamler, Figure 5).";

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report) => new()
    {
        Figures =
        [
            report.Figure(
                "What makes good samples",
                [.. new[] { SweepMetric.InceptionScore, SweepMetric.Diversity, SweepMetric.Sharpness }.Select(
                    metric => report.Plane.OverRates(metric))],
                perRow: 3),
        ],
        Tables = [report.Models()],
        Claims = [ClaimB5.Decide(report.Sweep), ClaimB6.Decide(report.Sweep)],
    };
}

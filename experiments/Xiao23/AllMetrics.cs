// All metrics of one sweep (Xiao & Bamler, Figures 8, 9 and 10).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>A figure with every metric of a sweep, as in the paper's appendix: reconstruction and samples above, classification below.</summary>
public sealed class AllMetrics : SweepExperiment
{
    private const int PanelsPerRow = 4;

    private readonly int figure;
    private readonly string models;
    private readonly Func<Sweep, IReadOnlyList<Claim>> claims;

    private AllMetrics(DataCatalog catalog, int figure, string family, string data, string models, Func<Sweep, IReadOnlyList<Claim>> claims)
        : base(catalog, new SweepRequest(family, data, Measurements.Numbers)) =>
            (this.figure, this.models, this.claims) = (figure, models, claims);

    /// <inheritdoc/>
    public override string Name => $"Xiao23.Figure{figure}";

    /// <inheritdoc/>
    public override string Description => $"All metrics over the rates, {models} (Xiao & Bamler, Figure {figure}).";

    /// <summary>Returns Figures 8, 9 and 10. The number of the last is assumed, because the paper announces it without one.</summary>
    /// <param name="catalog">Catalogue that finds the images.</param>
    public static IReadOnlyList<AllMetrics> Figures(DataCatalog catalog) =>
    [
        new(catalog, 8, ModelSpecification.GhvaeFamily, "mnist", "GHVAE on MNIST",
            sweep => [ClaimB10.Decide(sweep, null), ClaimB12.Decide(sweep)]),
        new(catalog, 9, ModelSpecification.LvaeFamily, "svhn", "LVAE on SVHN", sweep => [ClaimB12.Decide(sweep)]),
        new(
            catalog, 10, ModelSpecification.GhvaeFamily, "cifar10", "GHVAE on CIFAR-10",
            sweep => [ClaimB3.Decide(sweep), ClaimB7.Decide(sweep), ClaimB12.Decide(sweep)]),
    ];

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report)
    {
        var plane = report.Plane;
        return new()
        {
            Figures =
            [
                report.Figure(
                    $"{models}: all metrics over the rates",
                    [
                        plane.OverRates(SweepMetric.Psnr), plane.OverRates(SweepMetric.InceptionScore),
                        plane.OverRates(SweepMetric.MutualInformation), plane.OverRates(SweepMetric.Distortion),
                        plane.OverRates(SweepMetric.Diversity), plane.OverRates(SweepMetric.Sharpness),
                        plane.OverBetas(SweepMetric.RateZ2), plane.OverBetas(SweepMetric.RateZ1),
                        .. SweepMetric.AccuraciesZ2.Concat(SweepMetric.AccuraciesZ1).Select(metric => plane.OverRates(metric)),
                    ],
                    PanelsPerRow),
            ],
            Tables = [report.Models()],
            Claims = claims(report.Sweep),
        };
    }
}

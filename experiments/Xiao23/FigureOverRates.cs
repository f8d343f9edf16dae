// The figures that show only metrics over the two rates (Xiao & Bamler, Figures 5, 7, 8, 9 and 10).

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Claims;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>A figure with one panel for each metric of a sweep.</summary>
public sealed class FigureOverRates : SweepExperiment
{
    private readonly string title;
    private readonly int perRow;
    private readonly Func<SweepReport, IReadOnlyList<Panel>> panels;
    private readonly Func<IReadOnlyList<Sweep>, IReadOnlyList<Claim>> claims;

    /// <summary>Returns the sentences of the caption that say how to read the figure.</summary>
    private Func<SweepReport, string> Shown { get; init; } = _ => "";

    private FigureOverRates(
        DataCatalog catalog, int number, string description, string title, int perRow,
        Func<SweepReport, IReadOnlyList<Panel>> panels, Func<IReadOnlyList<Sweep>, IReadOnlyList<Claim>> claims,
        params IReadOnlyList<SweepRequest> requests)
        : base(catalog, $"Figure{number}", $"{description} (Xiao & Bamler, Figure {number}).", requests) =>
            (this.title, this.perRow, this.panels, this.claims) = (title, perRow, panels, claims);

    /// <summary>Returns Figure 5.</summary>
    /// <param name="catalog">Catalogue that finds the images.</param>
    public static FigureOverRates Figure5(DataCatalog catalog) => new(
        catalog, 5, "Inception score, diversity and sharpness of samples over the rates, GHVAE on SVHN",
        "What makes good samples", perRow: 3,
        report => [.. Over(report.Plane, "", SweepMetric.InceptionScore, SweepMetric.Diversity, SweepMetric.Sharpness)
            .Select(panel => panel.WithCrosses(ChosenModels.Of(report.Sweep.Cells)))],
        sweeps => [SweepClaims.B5.Decide(sweeps), SweepClaims.B6.Decide(sweeps)],
        new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Numbers))
    {
        Shown = report => Crosses.Caption(ChosenModels.Of(report.Sweep.Cells)),
    };

    /// <summary>Returns Figure 7.</summary>
    /// <param name="catalog">Catalogue that finds the images.</param>
    public static FigureOverRates Figure7(DataCatalog catalog) => new(
        catalog, 7, "Mutual information and the accuracies of four classifiers on z2 over the rates, GHVAE on SVHN and CIFAR-10",
        "What z₂ tells about the class", perRow: 5,
        report => [.. report.Planes.SelectMany(
            shown => Over(shown.Plane, shown.About, [SweepMetric.MutualInformation, .. SweepMetric.AccuraciesZ2]))],
        sweeps => [SweepClaims.B7.Decide(sweeps), SweepClaims.B8.Decide(sweeps), SweepClaims.B12.Decide(sweeps)],
        new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Rates | Measurements.Latents),
        new SweepRequest(ModelSpecification.GhvaeFamily, "cifar10", Measurements.Rates | Measurements.Latents));

    /// <summary>Returns Figure 8.</summary>
    /// <param name="catalog">Catalogue that finds the images.</param>
    public static FigureOverRates Figure8(DataCatalog catalog) => AllMetrics(
        catalog, 8, ModelSpecification.GhvaeFamily, "mnist", "GHVAE on MNIST",
        sweeps => [ClaimB10.Decide(sweeps[0], null), SweepClaims.B12.Decide(sweeps), .. ClaimsOfXiao23.Extend(sweeps)]);

    /// <summary>Returns Figure 9.</summary>
    /// <param name="catalog">Catalogue that finds the images.</param>
    public static FigureOverRates Figure9(DataCatalog catalog) => AllMetrics(
        catalog, 9, ModelSpecification.LvaeFamily, "svhn", "LVAE on SVHN", sweeps => [SweepClaims.B12.Decide(sweeps)]);

    /// <summary>Returns Figure 10. Its number is assumed, because the paper announces it without one.</summary>
    /// <param name="catalog">Catalogue that finds the images.</param>
    public static FigureOverRates Figure10(DataCatalog catalog) => AllMetrics(
        catalog, 10, ModelSpecification.GhvaeFamily, "cifar10", "GHVAE on CIFAR-10",
        sweeps =>
        [
            SweepClaims.B3.Decide(sweeps), SweepClaims.B4.Decide(sweeps), SweepClaims.B7.Decide(sweeps), SweepClaims.B9All.Decide(sweeps),
            SweepClaims.B12.Decide(sweeps), .. ClaimsOfXiao23.Extend(sweeps),
        ]);

    /// <summary>
    /// Returns a figure as in the paper's appendix: reconstruction and samples in the upper row, classification in the lower row.
    /// </summary>
    private static FigureOverRates AllMetrics(
        DataCatalog catalog, int number, string family, string data, string models,
        Func<IReadOnlyList<Sweep>, IReadOnlyList<Claim>> claims) =>
        new(
            catalog, number, $"All metrics over the rates, {models}", $"{models}: all metrics over the rates", perRow: 4,
            report =>
            [
                .. Over(
                    report.Plane, "", SweepMetric.Psnr, SweepMetric.InceptionScore, SweepMetric.MutualInformation, SweepMetric.Distortion,
                    SweepMetric.Diversity, SweepMetric.Sharpness),
                report.Plane.OverBetas(SweepMetric.RateZ2), report.Plane.OverBetas(SweepMetric.RateZ1),
                .. Over(report.Plane, "", [.. SweepMetric.AccuraciesZ2, .. SweepMetric.AccuraciesZ1]),
            ],
            claims, new SweepRequest(family, data, Measurements.Numbers));

    private static IReadOnlyList<PlanePanel> Over(RatePlane plane, string about, params IReadOnlyList<SweepMetric> metrics) =>
        [.. metrics.Select(metric => plane.OverRates(metric, about))];

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report)
    {
        Conclusion conclusion = new()
        {
            Figures = [report.Figure(title, panels(report), perRow, Shown(report))],
            Tables = [report.Models(), .. SeedDeviations.Of(report)],
            Claims = claims(report.Sweeps),
        };
        return Check.Add(LearningCurves.Add(conclusion, report), report.Name, SweepChecks.OfRates(report.Sweeps));
    }
}

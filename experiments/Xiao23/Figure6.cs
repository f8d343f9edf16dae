// Accuracy of RBF SVMs on z2 against the total rate, with the bound of Eq. 11, for GHVAEs on SVHN (Xiao & Bamler, Figure 6).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 6: accuracy against the total rate.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Figure6(DataCatalog catalog) : SweepExperiment(
    catalog, "Figure6",
    "Accuracy of RBF SVMs on z2 against the total rate, with the bound of Eq. 11, GHVAE on SVHN (Xiao & Bamler, Figure 6).",
    new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Rates | Measurements.Latents))
{
    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report) => new()
    {
        Figures = [report.Figure("Classification against total rate", [new AccuracyOverRate(report.Sweep.Cells).Panel()], perRow: 1)],
        Tables = [report.Models()],
        Claims = [SweepClaims.B8.Decide(report.Sweep)],
    };
}

/// <summary>Draws Xiao23 Figure 6.</summary>
/// <param name="cells">Cells of one sweep.</param>
internal sealed class AccuracyOverRate(IReadOnlyList<SweepCell> cells)
{
    /// <summary>
    /// Returns the panel. The line of the bound (Eq. 11) joins the beta-VAEs only. Total rates and bounds are each sorted, as in the
    /// public code.
    /// </summary>
    public PlanePanel Panel()
    {
        var metric = SweepMetric.RbfSvmOnZ2;
        var betaVaes = cells.Where(cell => cell.Betas.IsBetaVae && double.IsFinite(cell.Mean(MetricNames.AccuracyBound))).ToArray();
        return new()
        {
            Title = metric.Title,
            X = SweepMetric.Rate.Axis,
            Y = metric.Axis,
            Colour = SweepMetric.RateZ2.Axis,
            ErrorName = SweepCell.ErrorName,
            Points =
            [
                .. cells.Where(IsFinite).Select(cell => new ColouredPoint(Place(cell).X, Place(cell).Y, cell.Mean(MetricNames.RateZ2))
                {
                    Origin = cell.Origin,
                    Error = (cell.Error(MetricNames.Rate), cell.Error(metric.Name)),
                }),
            ],
            Marks = new SweepMarks(cells).InPlane(Place, new RatePlane(cells).OptimalCells(metric.Name)),
            Curves =
            [
                new(
                    "bound f⁻¹(I(y;z₂)) of the β-VAEs (Eq. 11)",
                    "black",
                    [.. betaVaes.Select(cell => cell.Mean(MetricNames.Rate)).Order()
                        .Zip(betaVaes.Select(cell => cell.Mean(MetricNames.AccuracyBound)).Order())],
                    CurveLine.Dashed),
            ],
        };

        (double X, double Y) Place(SweepCell cell) => (cell.Mean(MetricNames.Rate), cell.Mean(metric.Name));
        bool IsFinite(SweepCell cell) => double.IsFinite(Place(cell).X) && double.IsFinite(Place(cell).Y);
    }
}

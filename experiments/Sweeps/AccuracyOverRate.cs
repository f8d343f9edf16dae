// A classifier's accuracy against the total rate, under the bound that mutual information sets.

using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>Draws Xiao23 Figure 6.</summary>
/// <param name="cells">Of one sweep.</param>
public sealed class AccuracyOverRate(IReadOnlyList<SweepCell> cells)
{
    /// <summary>
    /// The panel. The bound's line joins the beta-VAEs alone, total rates and bounds each sorted, as the public code draws it
    /// (Eq. 11).
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
                    Error = (cell.SeedDeviation(MetricNames.Rate) ?? double.NaN, cell.SeedDeviation(metric.Name) ?? double.NaN),
                }),
            ],
            Marks = new SweepMarks(cells).InPlane(Place, new RatePlane(cells).OptimalCells(metric.Name, GoodEnd.High)),
            Curves =
            [
                new(
                    "bound f⁻¹(I(y;z₂)) of the β-VAEs (Eq. 11)",
                    "black",
                    [.. betaVaes.Select(cell => cell.Mean(MetricNames.Rate)).Order().Zip(betaVaes.Select(cell => cell.Mean(MetricNames.AccuracyBound)).Order())],
                    CurveLine.Dashed),
            ],
        };

        (double X, double Y) Place(SweepCell cell) => (cell.Mean(MetricNames.Rate), cell.Mean(metric.Name));
        bool IsFinite(SweepCell cell) => double.IsFinite(Place(cell).X) && double.IsFinite(Place(cell).Y);
    }
}

// Panels over the plane of the two rates and over the plane of the two betas, with the paper's marks.

using Experiments.Jobs;
using Hvae.Metrics;
using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>Draws the cells of a sweep as Xiao23 Figures 3, 5, 7, 8, 9 and 10 do.</summary>
/// <param name="cells">Cells of one sweep.</param>
public sealed class RatePlane(IReadOnlyList<SweepCell> cells)
{
    /// <summary>Axis of the top latent's rate.</summary>
    public static Axis Z2 => SweepMetric.RateZ2.Axis;

    /// <summary>Axis of the bottom latent's rate.</summary>
    public static Axis Z1 => SweepMetric.RateZ1.Axis;

    private readonly SweepMarks marks = new(cells);

    /// <summary>
    /// Returns the panel of a metric over (R(z2), R(z1|z2)), with lines of equal total rate.
    /// </summary>
    /// <param name="metric">Metric that the colour shows.</param>
    /// <param name="about">Text before the panel's title, e.g. the data set; may be empty.</param>
    public PlanePanel OverRates(SweepMetric metric, string about = "") => new()
    {
        Title = metric.TitleOf(about),
        X = Z2,
        Y = Z1,
        Colour = metric.Axis,
        Points = Points(metric.Name, RatesOf, cell => (cell.Error(MetricNames.RateZ2), cell.Error(MetricNames.RateZ1))),
        Marks = marks.InPlane(RatesOf, metric.HasHull ? OptimalCells(metric.Name) : null),
        EqualSums = RoundValues(cells.Select(cell => cell.Mean(MetricNames.Rate)).Where(double.IsFinite).DefaultIfEmpty(0).Max()),
        EqualSumsName = "equal total rate R",
        ErrorName = SweepCell.ErrorName,
    };

    /// <summary>Returns the panel of a metric over the grid of (beta2, beta1).</summary>
    /// <param name="metric">Metric that the colour shows.</param>
    public PlanePanel OverBetas(SweepMetric metric) => new()
    {
        Title = metric.Title,
        X = new("β₂", Logarithmic: true),
        Y = new("β₁", Logarithmic: true),
        Colour = metric.Axis,
        Style = PointStyle.Cells,
        Points = Points(metric.Name, BetasOf, _ => (double.NaN, double.NaN)),
        Marks = marks.InPlane(BetasOf),
    };

    /// <summary>Returns the cells that are optimal in a metric at their total rate (<see cref="OptimalModels"/>).</summary>
    public IReadOnlyList<SweepCell> OptimalCells(string metric)
    {
        var rates = cells.Select(cell => cell.Mean(MetricNames.Rate)).ToArray();
        var values = cells.Select(cell => cell.Mean(metric)).ToArray();
        return [.. OptimalModels.Find(rates, values).Select(index => cells[index])];
    }

    /// <summary>Returns the place of a cell over the rates: R(z2) and R(z1|z2) in nats.</summary>
    public static (double X, double Y) RatesOf(SweepCell cell) => (cell.Mean(MetricNames.RateZ2), cell.Mean(MetricNames.RateZ1));

    /// <summary>Returns the place of a cell over the betas.</summary>
    public static (double X, double Y) BetasOf(SweepCell cell) => (cell.Betas.Beta2, cell.Betas.Beta1);

    private IReadOnlyList<ColouredPoint> Points(
        string metric, Func<SweepCell, (double X, double Y)> place, Func<SweepCell, (double X, double Y)> error) =>
    [
        .. from cell in cells
           let at = place(cell)
           where double.IsFinite(at.X) && double.IsFinite(at.Y)
           select new ColouredPoint(at.X, at.Y, cell.Mean(metric)) { Origin = cell.Origin, Error = error(cell) },
    ];

    /// <summary>Returns four to eight round values up to <paramref name="highest"/>.</summary>
    private static IReadOnlyList<double> RoundValues(double highest)
    {
        if (!(highest > 0)) return [];
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(highest)));
        var step = (highest / magnitude) switch { < 2 => 0.25, < 4 => 0.5, < 8 => 1, _ => 2 } * magnitude;
        return [.. Enumerable.Range(1, (int)(highest / step)).Select(k => k * step)];
    }
}

/// <summary>Names, colours and symbols of the marks, the same on all pictures (Xiao23 Figures 3 to 10).</summary>
/// <param name="cells">Cells of one sweep.</param>
internal sealed class SweepMarks(IReadOnlyList<SweepCell> cells)
{
    private const string Vae = "VAE (β₂ = β₁ = 1)";
    private const string BetaVae = "β-VAE (β₂ = β₁)";
    private const string Optimal = "optimal (hull)";

    /// <summary>Returns the rings of a panel in the plane.</summary>
    /// <param name="place">Returns the place of a cell. A cell without a finite place has no ring.</param>
    /// <param name="optimal">Cells on the hull, or null where they have no ring.</param>
    public IReadOnlyList<MarkSeries> InPlane(Func<SweepCell, (double X, double Y)> place, IReadOnlyList<SweepCell>? optimal = null)
    {
        return [.. Marked(optimal).Select(mark => new MarkSeries(mark.Name, mark.Colour, Places(mark.Cells)))];

        IReadOnlyList<(double X, double Y)> Places(IEnumerable<SweepCell> marked) =>
            [.. marked.Select(place).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
    }

    /// <summary>Returns the rings of a panel in space.</summary>
    /// <param name="place">Returns the place of a cell. A cell without a finite place has no ring.</param>
    /// <param name="optimal">Cells on the hull.</param>
    public IReadOnlyList<SpaceMarks> InSpace(
        Func<SweepCell, (double X, double Y, double Z)> place, IReadOnlyList<SweepCell> optimal)
    {
        return [.. Marked(optimal).Select(mark => new SpaceMarks(mark.Name, mark.Colour, Places(mark.Cells)))];

        IReadOnlyList<(double X, double Y, double Z)> Places(IEnumerable<SweepCell> marked) =>
            [.. marked.Select(place).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y) && double.IsFinite(point.Z))];
    }

    private IEnumerable<(string Name, string Colour, IEnumerable<SweepCell> Cells)> Marked(IReadOnlyList<SweepCell>? optimal)
    {
        yield return (Vae, "black", cells.Where(cell => cell.Betas.IsVae));
        yield return (BetaVae, "red", cells.Where(cell => cell.Betas is { IsBetaVae: true, IsVae: false }));
        if (optimal is not null) yield return (Optimal, "purple", optimal);
    }
}

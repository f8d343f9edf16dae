// Panels over the plane of the two rates and over the plane of the two betas, with the paper's marks.

using Hvae.Metrics;
using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>Draws the cells of a sweep as Xiao23 Figures 3, 5, 7, 8, 9 and 10 do.</summary>
/// <param name="cells">Of one sweep.</param>
public sealed class RatePlane(IReadOnlyList<SweepCell> cells)
{
    /// <summary>Name of the total rate.</summary>
    public const string Rate = MetricNames.Rate;

    private const string Vae = "VAE (β₂ = β₁ = 1)";
    private const string BetaVae = "β-VAE (β₂ = β₁)";
    private const string Optimal = "optimal (hull)";
    private static readonly Axis Z2 = new("R(z₂) [nats]");
    private static readonly Axis Z1 = new("R(z₁|z₂) [nats]");

    /// <summary>A metric over (R(z2), R(z1|z2)), with lines of equal total rate; the hull's models are ringed when the metric has a good end.</summary>
    /// <param name="title">Above the panel.</param>
    /// <param name="metric">Which metric is the colour.</param>
    /// <param name="label">Of the colour bar, with the unit.</param>
    /// <param name="good">Which end of the metric is good; null when neither is.</param>
    public Panel OverRates(string title, string metric, string label, GoodEnd? good = null) => new()
    {
        Title = title,
        X = Z2,
        Y = Z1,
        Colour = new(label),
        Points = Points(metric, RatesOf),
        Marks = Marks(RatesOf, good is { } end ? OptimalCells(metric, end) : null),
        EqualSums = RoundValues(cells.Select(cell => cell.Mean(Rate)).Where(double.IsFinite).DefaultIfEmpty(0).Max()),
        EqualSumsName = "equal total rate R",
    };

    /// <summary>A metric over the grid of (beta2, beta1).</summary>
    /// <param name="title">Above the panel.</param>
    /// <param name="metric">Which metric is the colour.</param>
    /// <param name="label">Of the colour bar, with the unit.</param>
    public Panel OverBetas(string title, string metric, string label) => new()
    {
        Title = title,
        X = new("β₂", Logarithmic: true),
        Y = new("β₁", Logarithmic: true),
        Colour = new(label),
        AsCells = true,
        Points = Points(metric, BetasOf),
        Marks = Marks(BetasOf, null),
    };

    /// <summary>The cells that are optimal in a metric at their total rate (<see cref="OptimalModels"/>).</summary>
    public IReadOnlyList<SweepCell> OptimalCells(string metric, GoodEnd good)
    {
        var rates = cells.Select(cell => cell.Mean(Rate)).ToArray();
        var values = cells.Select(cell => cell.Mean(metric)).ToArray();
        return [.. OptimalModels.Find(rates, values, lowerIsBetter: good == GoodEnd.Low).Select(index => cells[index])];
    }

    private static (double X, double Y) RatesOf(SweepCell cell) => (cell.Mean(MetricNames.RateZ2), cell.Mean(MetricNames.RateZ1));

    private static (double X, double Y) BetasOf(SweepCell cell) => (cell.Betas.Beta2, cell.Betas.Beta1);

    private IReadOnlyList<ColouredPoint> Points(string metric, Func<SweepCell, (double X, double Y)> place) =>
        [.. cells.Select(cell => (Place: place(cell), Value: cell.Mean(metric)))
            .Where(point => double.IsFinite(point.Place.X) && double.IsFinite(point.Place.Y))
            .Select(point => new ColouredPoint(point.Place.X, point.Place.Y, point.Value))];

    private IReadOnlyList<MarkSeries> Marks(Func<SweepCell, (double X, double Y)> place, IReadOnlyList<SweepCell>? optimal)
    {
        List<MarkSeries> marks =
        [
            Mark(Vae, "black", cells.Where(cell => cell.Betas.IsVae)),
            Mark(BetaVae, "red", cells.Where(cell => cell.Betas is { IsBetaVae: true, IsVae: false })),
        ];
        if (optimal is not null) marks.Add(Mark(Optimal, "purple", optimal));
        return marks;

        MarkSeries Mark(string name, string colour, IEnumerable<SweepCell> marked) =>
            new(name, colour, [.. marked.Select(place).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))]);
    }

    /// <summary>Four to eight round values up to <paramref name="highest"/>.</summary>
    private static IReadOnlyList<double> RoundValues(double highest)
    {
        if (!(highest > 0)) return [];
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(highest)));
        var step = (highest / magnitude) switch { < 2 => 0.25, < 4 => 0.5, < 8 => 1, _ => 2 } * magnitude;
        return [.. Enumerable.Range(1, (int)(highest / step)).Select(k => k * step)];
    }
}

/// <summary>Which end of a metric is good.</summary>
public enum GoodEnd
{
    /// <summary>Higher is better, e.g. PSNR.</summary>
    High,

    /// <summary>Lower is better, e.g. distortion.</summary>
    Low,
}

// The colour code of the betas, and performance as the size of dots.

using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>Draws the right part of Xiao23 Figure 1.</summary>
/// <param name="cells">Of one sweep.</param>
public sealed class Landscapes(IReadOnlyList<SweepCell> cells)
{
    /// <summary>The code over the grid of (beta2, beta1): rings, the VAE a dot, the beta-VAEs a line.</summary>
    public PlanePanel CodeOverBetas()
    {
        var ends = cells.Select(cell => cell.Betas.Beta2).Order().ToArray();
        return new()
        {
            Title = "Colour code",
            X = new("β₂", Logarithmic: true),
            Y = new("β₁", Logarithmic: true),
            Style = PointStyle.Rings,
            Points = [.. cells.Select(cell => new ColouredPoint(cell.Betas.Beta2, cell.Betas.Beta1, Colour: BetaColour.Of(cell.Betas)) { Origin = cell.Origin })],
            Marks = [new("VAE (β₂ = β₁ = 1)", "black", [(1, 1)], MarkSymbol.Dot)],
            Curves = ends.Length == 0 ? [] : [new("β-VAE (β₂ = β₁)", "red", [(ends[0], ends[0]), (ends[^1], ends[^1])], CurveLine.Dashed)],
        };
    }

    /// <summary>The code over the rates that the models have reached.</summary>
    public PlanePanel CodeOverRates() => new()
    {
        Title = "Colour code over rates",
        X = RatePlane.Z2,
        Y = RatePlane.Z1,
        Points = [.. Finite().Select(cell => Coloured(cell, double.NaN))],
    };

    /// <summary>A metric as the area of dots over the rates, its optimum marked.</summary>
    public PlanePanel Of(Optimum optimum) => new()
    {
        Title = optimum.Metric.Title,
        X = RatePlane.Z2,
        Y = RatePlane.Z1,
        Style = new PointStyle.Sized(optimum.Metric.Axis),
        Points = [.. Finite().Select(cell => Coloured(cell, cell.Mean(optimum.Metric.Name)))],
        Marks = optimum.Cell is null ? [] : [new(optimum.Name, "black", [RatePlane.RatesOf(optimum.Cell)], optimum.Symbol)],
    };

    private IEnumerable<SweepCell> Finite() => cells.Where(cell => RatePlane.RatesOf(cell) is var place && double.IsFinite(place.X) && double.IsFinite(place.Y));

    private static ColouredPoint Coloured(SweepCell cell, double value)
    {
        var (x, y) = RatePlane.RatesOf(cell);
        return new(x, y, value, BetaColour.Of(cell.Betas)) { Origin = cell.Origin };
    }
}

/// <summary>The best model in a metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Cell">The best cell; null when the metric is on none.</param>
/// <param name="Symbol">Symbol of its marks.</param>
/// <param name="Name">Name in legends; optima in one cell have one name and symbol, so that they are not drawn over one another.</param>
public sealed record Optimum(SweepMetric Metric, SweepCell? Cell, MarkSymbol Symbol, string Name)
{
    /// <summary>The optima of several metrics, each with its own symbol where it is a model of its own.</summary>
    public static IReadOnlyList<Optimum> Of(IReadOnlyList<(SweepMetric Metric, SweepCell? Cell, MarkSymbol Symbol)> optima) =>
    [
        .. from optimum in optima
           let same = optima.Where(other => other.Cell == optimum.Cell).ToArray()
           let names = string.Join(" and ", same.Select(other => other.Metric.Column.Replace("z2", "z₂", StringComparison.Ordinal)))
           select new Optimum(optimum.Metric, optimum.Cell, same[0].Symbol, same.Length == 1 ? $"best {names}" : $"best {names} (one model)"),
    ];
}

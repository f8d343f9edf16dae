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
            Points = [.. cells.Select(cell => new ColouredPoint(cell.Betas.Beta2, cell.Betas.Beta1, Colour: BetaColour.Of(cell.Betas)))],
            Marks = [new("VAE (β₂ = β₁ = 1)", "black", [(1, 1)], MarkSymbol.Dot)],
            Curves = ends.Length == 0 ? [] : [new("β-VAE (β₂ = β₁)", "red", [(ends[0], ends[0]), (ends[^1], ends[^1])], Dashed: true)],
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
    /// <param name="metric">The size.</param>
    /// <param name="optimum">Null when the metric is on no cell.</param>
    /// <param name="symbol">Of the mark.</param>
    public PlanePanel Of(SweepMetric metric, SweepCell? optimum, MarkSymbol symbol) => new()
    {
        Title = metric.Title,
        X = RatePlane.Z2,
        Y = RatePlane.Z1,
        Style = new PointStyle.Sized(new(metric.Label)),
        Points = [.. Finite().Select(cell => Coloured(cell, cell.Mean(metric.Name)))],
        Marks = optimum is null ? [] : [new(BestIn(metric), "black", [RatePlane.RatesOf(optimum)], symbol)],
    };

    /// <summary>The name of a metric's optimum in legends.</summary>
    internal static string BestIn(SweepMetric metric) => $"best {metric.Column}";

    private IEnumerable<SweepCell> Finite() => cells.Where(cell => RatePlane.RatesOf(cell) is var place && double.IsFinite(place.X) && double.IsFinite(place.Y));

    private static ColouredPoint Coloured(SweepCell cell, double value)
    {
        var (x, y) = RatePlane.RatesOf(cell);
        return new(x, y, value, BetaColour.Of(cell.Betas));
    }
}

// The models that every picture of a sweep marks: the VAE, the beta-VAEs, and the optimal ones.

using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>Names, colours and symbols of the marks, the same on all pictures (Xiao23 Figures 3 to 10).</summary>
/// <param name="cells">Of one sweep.</param>
internal sealed class SweepMarks(IReadOnlyList<SweepCell> cells)
{
    private const string Vae = "VAE (β₂ = β₁ = 1)";
    private const string BetaVae = "β-VAE (β₂ = β₁)";
    private const string Optimal = "optimal (hull)";

    /// <summary>Rings in the plane.</summary>
    /// <param name="place">Where a cell is; one that is nowhere has no ring.</param>
    /// <param name="optimal">The hull's cells; null where no end is good.</param>
    public IReadOnlyList<MarkSeries> InPlane(Func<SweepCell, (double X, double Y)> place, IReadOnlyList<SweepCell>? optimal = null)
    {
        return [.. Marked(optimal).Select(mark => new MarkSeries(mark.Name, mark.Colour, Places(mark.Cells)))];

        IReadOnlyList<(double X, double Y)> Places(IEnumerable<SweepCell> marked) =>
            [.. marked.Select(place).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
    }

    /// <summary>Rings in space.</summary>
    /// <param name="place">Where a cell is; one that is nowhere has no ring.</param>
    public IReadOnlyList<SpaceMarks> InSpace(Func<SweepCell, (double X, double Y, double Z)> place)
    {
        return [.. Marked(null).Select(mark => new SpaceMarks(mark.Name, mark.Colour, Places(mark.Cells)))];

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

// The models of a sweep in the space of three metrics, on the surface that the grid of betas spans.

using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>Draws the left part of Xiao23 Figure 1.</summary>
/// <param name="cells">Of one sweep.</param>
/// <param name="x">First axis of the floor.</param>
/// <param name="y">Second axis of the floor.</param>
/// <param name="z">Height.</param>
public sealed class MetricSpace(IReadOnlyList<SweepCell> cells, SweepMetric x, SweepMetric y, SweepMetric z)
{
    /// <summary>The panel, with the optimum of each metric marked.</summary>
    /// <param name="optima">Null where a metric is on no cell.</param>
    public SpacePanel Panel(IReadOnlyList<Optimum> optima) => new()
    {
        Title = $"{x.Title}, {y.Title}, {z.Title}",
        X = x.Axis,
        Y = y.Axis,
        Z = z.Axis with { Label = z.Quantity is null ? z.Axis.Label : $"{z.Quantity}, {z.Title}" },
        Points =
        [
            .. from cell in cells
               let place = Place(cell)
               where IsFinite(place)
               select new SpacePoint(place.X, place.Y, place.Z, Colour: BetaColour.Of(cell.Betas)) { Origin = cell.Origin },
        ],
        Mesh = SweepMesh.Of(cells, Place),
        Shadows = true,
        Marks =
        [
            .. from optimum in optima.DistinctBy(optimum => optimum.Name)
               where optimum.Cell is not null
               let place = Place(optimum.Cell!)
               where IsFinite(place)
               select new SpaceMarks(optimum.Name, "black", [place], optimum.Symbol, DropLines: true),
        ],
    };

    private (double X, double Y, double Z) Place(SweepCell cell) => (cell.Mean(x.Name), cell.Mean(y.Name), cell.Mean(z.Name));

    private static bool IsFinite((double X, double Y, double Z) place) => double.IsFinite(place.X) && double.IsFinite(place.Y) && double.IsFinite(place.Z);
}

/// <summary>The surface through the cells of a grid.</summary>
internal static class SweepMesh
{
    /// <summary>One row for each beta1, ascending in beta2; a cell without a place is a hole.</summary>
    public static Mesh Of(IReadOnlyList<SweepCell> cells, Func<SweepCell, (double X, double Y, double Z)> place) => new(
    [
        .. cells.GroupBy(cell => cell.Betas.Beta1).OrderBy(row => row.Key)
            .Select(row => row.OrderBy(cell => cell.Betas.Beta2).Select(place).ToArray()),
    ]);
}

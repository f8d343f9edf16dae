// The adjoining rectangles of a heat map: each reaches half-way to its neighbours, by the geometric mean on a logarithmic axis.

namespace Repro.Figures;

/// <summary>The rectangle of one point, in the units of the axes.</summary>
internal sealed record Cell(ColouredPoint Point, double Left, double Right, double Bottom, double Top);

internal static class CellGrid
{
    /// <summary>Half the width of a cell that has no neighbour: a unit, or this factor on a logarithmic axis.</summary>
    private const double LoneHalf = 0.5, LoneFactor = 1.5;

    public static IReadOnlyList<Cell> Cells(IReadOnlyList<ColouredPoint> points, bool logarithmicX, bool logarithmicY)
    {
        var columns = Edges(points.Select(point => point.X), logarithmicX);
        var rows = Edges(points.Select(point => point.Y), logarithmicY);
        return [.. points.Select(point => new Cell(point, columns[point.X].Low, columns[point.X].High, rows[point.Y].Low, rows[point.Y].High))];
    }

    private static Dictionary<double, (double Low, double High)> Edges(IEnumerable<double> values, bool logarithmic)
    {
        var centres = values.Distinct().Order().ToArray();
        var edges = new Dictionary<double, (double, double)>();
        for (var i = 0; i < centres.Length; i++)
        {
            var low = i > 0 ? Between(centres[i - 1], centres[i]) : centres.Length > 1 ? Mirror(Between(centres[0], centres[1]), centres[0]) : Lone(centres[0], -1);
            var high = i < centres.Length - 1 ? Between(centres[i], centres[i + 1]) : centres.Length > 1 ? Mirror(Between(centres[i - 1], centres[i]), centres[i]) : Lone(centres[0], 1);
            edges[centres[i]] = (low, high);
        }

        return edges;

        double Between(double a, double b) => logarithmic ? Math.Sqrt(a) * Math.Sqrt(b) : a / 2 + b / 2;
        double Mirror(double edge, double centre) => logarithmic ? centre / edge * centre : centre + (centre - edge);
        double Lone(double centre, int side) => logarithmic ? centre * Math.Pow(LoneFactor, side) : centre + side * Math.Max(LoneHalf, Math.Abs(centre) / 20);
    }
}

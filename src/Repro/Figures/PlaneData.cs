// What of a plane panel can be drawn: everything that has a place on its axes, and the scales that this spans.

namespace Repro.Figures;

/// <summary>A point as it is drawn.</summary>
/// <param name="Point">As given.</param>
/// <param name="Rgb">0xRRGGBB.</param>
internal sealed record PaintedPoint(ColouredPoint Point, int Rgb);

internal sealed record PlaneData
{
    /// <summary>Share of an axis that stays free on either side of the data.</summary>
    private const double Padding = 0.06;

    public required PlanePanel Panel { get; init; }

    public required Scale X { get; init; }

    public required Scale Y { get; init; }

    /// <summary>Null when no value has a colour.</summary>
    public required Scale? Colour { get; init; }

    /// <summary>Null when no value has a size.</summary>
    public required Scale? Size { get; init; }

    public IReadOnlyList<Tick> XTicks => Ticks.For(X, most: 7);

    public IReadOnlyList<Tick> YTicks => Ticks.For(Y, most: 7);

    /// <summary>Points with a colour, and a size where the size tells something.</summary>
    public required IReadOnlyList<PaintedPoint> Painted { get; init; }

    /// <summary>Points whose value should be shown but has no place on its scale.</summary>
    public required IReadOnlyList<ColouredPoint> Empty { get; init; }

    /// <summary>The cells of <see cref="Painted"/> when the panel is a heat map.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>As in the panel, with the points that can be drawn.</summary>
    public required IReadOnlyList<MarkSeries> Marks { get; init; }

    /// <summary>How many points and marks, and places of curves other than the NaN that break them, have no place on the axes.</summary>
    public required int Missing { get; init; }

    /// <summary>Whether there is nothing at all to see.</summary>
    public bool IsEmpty => Painted.Count == 0 && Panel.Curves.All(curve => !curve.Points.Any(point => Placed(Panel, point.X, point.Y)));

    public static PlaneData Of(PlanePanel panel)
    {
        var placed = panel.Points.Where(point => Placed(panel, point.X, point.Y)).ToList();
        var marks = panel.Marks.Select(series => PlacedMarks(panel, series)).ToList();
        var curves = panel.Curves.SelectMany(curve => curve.Points).Where(point => Placed(panel, point.X, point.Y)).ToList();
        var sizes = (panel.Style as PointStyle.Sized)?.Size;
        var shown = placed
            .Where(point => point.Colour is not null || panel.Colour is null || Scale.Holds(point.Value, panel.Colour.Logarithmic))
            .Where(point => sizes is null || Scale.Holds(point.Value, sizes.Logarithmic))
            .ToList();
        var colours = PointColours.Scale(panel.Colour, shown.Select(point => (point.Value, point.Colour)));

        var asCells = panel.Style == PointStyle.Cells;
        var cells = asCells ? CellGrid.Cells(placed, panel.X.Logarithmic, panel.Y.Logarithmic) : [];
        var drawn = shown.ToHashSet();
        var xs = marks.SelectMany(series => series.Points).Concat(curves).Select(point => point.X);
        var ys = marks.SelectMany(series => series.Points).Concat(curves).Select(point => point.Y);
        return new PlaneData
        {
            Panel = panel,
            X = asCells
                ? Scale.Around(xs.Concat(cells.SelectMany(cell => new[] { cell.Left, cell.Right })), panel.X.Logarithmic, 0)
                : Scale.Around(xs.Concat(placed.Select(point => point.X)), panel.X.Logarithmic, Padding),
            Y = asCells
                ? Scale.Around(ys.Concat(cells.SelectMany(cell => new[] { cell.Bottom, cell.Top })), panel.Y.Logarithmic, 0)
                : Scale.Around(ys.Concat(placed.Select(point => point.Y)), panel.Y.Logarithmic, Padding),
            Colour = colours,
            Size = sizes is null || shown.Count == 0 ? null : Scale.Around(shown.Select(point => point.Value), sizes.Logarithmic, 0),
            Painted = [.. shown.Select(point => new PaintedPoint(point, PointColours.Rgb(point.Value, point.Colour, colours)))],
            Empty = [.. placed.Where(point => !drawn.Contains(point))],
            Cells = [.. cells.Where(cell => drawn.Contains(cell.Point))],
            Marks = marks,
            Missing = panel.Points.Count - placed.Count
                + panel.Marks.Sum(series => series.Points.Count) - marks.Sum(series => series.Points.Count)
                + panel.Curves.Sum(curve => curve.Points.Count(point => !double.IsNaN(point.X) && !double.IsNaN(point.Y))) - curves.Count,
        };
    }

    private static MarkSeries PlacedMarks(PlanePanel panel, MarkSeries series)
    {
        if (series.Labels.Count != 0 && series.Labels.Count != series.Points.Count)
            throw new ArgumentException($"The marks \"{series.Name}\" have {series.Points.Count} points and {series.Labels.Count} labels; give one for each, or none.", nameof(panel));
        var placed = series.Points.Index().Where(mark => Placed(panel, mark.Item.X, mark.Item.Y)).ToList();
        return series with { Points = [.. placed.Select(mark => mark.Item)], Labels = series.Labels.Count == 0 ? [] : [.. placed.Select(mark => series.Labels[mark.Index])] };
    }

    private static bool Placed(PlanePanel panel, double x, double y) => Scale.Holds(x, panel.X.Logarithmic) && Scale.Holds(y, panel.Y.Logarithmic);
}

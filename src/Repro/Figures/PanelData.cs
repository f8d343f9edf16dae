// What of a panel can be drawn: everything that has a place on its axes, and the scales that this spans.

namespace Repro.Figures;

internal sealed record PanelData
{
    /// <summary>Share of an axis that stays free on either side of the data.</summary>
    private const double Padding = 0.06;

    public required Panel Panel { get; init; }

    public required Scale X { get; init; }

    public required Scale Y { get; init; }

    /// <summary>Null when no value has a colour.</summary>
    public required Scale? Colour { get; init; }

    public IReadOnlyList<Tick> XTicks => Ticks.For(X, most: 7);

    public IReadOnlyList<Tick> YTicks => Ticks.For(Y, most: 7);

    public IReadOnlyList<Tick> ColourTicks => Colour is null ? [] : Ticks.For(Colour, most: 8);

    /// <summary>Points with a colour.</summary>
    public required IReadOnlyList<ColouredPoint> Coloured { get; init; }

    /// <summary>Points without a value that has a colour.</summary>
    public required IReadOnlyList<ColouredPoint> Empty { get; init; }

    /// <summary>The cells of <see cref="Coloured"/> when the panel is a heat map.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>As in the panel, with the points that can be drawn.</summary>
    public required IReadOnlyList<MarkSeries> Marks { get; init; }

    /// <summary>How many points and marks, and places of curves other than the NaN that break them, have no place on the axes.</summary>
    public required int Missing { get; init; }

    /// <summary>Whether there is nothing at all to see.</summary>
    public bool IsEmpty => Coloured.Count == 0 && Panel.Curves.All(curve => !curve.Points.Any(point => Placed(Panel, point.X, point.Y)));

    public static PanelData Of(Panel panel)
    {
        var placed = panel.Points.Where(point => Placed(panel, point.X, point.Y)).ToList();
        var marks = panel.Marks.Select(series => series with { Points = [.. series.Points.Where(point => Placed(panel, point.X, point.Y))] }).ToList();
        var curves = panel.Curves.SelectMany(curve => curve.Points).Where(point => Placed(panel, point.X, point.Y)).ToList();
        var coloured = placed.Where(point => Scale.Holds(point.Value, panel.Colour.Logarithmic)).ToList();

        var cells = panel.AsCells ? CellGrid.Cells(placed, panel.X.Logarithmic, panel.Y.Logarithmic) : [];
        var xs = marks.SelectMany(series => series.Points).Concat(curves).Select(point => point.X);
        var ys = marks.SelectMany(series => series.Points).Concat(curves).Select(point => point.Y);
        return new PanelData
        {
            Panel = panel,
            X = panel.AsCells
                ? Scale.Around(xs.Concat(cells.SelectMany(cell => new[] { cell.Left, cell.Right })), panel.X.Logarithmic, 0)
                : Scale.Around(xs.Concat(placed.Select(point => point.X)), panel.X.Logarithmic, Padding),
            Y = panel.AsCells
                ? Scale.Around(ys.Concat(cells.SelectMany(cell => new[] { cell.Bottom, cell.Top })), panel.Y.Logarithmic, 0)
                : Scale.Around(ys.Concat(placed.Select(point => point.Y)), panel.Y.Logarithmic, Padding),
            Colour = coloured.Count == 0 ? null : Scale.Around(coloured.Select(point => point.Value), panel.Colour.Logarithmic, 0),
            Coloured = coloured,
            Empty = [.. placed.Except(coloured)],
            Cells = [.. cells.Where(cell => Scale.Holds(cell.Point.Value, panel.Colour.Logarithmic))],
            Marks = marks,
            Missing = panel.Points.Count - placed.Count
                + panel.Marks.Sum(series => series.Points.Count) - marks.Sum(series => series.Points.Count)
                + panel.Curves.Sum(curve => curve.Points.Count(point => !double.IsNaN(point.X) && !double.IsNaN(point.Y))) - curves.Count,
        };
    }

    private static bool Placed(Panel panel, double x, double y) => Scale.Holds(x, panel.X.Logarithmic) && Scale.Holds(y, panel.Y.Logarithmic);
}

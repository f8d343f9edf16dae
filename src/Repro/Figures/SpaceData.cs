// What of a space panel can be drawn: everything that has a place on its axes, as places in the unit cube.

namespace Repro.Figures;

/// <summary>A point as it is drawn; without a colour it is an empty ring.</summary>
/// <param name="Place">Where.</param>
/// <param name="Rgb">0xRRGGBB, or null.</param>
internal sealed record PaintedSpacePoint(CubePoint Place, int? Rgb);

/// <summary>Marks of one kind that can be drawn.</summary>
internal sealed record PlacedMarks(SpaceMarks Series, IReadOnlyList<CubePoint> Places);

internal sealed record SpaceData
{
    /// <summary>Share of an axis that stays free on either side of the data.</summary>
    private const double Padding = 0.06;

    public required SpacePanel Panel { get; init; }

    public required Scale X { get; init; }

    public required Scale Y { get; init; }

    public required Scale Z { get; init; }

    /// <summary>Null when no value has a colour.</summary>
    public required Scale? Colour { get; init; }

    /// <summary>As given.</summary>
    public required IReadOnlyList<PaintedSpacePoint> Points { get; init; }

    /// <summary>As in the panel; null is a hole.</summary>
    public required IReadOnlyList<IReadOnlyList<CubePoint?>> Mesh { get; init; }

    /// <summary>As in the panel.</summary>
    public required IReadOnlyList<PlacedMarks> Marks { get; init; }

    /// <summary>How many points and marks have no place on the axes.</summary>
    public required int Missing { get; init; }

    public IReadOnlyList<Tick> XTicks => Labelled(X);

    public IReadOnlyList<Tick> YTicks => Labelled(Y);

    public IReadOnlyList<Tick> ZTicks => Labelled(Z);

    /// <summary>Whether there is nothing at all to see.</summary>
    public bool IsEmpty => Points.Count == 0 && Marks.All(marks => marks.Places.Count == 0) && Mesh.All(row => row.All(place => place is null));

    public static SpaceData Of(SpacePanel panel)
    {
        var rows = panel.Mesh?.Rows ?? [];
        if (rows.Select(row => row.Count).Distinct().Count() > 1)
            throw new ArgumentException($"The rows of the mesh of \"{panel.Title}\" have different lengths; give a point with a NaN where the mesh has a hole.", nameof(panel));

        var points = panel.Points.Where(point => Placed((point.X, point.Y, point.Z))).ToList();
        var all = points.Select(point => (point.X, point.Y, point.Z))
            .Concat(panel.Marks.SelectMany(series => series.Points).Where(Placed))
            .Concat(rows.SelectMany(row => row).Where(Placed)).ToList();
        var x = Scale.Around(all.Select(place => place.X), panel.X.Logarithmic, Padding);
        var y = Scale.Around(all.Select(place => place.Y), panel.Y.Logarithmic, Padding);
        var z = Scale.Around(all.Select(place => place.Z), panel.Z.Logarithmic, Padding);
        var shown = points.Where(HasColour).ToList();
        var colours = PointColours.Scale(panel.Colour, shown.Select(point => (point.Value, point.Colour)));
        var marks = panel.Marks.Select(series => new PlacedMarks(series, [.. series.Points.Where(Placed).Select(Place)])).ToList();
        return new SpaceData
        {
            Panel = panel,
            X = x,
            Y = y,
            Z = z,
            Colour = colours,
            Points = [.. points.Select(point => new PaintedSpacePoint(
                Place((point.X, point.Y, point.Z)), HasColour(point) ? PointColours.Rgb(point.Value, point.Colour, colours) : null))],
            Mesh = [.. rows.Select(row => row.Select(place => Placed(place) ? Place(place) : (CubePoint?)null).ToList())],
            Marks = marks,
            Missing = panel.Points.Count - points.Count + marks.Sum(series => series.Series.Points.Count - series.Places.Count),
        };

        bool HasColour(SpacePoint point) => point.Colour is not null || panel.Colour is null || Scale.Holds(point.Value, panel.Colour.Logarithmic);

        bool Placed((double X, double Y, double Z) place) =>
            Scale.Holds(place.X, panel.X.Logarithmic) && Scale.Holds(place.Y, panel.Y.Logarithmic) && Scale.Holds(place.Z, panel.Z.Logarithmic);

        CubePoint Place((double X, double Y, double Z) place) => new(x.Fraction(place.X), y.Fraction(place.Y), z.Fraction(place.Z));
    }

    private static List<Tick> Labelled(Scale scale) => [.. Ticks.For(scale, most: 6).Where(tick => tick.Label is not null)];
}

// What of a space panel can be drawn: everything that has a place on its axes, as places in the unit cube, and how the cube appears on the
// page.

namespace Repro.Figures;

internal sealed class SpaceData
{
    /// <summary>Share of an axis that is empty on either side of the data.</summary>
    private const double Padding = 0.06;

    private readonly SpacePanel panel;

    /// <exception cref="ArgumentException">Thrown when the rows of the mesh have different lengths.</exception>
    public SpaceData(SpacePanel panel)
    {
        this.panel = panel;
        var rows = panel.Mesh?.Rows ?? [];
        if (rows.Select(row => row.Count).Distinct().Count() > 1)
            throw new ArgumentException(
                $"The rows of the mesh of \"{panel.Title}\" have different lengths; give a point with a NaN where the mesh has a hole.",
                nameof(panel));

        var given = panel.Points.Select(PlaceOf).Concat(panel.Marks.SelectMany(series => series.Points)).ToList();
        var all = given.Concat(rows.SelectMany(row => row)).Where(place => IsPlaced(panel, place)).ToList();
        X = Scale.Around(all.Select(place => place.X), panel.X, Padding);
        Y = Scale.Around(all.Select(place => place.Y), panel.Y, Padding);
        Z = Scale.Around(all.Select(place => place.Z), panel.Z, Padding);
        Points = [.. from point in panel.Points let place = Cube(PlaceOf(point)) where place is not null select (point, place.Value)];
        Mesh = [.. rows.Select(row => row.Select(Cube).ToList())];
        Marks = [.. panel.Marks.Select(series => (series, (IReadOnlyList<CubePoint>)[.. series.Points.Select(Cube).OfType<CubePoint>()]))];
        Missing = given.Count(place => !IsPlaced(panel, place));
        IsEmpty = all.Count == 0;
    }

    public Scale X { get; }

    public Scale Y { get; }

    public Scale Z { get; }

    public IReadOnlyList<(SpacePoint Point, CubePoint Place)> Points { get; }

    /// <summary>The mesh of the panel; null is a hole.</summary>
    public IReadOnlyList<IReadOnlyList<CubePoint?>> Mesh { get; }

    /// <summary>The marks that can be drawn.</summary>
    public IReadOnlyList<(SpaceMarks Series, IReadOnlyList<CubePoint> Places)> Marks { get; }

    /// <summary>Number of points and marks that have no place on the axes.</summary>
    public int Missing { get; }

    /// <summary>Whether there is nothing to draw.</summary>
    public bool IsEmpty { get; }

    public static (double X, double Y, double Z) PlaceOf(SpacePoint point) => (point.X, point.Y, point.Z);

    public static bool IsPlaced(SpacePanel panel, (double X, double Y, double Z) place) =>
        Scale.Holds(place.X, panel.X.Logarithmic) && Scale.Holds(place.Y, panel.Y.Logarithmic) && Scale.Holds(place.Z, panel.Z.Logarithmic);

    public bool HasColour(SpacePoint point) =>
        point.Colour is not null || panel.Colour is null || Scale.Holds(point.Value, panel.Colour.Logarithmic);

    private CubePoint? Cube((double X, double Y, double Z) place) =>
        IsPlaced(panel, place) ? new(X.Fraction(place.X), Y.Fraction(place.Y), Z.Fraction(place.Z)) : null;
}

/// <summary>A place in the unit cube, each coordinate a fraction of its axis. The walls at X = 0 and Y = 1 are behind the points.</summary>
internal readonly record struct CubePoint(double X, double Y, double Z)
{
    /// <summary>
    /// Sines and cosines of the angle between the eye's direction and the height, 64°, and of the turn around the height, 32°.
    /// </summary>
    private static readonly (double Sin, double Cos) Tilt = Math.SinCos(64 * Math.PI / 180), Turn = Math.SinCos(32 * Math.PI / 180);

    /// <summary>Width and height of the projected cube, for edges of length 1.</summary>
    public static (double Width, double Height) Extent => (Turn.Cos + Turn.Sin, (Turn.Cos + Turn.Sin) * Tilt.Cos + Tilt.Sin);

    /// <summary>The projected place, to the right and up from the middle, for a cube of edges of length 1.</summary>
    public (double Right, double Up) Projected =>
        ((X - 0.5) * Turn.Cos + (Y - 0.5) * Turn.Sin, ((Y - 0.5) * Turn.Cos - (X - 0.5) * Turn.Sin) * Tilt.Cos + (Z - 0.5) * Tilt.Sin);

    /// <summary>How far the place is towards the eye.</summary>
    public double Nearness => ((X - 0.5) * Turn.Sin - (Y - 0.5) * Turn.Cos) * Tilt.Sin + (Z - 0.5) * Tilt.Cos;

    /// <summary>The places below it on the floor and behind it on both walls.</summary>
    public IEnumerable<CubePoint> Feet => [this with { Z = 0 }, this with { X = 0 }, this with { Y = 1 }];
}

/// <summary>The place of the cube on the page.</summary>
/// <param name="Edge">Length in pixels of an edge of the cube that is parallel to the page.</param>
/// <param name="X">Pixels of the cube's middle from the left.</param>
/// <param name="Y">Pixels of the cube's middle from the top.</param>
internal sealed record CubePlace(double Edge, double X, double Y)
{
    /// <summary>Returns the largest place within a frame that leaves room for the ticks of the right edge.</summary>
    public static CubePlace In(Slot slot)
    {
        const double RightTicks = 34;
        var (width, height) = CubePoint.Extent;
        return new(Math.Min((slot.Width - RightTicks) / width, slot.Height / height), slot.MiddleX - RightTicks / 2, slot.MiddleY);
    }

    public (double X, double Y) Pixel(CubePoint point)
    {
        var (right, up) = point.Projected;
        return (X + Edge * right, Y - Edge * up);
    }
}

// What of a space panel can be drawn: everything that has a place on its axes, as places in the unit cube.

namespace Repro.Figures;

internal sealed class SpaceData
{
    /// <summary>Share of an axis that stays free on either side of the data.</summary>
    private const double Padding = 0.06;

    private readonly SpacePanel panel;

    /// <exception cref="ArgumentException">The rows of the mesh have different lengths.</exception>
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

    /// <summary>As in the panel; null is a hole.</summary>
    public IReadOnlyList<IReadOnlyList<CubePoint?>> Mesh { get; }

    /// <summary>The marks that can be drawn.</summary>
    public IReadOnlyList<(SpaceMarks Series, IReadOnlyList<CubePoint> Places)> Marks { get; }

    /// <summary>How many points and marks have no place on the axes.</summary>
    public int Missing { get; }

    /// <summary>Whether there is nothing at all to see.</summary>
    public bool IsEmpty { get; }

    public static (double X, double Y, double Z) PlaceOf(SpacePoint point) => (point.X, point.Y, point.Z);

    public static bool IsPlaced(SpacePanel panel, (double X, double Y, double Z) place) =>
        Scale.Holds(place.X, panel.X.Logarithmic) && Scale.Holds(place.Y, panel.Y.Logarithmic) && Scale.Holds(place.Z, panel.Z.Logarithmic);

    public bool HasColour(SpacePoint point) =>
        point.Colour is not null || panel.Colour is null || Scale.Holds(point.Value, panel.Colour.Logarithmic);

    private CubePoint? Cube((double X, double Y, double Z) place) =>
        IsPlaced(panel, place) ? new(X.Fraction(place.X), Y.Fraction(place.Y), Z.Fraction(place.Z)) : null;
}

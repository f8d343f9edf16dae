// What every kind of panel provides in order to be drawn: the room that it needs, its entries in the legend, and its picture.

using SkiaSharp;

namespace Repro.Figures;

/// <summary>The room that a panel needs, in pixels: its frame, and what is around it.</summary>
/// <param name="Left">Pixels to the left of the frame.</param>
/// <param name="Above">Pixels above the frame.</param>
/// <param name="Right">Pixels to the right of the frame.</param>
/// <param name="Below">Pixels below the frame.</param>
/// <param name="Width">Width of the frame in pixels.</param>
/// <param name="Height">Height of the frame in pixels.</param>
/// <param name="Grows">Whether the frame may become larger, together with its neighbours' or to fill the page.</param>
internal sealed record Room(double Left, double Above, double Right, double Below, double Width, double Height, bool Grows)
{
    /// <summary>Returns the room of a coordinate system.</summary>
    /// <param name="columns">Number of panels side by side on the page.</param>
    /// <param name="hasKey">Whether a colour bar or a key of sizes is at its right.</param>
    public static Room OfAxes(int columns, bool hasKey)
    {
        var (width, height) = columns switch { 1 => (474, 400), <= 3 => (294, 294), _ => (236, 236) };
        return new(68, 32, hasKey ? 98 : 26, 62, width, height, Grows: true);
    }
}

/// <summary>The frame of one panel on the page: its left upper corner, width and height in pixels.</summary>
internal sealed record Slot(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public double MiddleX => Left + Width / 2;

    public double MiddleY => Top + Height / 2;
}

internal abstract class Drawing
{
    /// <param name="columns">Number of panels side by side on the page.</param>
    public abstract Room RoomAmong(int columns);

    /// <summary>Returns the entries of the legend in the order of their appearance.</summary>
    /// <param name="ringGap">Returns the pixels between a dot and the ring of a mark of a name.</param>
    public abstract IEnumerable<LegendEntry> LegendEntries(Func<string, double> ringGap);

    /// <summary>Draws the panel with its title and labels.</summary>
    public abstract void Draw(SKCanvas canvas, Slot slot, Legend legend);

    /// <summary>Returns the title of the panel, centred over its frame; it may extend over what is at both sides of the frame.</summary>
    protected PlacedText Title(string title, Slot slot)
    {
        var room = RoomAmong(1);
        return new PlacedText(title, slot.MiddleX, slot.Top - room.Above + 18, PlacedText.TitleSize, Colours.Ink, Bold: true)
            .Within(slot.Width + 2 * Math.Min(room.Left, room.Right) - 24);
    }

    /// <summary>Returns the drawings of a figure's panels. Colour bars of equal axes share one range.</summary>
    /// <exception cref="ArgumentException">Thrown when the data of a panel contradict each other.</exception>
    public static IReadOnlyList<Drawing> Of(Figure figure)
    {
        var ranges = figure.Panels.SelectMany(Coloured).GroupBy(value => value.Axis, value => value.Value)
            .ToDictionary(values => values.Key, values => Scale.Around(values, values.Key, 0));
        return
        [
            .. figure.Panels.Select(panel => (Drawing)(panel switch
            {
                PlanePanel plane => new PlaneDrawing(plane, Range(plane.Colour)),
                SpacePanel space => new SpaceDrawing(space, Range(space.Colour)),
                ImagePanel images => new ImageDrawing(images),
                GraphPanel graph => new GraphDrawing(graph),
                _ => throw new NotSupportedException($"There is no drawing of a {panel.GetType().Name}."),
            })),
        ];

        Scale? Range(Axis? axis) => axis is not null && ranges.TryGetValue(axis, out var range) ? range : null;
    }

    /// <summary>Returns the values of a panel that are shown as colours.</summary>
    private static IEnumerable<(Axis Axis, double Value)> Coloured(Panel panel) => panel switch
    {
        PlanePanel { Colour: { } axis } plane =>
            from point in plane.Points
            where point.Colour is null && Scale.Holds(point.Value, axis.Logarithmic) && Scale.Holds(point.X, plane.X.Logarithmic)
                && Scale.Holds(point.Y, plane.Y.Logarithmic)
            select (axis, point.Value),
        SpacePanel { Colour: { } axis } space =>
            from point in space.Points
            where point.Colour is null && Scale.Holds(point.Value, axis.Logarithmic) && SpaceData.IsPlaced(space, SpaceData.PlaceOf(point))
            select (axis, point.Value),
        _ => [],
    };
}

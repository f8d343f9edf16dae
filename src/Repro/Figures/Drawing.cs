// What every kind of panel must tell in order to be drawn: the room that it wants, its entries in the legend, its texts, its part of the script.

using System.Text;

namespace Repro.Figures;

/// <summary>The room that a panel wants, in pixels: its frame, and what is around it.</summary>
/// <param name="Left">Of the frame.</param>
/// <param name="Above">The frame.</param>
/// <param name="Right">Of the frame.</param>
/// <param name="Below">The frame.</param>
/// <param name="Width">Of the frame.</param>
/// <param name="Height">Of the frame.</param>
/// <param name="Grows">Whether the frame may become larger, together with its neighbours' or to fill the page.</param>
internal sealed record Room(double Left, double Above, double Right, double Below, double Width, double Height, bool Grows);

/// <summary>The frame of one panel on the page: its left upper corner, width and height.</summary>
internal sealed record Slot(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public double MiddleX => Left + Width / 2;

    public double MiddleY => Top + Height / 2;
}

internal abstract class Drawing
{
    /// <param name="columns">How many panels stand side by side on the page.</param>
    public abstract Room RoomAmong(int columns);

    /// <summary>In the order of their appearance.</summary>
    public abstract IEnumerable<LegendEntry> LegendEntries { get; }

    /// <summary>Title and labels.</summary>
    public abstract IEnumerable<PlacedText> Texts(Slot slot);

    /// <summary>Writes the plot; the page's texts are drawn already.</summary>
    public abstract void Append(StringBuilder script, Slot slot, Legend legend, GnuplotCanvas canvas);

    /// <exception cref="ArgumentException">What the panel says is contradictory.</exception>
    public static Drawing Of(Panel panel) => panel switch
    {
        PlanePanel plane => new PlaneDrawing(PlaneData.Of(plane)),
        SpacePanel space => new SpaceDrawing(SpaceData.Of(space)),
        ImagePanel images => new ImageDrawing(images),
        GraphPanel graph => new GraphDrawing(graph),
        _ => throw new NotSupportedException($"There is no drawing of a {panel.GetType().Name}."),
    };
}

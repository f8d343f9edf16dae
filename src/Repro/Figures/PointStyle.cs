// The shapes that points and marks have.

namespace Repro.Figures;

/// <summary>How the points of a plane panel look. A point without own colour and without a colour axis is dark grey.</summary>
public abstract record PointStyle
{
    private PointStyle()
    {
    }

    /// <summary>Filled circles with a thin dark outline.</summary>
    public static PointStyle Dots { get; } = new Filled();

    /// <summary>Open circles in the point's colour.</summary>
    public static PointStyle Rings { get; } = new Open();

    /// <summary>Adjoining rectangles of a grid: a heat map.</summary>
    public static PointStyle Cells { get; } = new Adjoining();

    /// <summary>
    /// Filled circles whose area grows linearly along the axis of the value, from a small one at the least value; the sizes have a key
    /// beside the panel.
    /// </summary>
    /// <param name="Size">Label and scale of the key. With a colour bar, that shows the same values, there is no key.</param>
    public sealed record Sized(Axis Size) : PointStyle;

    private sealed record Filled : PointStyle;

    private sealed record Open : PointStyle;

    private sealed record Adjoining : PointStyle;
}

/// <summary>The symbol of a mark; marks of different meaning should differ in it, not in colour alone.</summary>
public enum MarkSymbol
{
    /// <summary>An open circle around the point; every name has its own radius.</summary>
    Ring,

    /// <summary>A filled circle.</summary>
    Dot,

    /// <summary>A filled triangle.</summary>
    Triangle,

    /// <summary>A filled pentagon.</summary>
    Pentagon,

    /// <summary>A filled square standing on a corner.</summary>
    Diamond,

    /// <summary>A filled square.</summary>
    Square,
}

// The two gnuplot terminals that draw our pictures, and how many pixels their units are.

namespace Repro.Figures;

/// <summary>An output format of gnuplot.</summary>
public sealed record GnuplotTerminal
{
    private GnuplotTerminal(string name, double fontSizePerPixel, double pointRadius) =>
        (Name, FontSizePerPixel, PointRadius) = (name, fontSizePerPixel, pointRadius);

    /// <summary>gnuplot's name of the terminal.</summary>
    public string Name { get; }

    /// <summary>Font size that makes letters one pixel high: pngcairo counts points of 1/72 inch at 96 dpi, svg counts pixels.</summary>
    internal double FontSizePerPixel { get; }

    /// <summary>Pixels of the radius of a round point of size 1, with the 12-pixel base font that the script sets.</summary>
    internal double PointRadius { get; }

    /// <summary>Pixels, drawn by cairo.</summary>
    public static GnuplotTerminal Png { get; } = new("pngcairo", 0.75, 3.0);

    /// <summary>Vectors.</summary>
    public static GnuplotTerminal Svg { get; } = new("svg", 1.0, 4.5);
}

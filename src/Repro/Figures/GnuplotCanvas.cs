// The picture's plane in pixels, counted from the upper left corner, in the words of gnuplot.

using static Repro.Figures.GnuplotText;

namespace Repro.Figures;

internal sealed record GnuplotCanvas(double Width, double Height, GnuplotTerminal Terminal)
{
    /// <summary>Width of a ring's line as a share of its radius: the svg terminal scales both together.</summary>
    public const double RingLine = 0.17;

    /// <summary>A font of letters <paramref name="pixels"/> high.</summary>
    public string Font(double pixels, bool bold = false) =>
        $"'{DejaVuSans.Family}{(bold ? ":Bold" : "")},{(pixels * Terminal.FontSizePerPixel).ToString("0.##")}'";

    /// <summary>The size of a point of <paramref name="radius"/> pixels.</summary>
    public string PointSize(double radius) => (radius / Terminal.PointRadius).ToString("0.###");

    /// <summary>A round point that is filled.</summary>
    public string Disc(double radius) => $"pt 7 ps {PointSize(radius)}";

    /// <summary>A round point that is not filled.</summary>
    public string Ring(double radius) => $"pt 6 ps {PointSize(radius)} lw {(RingLine * radius).ToString("0.##")}";

    /// <summary>Horizontal place as a share of the page.</summary>
    public string ScreenX(double x) => Length(x / Width);

    /// <summary>Vertical place as a share of the page, which gnuplot counts from below.</summary>
    public string ScreenY(double y) => Length(1 - y / Height);

    /// <summary>A place on the page.</summary>
    public string At(double x, double y) => $"screen {ScreenX(x)},{ScreenY(y)}";

    /// <summary>A command that writes <paramref name="text"/>; <paramref name="rest"/> says how it is set.</summary>
    public string Label(string text, double x, double y, double size, string rest = "left", bool bold = false) =>
        $"set label {Quote(text)} at {At(x, y)} {rest} noenhanced font {Font(size, bold)}";

    /// <summary>Commands that put the plot's frame there.</summary>
    public string Frame(double left, double top, double width, double height) =>
        $"set lmargin at screen {ScreenX(left)}; set rmargin at screen {ScreenX(left + width)}; " +
        $"set tmargin at screen {ScreenY(top)}; set bmargin at screen {ScreenY(top + height)}";
}

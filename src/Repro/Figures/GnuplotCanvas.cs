// The picture's plane in pixels, counted from the upper left corner, in the words of gnuplot.

using static Repro.Figures.GnuplotText;

namespace Repro.Figures;

internal sealed record GnuplotCanvas(double Width, double Height, GnuplotTerminal Terminal)
{
    /// <summary>Width of a ring's line as a share of its radius: the svg terminal scales both together.</summary>
    public const double RingLine = 0.17;

    /// <summary>gnuplot's dash pattern of every dashed line.</summary>
    public const string Dashes = "dt (14,9)";

    /// <summary>0xRRGGBB of the outline of dots.</summary>
    public const int Outline = 0x404040;

    /// <summary>A font of letters <paramref name="pixels"/> high.</summary>
    public string Font(double pixels, bool bold = false) =>
        $"'{DejaVuSans.Family}{(bold ? ":Bold" : "")},{(pixels * Terminal.FontSizePerPixel).ToString("0.##")}'";

    /// <summary>The size of a point of <paramref name="radius"/> pixels.</summary>
    public string PointSize(double radius) => (radius / Terminal.PointRadius).ToString("0.###");

    /// <summary>A round point that is filled.</summary>
    public string Disc(double radius) => $"pt 7 ps {PointSize(radius)}";

    /// <summary>A round point that is not filled.</summary>
    public string Ring(double radius) => $"pt 6 ps {PointSize(radius)} lw {(RingLine * radius).ToString("0.##")}";

    /// <summary>A symbol of about the area of a disc of <paramref name="radius"/> pixels.</summary>
    public string Symbol(MarkSymbol symbol, double radius) => symbol switch
    {
        MarkSymbol.Ring => Ring(radius),
        MarkSymbol.Dot => Disc(radius),
        MarkSymbol.Triangle => $"pt 9 ps {PointSize(radius)}",
        MarkSymbol.Pentagon => $"pt 15 ps {PointSize(0.9 * radius)}",
        MarkSymbol.Diamond => $"pt 13 ps {PointSize(radius)}",
        MarkSymbol.Square => $"pt 5 ps {PointSize(0.9 * radius)}",
        _ => $"pt 2 ps {PointSize(radius)} lw {(2 * RingLine * radius).ToString("0.##")}",
    };

    /// <summary>A symbol from its lowest layer: a white rim that sets it off, a dark outline, its colour. A cross and a ring have no inside and no outline.</summary>
    public IEnumerable<string> Outlined(MarkSymbol symbol, double radius, string colour)
    {
        if (symbol is not (MarkSymbol.Ring or MarkSymbol.Cross))
        {
            yield return $"{Symbol(symbol, radius + 2.4)} lc rgb '#ffffff'";
            yield return $"{Symbol(symbol, radius + 1)} lc rgb '{PlacedText.Ink}'";
        }

        yield return $"{Symbol(symbol, radius)} lc rgb '{colour}'";
    }

    /// <summary>Horizontal place as a share of the page.</summary>
    public string ScreenX(double x) => Length(x / Width);

    /// <summary>Vertical place as a share of the page, which gnuplot counts from below.</summary>
    public string ScreenY(double y) => Length(1 - y / Height);

    /// <summary>A place on the page.</summary>
    public string At(double x, double y) => $"screen {ScreenX(x)},{ScreenY(y)}";

    /// <summary>A command that writes a text.</summary>
    public string Label(PlacedText text, bool front = false) =>
        $"set label {Quote(text.Text)} at {At(text.X, text.Y)} {text.Anchor}{(front ? " front" : "")}" +
        $"{(text.Angle == 0 ? "" : $" rotate by {Length(text.Angle)}")} tc rgb '{text.Colour}' noenhanced font {Font(text.Size, text.Bold)}";

    /// <summary>A command that draws a point, given as <see cref="Disc"/>, <see cref="Ring"/> or <see cref="Symbol"/>.</summary>
    public string Point(string point, double x, double y, string colour, bool front = false) =>
        $"set label '' at {At(x, y)}{(front ? " front" : "")} point {point} lc rgb '{colour}'";

    /// <summary>The ticks of an axis or colour bar.</summary>
    public string TickList(string axis, IReadOnlyList<Tick> ticks)
    {
        var list = ticks.Select(tick => tick.Label is { } label ? $"{Quote(label)} {Number(tick.Value)}" : $"\"\" {Number(tick.Value)} 1");
        return $"set {axis}tics nomirror out ({string.Join(", ", list)}) font {Font(PlacedText.TickSize)} tc rgb '{PlacedText.Grey}'";
    }

    /// <summary>Commands that put the plot's frame there.</summary>
    public string Frame(double left, double top, double width, double height) =>
        $"set lmargin at screen {ScreenX(left)}; set rmargin at screen {ScreenX(left + width)}; " +
        $"set tmargin at screen {ScreenY(top)}; set bmargin at screen {ScreenY(top + height)}";
}

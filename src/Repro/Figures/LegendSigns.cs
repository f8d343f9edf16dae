// Draws what stands before a name in the legend.

using System.Text;

namespace Repro.Figures;

internal static class LegendSigns
{
    private const double Dot = 3;

    /// <param name="script">Gets the commands.</param>
    /// <param name="entry">Whose sign.</param>
    /// <param name="legend">Knows the radius of rings.</param>
    /// <param name="x">Where the entry begins.</param>
    /// <param name="y">Its middle.</param>
    /// <param name="canvas">The page.</param>
    public static void Append(StringBuilder script, LegendEntry entry, Legend legend, double x, double y, GnuplotCanvas canvas)
    {
        var middle = x + 15;
        switch (entry.Sign)
        {
            case LegendSign.Ring:
                Point(canvas.Disc(Dot), "#b0b0b0");
                Point(canvas.Ring(Dot + legend.RingGap(entry.Name)), entry.Colour);
                break;
            case <= LegendSign.Cross:
                foreach (var point in canvas.Outlined((MarkSymbol)entry.Sign, 5, entry.Colour))
                    script.AppendLine($"set label '' at {canvas.At(middle, y)} point {point}");
                break;
            case LegendSign.Empty:
                Point(canvas.Ring(4), entry.Colour);
                break;
            case LegendSign.Shadow:
                Point(canvas.Disc(Dot), entry.Colour);
                break;
            case LegendSign.Observed:
                Point(canvas.Disc(8), PlacedText.Ink);
                Point(canvas.Disc(7), entry.Colour);
                break;
            case LegendSign.Deterministic:
                script.AppendLine($"set object rectangle from {canvas.At(middle - 7, y - 7)} to {canvas.At(middle + 7, y + 7)} fs empty border rgb '{PlacedText.Ink}' lw 1.2");
                break;
            case LegendSign.Solid:
                Line(27, 1.4, "dt solid", entry.Colour);
                break;
            case LegendSign.Dashed:
                Line(27, 1.4, GnuplotCanvas.Dashes, entry.Colour);
                break;
            default:
                Arrow();
                break;
        }

        void Point(string point, string colour) => script.AppendLine(canvas.Point(point, middle, y, colour));

        void Line(double length, double width, string dashes, string colour) =>
            script.AppendLine($"set arrow from {canvas.At(x + 1, y)} to {canvas.At(x + length, y)} nohead {dashes} lw {width} lc rgb '{colour}'");

        void Arrow()
        {
            Line(20, entry.Sign == LegendSign.DoubleArrow ? 4.4 : 1.6, entry.Sign == LegendSign.DashedArrow ? GnuplotCanvas.Dashes : "dt solid", entry.Colour);
            if (entry.Sign == LegendSign.DoubleArrow) Line(20, 1.6, "dt solid", "#ffffff");
            script.AppendLine(
                $"set object polygon from {canvas.At(x + 29, y)} to {canvas.At(x + 18, y - 4.5)} to {canvas.At(x + 18, y + 4.5)} to {canvas.At(x + 29, y)} fc rgb '{entry.Colour}' fs solid noborder");
        }
    }
}

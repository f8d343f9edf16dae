// One graph: nodes with their labels, and arrows that bend around one another and around nodes.

using SkiaSharp;

namespace Repro.Figures;

internal sealed class GraphDrawing : Drawing
{
    private const double LabelSize = 16, AtSide = 60, AboveFrame = 40, BelowFrame = 18;

    private readonly GraphPanel panel;

    private readonly GraphGeometry geometry;

    /// <exception cref="ArgumentException">Thrown when the panel is not a graph; see <see cref="GraphGeometry.Of"/>.</exception>
    public GraphDrawing(GraphPanel panel) => (this.panel, geometry) = (panel, GraphGeometry.Of(panel));

    public override IEnumerable<LegendEntry> LegendEntries(Func<string, double> ringGap)
    {
        foreach (var style in panel.Arrows.Select(arrow => arrow.Style)) yield return LegendEntry.Of(style);
        if (panel.Nodes.Any(node => node.Kind == NodeKind.Observed)) yield return LegendEntry.Observed;
        if (panel.Nodes.Any(node => node.Kind == NodeKind.Deterministic)) yield return LegendEntry.Deterministic;
    }

    public override Room RoomAmong(int columns)
    {
        var atSide = Math.Max(AtSide, (Lettering.Width(panel.Title, PlacedText.TitleSize, bold: true) - geometry.Frame.Width) / 2 + 6);
        return new(atSide, AboveFrame, atSide, BelowFrame, geometry.Frame.Width, geometry.Frame.Height, Grows: false);
    }

    public override void Draw(SKCanvas canvas, Slot slot, Legend legend)
    {
        var pen = new Pen(canvas);
        pen.Text(Title(panel.Title, slot));
        foreach (var arrow in geometry.Arrows)
        {
            Line(pen, arrow.Line.Select(Pixel), arrow.Style.Line, Colours.Of(arrow.Style.Colour));
            pen.Polygon(arrow.Head.Select(Pixel), Colours.Of(arrow.Style.Colour));
        }

        foreach (var node in panel.Nodes)
        {
            var (x, y) = Pixel(geometry.Middle(node));
            var half = GraphGeometry.Radius - 2;
            var fill = node.Kind == NodeKind.Observed ? Colours.Observed : Colours.White;
            if (node.Kind == NodeKind.Deterministic)
                pen.Polygon(
                    [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)], fill, Colours.Ink, 1.4);
            else
            {
                pen.Disc(x, y, GraphGeometry.Radius, fill);
                pen.Ring(x, y, GraphGeometry.Radius, Colours.Ink, 1.4);
            }

            pen.Text(new PlacedText(node.Label, x, y, LabelSize, Colours.Ink).Within(2 * half - 5));
        }

        (double X, double Y) Pixel((double X, double Y) place) =>
            (slot.Left + place.X - geometry.Frame.Left, slot.Top + place.Y - geometry.Frame.Top);
    }

    /// <summary>Draws the line of an arrow; a double one is a thick line with a white one within.</summary>
    public static void Line(Pen pen, IEnumerable<(double X, double Y)> points, ArrowLine line, SKColor colour)
    {
        pen.Line(points, colour, line == ArrowLine.Double ? 4.4 : 1.6, line == ArrowLine.Dashed ? CurveLine.Dashed : CurveLine.Solid);
        if (line == ArrowLine.Double) pen.Line(points, Colours.White, 1.6);
    }
}

// The room, legend and shapes of a graph's panel, drawn in pixels of its frame.

using System.Text;
using static Repro.Figures.GnuplotText;

namespace Repro.Figures;

internal sealed class GraphDrawing : Drawing
{
    private const double LabelSize = 16, AtSide = 60, Above = 40, Below = 18;

    private const string ObservedFill = "#d4d4d4";

    private readonly GraphPanel panel;

    private readonly GraphGeometry geometry;

    /// <exception cref="ArgumentException">A name that is none or two nodes', two nodes in one place, or an arrow from a node to itself.</exception>
    public GraphDrawing(GraphPanel panel) => (this.panel, geometry) = (panel, GraphGeometry.Of(panel));

    public override IEnumerable<LegendEntry> LegendEntries
    {
        get
        {
            foreach (var style in panel.Arrows.Select(arrow => arrow.Style)) yield return new(SignOf(style.Line), style.Name, Colour(style.Colour));
            if (panel.Nodes.Any(node => node.Kind == NodeKind.Observed)) yield return new(LegendSign.Observed, "observed", ObservedFill);
            if (panel.Nodes.Any(node => node.Kind == NodeKind.Deterministic)) yield return new(LegendSign.Deterministic, "deterministic", "#ffffff");
        }
    }

    public override Room RoomAmong(int columns)
    {
        var atSide = Math.Max(AtSide, (DejaVuSans.Width(panel.Title, PlacedText.TitleSize, bold: true) - geometry.Width) / 2 + 6);
        return new(atSide, Above, atSide, Below, geometry.Width, geometry.Height, Grows: false);
    }

    public override IEnumerable<PlacedText> Texts(Slot slot) => [PlacedText.PanelTitle(panel.Title, slot, RoomAmong(1))];

    public override void Append(StringBuilder script, Slot slot, Legend legend, GnuplotCanvas canvas)
    {
        script.Append("\n# Graph\n");
        script.AppendLine(canvas.Frame(slot.Left, slot.Top, slot.Width, slot.Height));
        script.Append(
            $"""
            unset border; unset grid; unset tics; unset logscale; unset colorbox
            set xrange [{Number(geometry.Left)}:{Number(geometry.Left + geometry.Width)}] noextend
            set yrange [{Number(geometry.Top + geometry.Height)}:{Number(geometry.Top)}] noextend

            """);
        foreach (var node in panel.Nodes) Node(script, node, slot, canvas);

        var layers = new Layers(script);
        for (var i = 0; i < geometry.Arrows.Count; i++) Arrow(layers, i, geometry.Arrows[i]);
        layers.Draw("plot");
    }

    private static LegendSign SignOf(ArrowLine line) => line switch
    {
        ArrowLine.Dashed => LegendSign.DashedArrow,
        ArrowLine.Double => LegendSign.DoubleArrow,
        _ => LegendSign.SolidArrow,
    };

    private void Node(StringBuilder script, GraphNode node, Slot slot, GnuplotCanvas canvas)
    {
        var (x, y) = geometry.Middle(node);
        var fill = node.Kind == NodeKind.Observed ? ObservedFill : "#ffffff";
        var look = $"front fc rgb '{fill}' fs solid border rgb '{PlacedText.Ink}' lw 1.4";
        var (left, top, half) = (slot.Left + x - geometry.Left, slot.Top + y - geometry.Top, GraphGeometry.Radius - 2);
        script.AppendLine(node.Kind == NodeKind.Deterministic
            ? $"set object rectangle from {canvas.At(left - half, top - half)} to {canvas.At(left + half, top + half)} {look}"
            : $"set object circle at {canvas.At(left, top)} size {Length(GraphGeometry.Radius)} {look}");
        script.AppendLine(canvas.Label(new PlacedText(node.Label, left, top, LabelSize).Within(2 * half - 5), front: true));
    }

    /// <summary>The line ends within the head, so that it does not show at its tip.</summary>
    private static void Arrow(Layers layers, int index, ArrowPath arrow)
    {
        var colour = Colour(arrow.Style.Colour);
        var line = arrow.Style.Line switch
        {
            ArrowLine.Dashed => new[] { $"with lines lw 1.6 {GnuplotCanvas.Dashes} lc rgb '{colour}'" },
            ArrowLine.Double => [$"with lines lw 4.4 dt solid lc rgb '{colour}'", "with lines lw 1.6 dt solid lc rgb '#ffffff'"],
            _ => [$"with lines lw 1.6 dt solid lc rgb '{colour}'"],
        };
        layers.Block($"line{index}", arrow.Line.Select(Row), line);
        layers.Block($"head{index}", arrow.Head.Append(arrow.Head[0]).Select(Row), $"with filledcurves closed fs solid noborder fc rgb '{colour}'");

        static string Row((double X, double Y) point) => $"{Datum(point.X)} {Datum(point.Y)}";
    }
}

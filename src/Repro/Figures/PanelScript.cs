// One panel: axes, lines of equal sum, dots or cells in the colours of their values, curves, rings.

using System.Text;
using static Repro.Figures.GnuplotText;

namespace Repro.Figures;

internal static class PanelScript
{
    /// <summary>gnuplot's dash pattern of every dashed line.</summary>
    public const string Dashes = "dt (14,9)";

    public const double TickSize = 11;

    private const double NoteSize = 10, SumSize = 10;

    private const string FrameColour = "#4d4d4d", OutlineColour = "#404040";

    public static void Append(StringBuilder script, PanelData data, Slot slot, Legend legend, GnuplotCanvas canvas)
    {
        script.Append("\n# Panel\n");
        Axes(script, data, slot, canvas);
        ColourBar(script, data, slot, canvas);
        Notes(script, data, slot, canvas);

        var layers = new List<string>();
        EqualSums(script, data, slot, canvas, layers);
        if (data.Cells.Count > 0) Cells(script, data, slot, layers);
        else Dots(script, data, canvas, layers);
        Block(script, layers, "empty", data.Empty.Select(point => $"{Datum(point.X)} {Datum(point.Y)}"),
            $"with points {canvas.Ring(DotRadius(data))} lc rgb '{Legend.EmptyColour}'");
        Curves(script, data, layers);
        Rings(script, data, legend, canvas, layers);
        if (layers.Count == 0) layers.Add("NaN notitle");

        script.Append("plot ").AppendJoin(", \\\n     ", layers).Append("\nunset label\n");
    }

    private static void Axes(StringBuilder script, PanelData data, Slot slot, GnuplotCanvas canvas)
    {
        script.AppendLine(canvas.Frame(slot.Left, slot.Top, slot.Width, slot.Height));
        script.AppendLine($"set border 31 lw 0.8 lc rgb '{FrameColour}'");
        script.AppendLine(data.Panel.AsCells ? "unset grid" : "set grid xtics ytics back lt 1 dt solid lc rgb '#e4e4e4' lw 1");
        script.AppendLine("set tics nomirror out scale 0.5,0.25");
        Axis("x", data.X, data.XTicks);
        Axis("y", data.Y, data.YTicks);

        void Axis(string name, Scale scale, IReadOnlyList<Tick> ticks)
        {
            script.AppendLine($"{(scale.Logarithmic ? "set" : "unset")} logscale {name}");
            script.AppendLine($"set {name}range [{Number(scale.Low)}:{Number(scale.High)}] noextend");
            script.AppendLine(data.IsEmpty ? $"unset {name}tics" : TickList(name, ticks, canvas));
        }
    }

    private static void ColourBar(StringBuilder script, PanelData data, Slot slot, GnuplotCanvas canvas)
    {
        if (data.Colour is not { } scale)
        {
            script.AppendLine("unset colorbox");
            return;
        }

        script.AppendLine(Viridis.Palette);
        script.AppendLine($"{(scale.Logarithmic ? "set" : "unset")} logscale cb");
        script.AppendLine($"set cbrange [{Number(scale.Low)}:{Number(scale.High)}]");
        script.AppendLine(
            $"set colorbox vertical user origin {canvas.At(slot.Left + slot.Width + Slot.BarGap, slot.Top + slot.Height)} " +
            $"size screen {Length(Slot.BarWidth / canvas.Width)},{Length(slot.Height / canvas.Height)} noborder");
        script.AppendLine(TickList("cb", data.ColourTicks, canvas));
    }

    private static string TickList(string axis, IReadOnlyList<Tick> ticks, GnuplotCanvas canvas)
    {
        var list = ticks.Select(tick => tick.Label is { } label ? $"{Quote(label)} {Number(tick.Value)}" : $"\"\" {Number(tick.Value)} 1");
        return $"set {axis}tics nomirror out ({string.Join(", ", list)}) font {canvas.Font(TickSize)} tc rgb '{FrameColour}'";
    }

    /// <summary>What the picture does not show is said in the picture.</summary>
    private static void Notes(StringBuilder script, PanelData data, Slot slot, GnuplotCanvas canvas)
    {
        var colourless = data.Empty.Count(point => double.IsFinite(point.Value));
        var notes = new List<string>();
        if (data.Missing > 0) notes.Add($"{data.Missing} not drawn: no place on the axes");
        if (colourless > 0) notes.Add($"{colourless} without colour: no place on the colour bar");
        if (notes.Count > 0)
            script.AppendLine(canvas.Label(string.Join("; ", notes), slot.Left + slot.Width / 2, slot.Top + slot.Height + 56, NoteSize, $"center tc rgb '{FrameColour}'"));
        if (data.IsEmpty)
            script.AppendLine(canvas.Label("no data", slot.Left + slot.Width / 2, slot.Top + slot.Height / 2, 16, "center front tc rgb '#808080'"));
    }

    private static void EqualSums(StringBuilder script, PanelData data, Slot slot, GnuplotCanvas canvas, List<string> layers)
    {
        var lines = data.Panel.EqualSums.Select(sum => EqualSumLine.Clip(sum, data, slot.Width, slot.Height)).OfType<EqualSumLine>().ToList();
        Block(script, layers, "sums", lines.SelectMany(line => line.Points.Select(point => $"{Datum(point.X)} {Datum(point.Y)}").Append("")),
            $"with lines lw 1 {Dashes} lc rgb '{Legend.EqualSumColour}'");
        Block(script, layers, "sumlabels", lines.Select(line => $"{Datum(line.Label.X)} {Datum(line.Label.Y)} \"{Ticks.Text(line.Sum)}\""),
            $"with points {canvas.Disc(9)} lc rgb '#ffffff'",
            $"using 1:2:3 with labels font {canvas.Font(SumSize)} tc rgb '#606060'");
    }

    /// <summary>Each dot is drawn twice, a dark disc and its colour over it, so that neighbours which overlap keep their outlines.</summary>
    private static void Dots(StringBuilder script, PanelData data, GnuplotCanvas canvas, List<string> layers)
    {
        if (data.Colour is not { } scale) return;
        var radius = DotRadius(data);
        var (outer, inner) = (canvas.PointSize(radius + 0.5), canvas.PointSize(radius));
        var outline = Convert.ToInt32(OutlineColour[1..], 16);
        Block(script, layers, "dots", data.Coloured.SelectMany(point =>
        {
            var place = $"{Datum(point.X)} {Datum(point.Y)}";
            return new[] { $"{place} {outer} {outline}", $"{place} {inner} {Viridis.At(scale.Fraction(point.Value))}" };
        }), "using 1:2:3:4 with points pt 7 ps variable lc rgb variable");
        if (data.Coloured.Count > 0) layers.Add("NaN with points lc palette notitle");
    }

    /// <summary>A cell reaches a little under its right and upper neighbours, else white seams would shine through between them.</summary>
    private static void Cells(StringBuilder script, PanelData data, Slot slot, List<string> layers)
    {
        const double Overlap = 0.7;
        Block(script, layers, "cells",
            data.Cells.Select(cell =>
            {
                var (right, top) = (Beyond(data.X, cell.Right, Overlap / slot.Width), Beyond(data.Y, cell.Top, Overlap / slot.Height));
                return $"{Datum(cell.Point.X)} {Datum(cell.Point.Y)} {Datum(cell.Left)} {Datum(right)} {Datum(cell.Bottom)} {Datum(top)} {Datum(cell.Point.Value)}";
            }),
            "using 1:2:3:4:5:6:7 with boxxyerror fillcolor palette lw 0.6 fs solid");

        static double Beyond(Scale scale, double edge, double share) => Math.Min(scale.High, scale.Value(scale.Fraction(edge) + share));
    }

    private static void Curves(StringBuilder script, PanelData data, List<string> layers)
    {
        for (var i = 0; i < data.Panel.Curves.Count; i++)
        {
            var curve = data.Panel.Curves[i];
            Block(script, layers, $"curve{i}",
                curve.Points.Select(point => Scale.Holds(point.X, data.X.Logarithmic) && Scale.Holds(point.Y, data.Y.Logarithmic) ? $"{Datum(point.X)} {Datum(point.Y)}" : ""),
                $"with lines lw 1.6 {(curve.Dashed ? Dashes : "dt solid")} lc rgb '{Colour(curve.Colour)}'");
        }
    }

    /// <summary>Over cells a white rim on both sides keeps dark rings visible on dark colours; all rims come before all rings.</summary>
    private static void Rings(StringBuilder script, PanelData data, Legend legend, GnuplotCanvas canvas, List<string> layers)
    {
        var rings = new List<string>();
        for (var i = 0; i < data.Marks.Count; i++)
        {
            var series = data.Marks[i];
            var radius = DotRadius(data) + legend.RingGap(series.Name);
            var rim = 0.7 * GnuplotCanvas.RingLine * radius;
            var block = Block(script, layers, $"marks{i}", series.Points.Select(point => $"{Datum(point.X)} {Datum(point.Y)}"),
                data.Cells.Count == 0 ? [] : [$"with points {canvas.Ring(radius - rim)} lc rgb '#ffffff'", $"with points {canvas.Ring(radius + rim)} lc rgb '#ffffff'"]);
            if (block is not null) rings.Add($"{block} with points {canvas.Ring(radius)} lc rgb '{Colour(series.Colour)}' notitle");
        }

        layers.AddRange(rings);
    }

    /// <summary>Writes rows as a named data block and adds a layer for each style; nothing, and null, when there are no rows.</summary>
    private static string? Block(StringBuilder script, List<string> layers, string name, IEnumerable<string> rows, params string[] styles)
    {
        var text = string.Join('\n', rows);
        if (text.Trim().Length == 0) return null;
        script.Append($"${name} << EOD\n{text}\nEOD\n");
        layers.AddRange(styles.Select(style => $"${name} {style} notitle"));
        return $"${name}";
    }

    /// <summary>Pixels; smaller where there are many.</summary>
    private static double DotRadius(PanelData data) => Math.Clamp(9.5 / Math.Pow(Math.Max(1, data.Panel.Points.Count), 0.18), 2.6, 5);
}

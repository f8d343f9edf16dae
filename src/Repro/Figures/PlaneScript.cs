// One plane panel: axes, lines of equal sum, points, curves, marks.

using System.Text;
using static Repro.Figures.GnuplotText;

namespace Repro.Figures;

internal static class PlaneScript
{
    private const double SumSize = 10;

    /// <summary>Radius of symbols other than rings in pixels.</summary>
    private const double SymbolRadius = 5.5, LabelledRadius = 8;

    public static void Append(StringBuilder script, PlaneData data, Slot slot, Legend legend, GnuplotCanvas canvas)
    {
        script.Append("\n# Plane\n");
        Axes(script, data, slot, canvas);
        ColourBar.Append(script, data.Colour, slot, canvas);
        var sizes = data.Size is { } scale ? SizeKey.For(scale, slot, data.Painted.Count) : null;
        if (data.Colour is null) sizes?.Append(script, slot, OwnColour(data), canvas);

        var layers = new Layers(script);
        EqualSums(data, slot, canvas, layers);
        if (data.Cells.Count > 0) Cells(data, slot, layers);
        else Points(data, sizes, canvas, layers);
        layers.Block("empty", data.Empty.Select(point => $"{Datum(point.X)} {Datum(point.Y)}"),
            $"with points {canvas.Ring(DotRadius(data))} lc rgb '{Legend.EmptyColour}'");
        Curves(data, layers);
        Rings(data, legend, canvas, layers);
        Symbols(data, canvas, layers);
        Labels(script, data, slot, canvas);
        layers.Draw("plot");
    }

    private static void Axes(StringBuilder script, PlaneData data, Slot slot, GnuplotCanvas canvas)
    {
        script.AppendLine(canvas.Frame(slot.Left, slot.Top, slot.Width, slot.Height));
        script.AppendLine($"set border 31 lw 0.8 lc rgb '{PlacedText.Grey}'");
        script.AppendLine(data.Panel.Style == PointStyle.Cells ? "unset grid" : "set grid xtics ytics back lt 1 dt solid lc rgb '#e4e4e4' lw 1");
        script.AppendLine("set tics nomirror out scale 0.5,0.25");
        Axis("x", data.X, data.XTicks);
        Axis("y", data.Y, data.YTicks);

        void Axis(string name, Scale scale, IReadOnlyList<Tick> ticks)
        {
            script.AppendLine($"{(scale.Logarithmic ? "set" : "unset")} logscale {name}");
            script.AppendLine($"set {name}range [{Number(scale.Low)}:{Number(scale.High)}] noextend");
            script.AppendLine(data.IsEmpty ? $"unset {name}tics" : canvas.TickList(name, ticks));
        }
    }

    private static void EqualSums(PlaneData data, Slot slot, GnuplotCanvas canvas, Layers layers)
    {
        var lines = data.Panel.EqualSums.Select(sum => EqualSumLine.Clip(sum, data, slot.Width, slot.Height)).OfType<EqualSumLine>().ToList();
        layers.Block("sums", lines.SelectMany(line => line.Points.Select(point => $"{Datum(point.X)} {Datum(point.Y)}").Append("")),
            $"with lines lw 1 {GnuplotCanvas.Dashes} lc rgb '{Legend.EqualSumColour}'");
        layers.Block("sumlabels", lines.Select(line => $"{Datum(line.Label.X)} {Datum(line.Label.Y)} \"{Ticks.Text(line.Sum)}\""),
            $"with points {canvas.Disc(9)} lc rgb '#ffffff'",
            $"using 1:2:3 with labels font {canvas.Font(SumSize)} tc rgb '#606060'");
    }

    /// <summary>Each dot is drawn twice, a dark disc and its colour over it, so that neighbours which overlap keep their outlines; a ring is a coloured disc and a white one.</summary>
    private static void Points(PlaneData data, SizeKey? sizes, GnuplotCanvas canvas, Layers layers)
    {
        const int White = 0xFFFFFF;
        layers.Block("dots", data.Painted.SelectMany(painted =>
        {
            var radius = sizes?.Radius(painted.Point.Value) ?? DotRadius(data);
            return data.Panel.Style == PointStyle.Rings
                ? new[] { Disc(painted, radius + 1, painted.Rgb), Disc(painted, radius - 0.7, White) }
                : [Disc(painted, radius + 0.5, GnuplotCanvas.Outline), Disc(painted, radius, painted.Rgb)];
        }), "using 1:2:3:4 with points pt 7 ps variable lc rgb variable");
        if (data.Colour is not null) layers.Add("NaN with points lc palette");

        string Disc(PaintedPoint painted, double radius, int rgb) => $"{Datum(painted.Point.X)} {Datum(painted.Point.Y)} {canvas.PointSize(radius)} {rgb}";
    }

    /// <summary>A cell reaches a little under its right and upper neighbours, else white seams would shine through between them.</summary>
    private static void Cells(PlaneData data, Slot slot, Layers layers)
    {
        const double Overlap = 0.7;
        var own = data.Painted.Any(painted => painted.Point.Colour is not null);
        layers.Block("cells",
            data.Cells.Select(cell =>
            {
                var (right, top) = (Beyond(data.X, cell.Right, Overlap / slot.Width), Beyond(data.Y, cell.Top, Overlap / slot.Height));
                var colour = own ? $"{PointColours.Rgb(cell.Point.Value, cell.Point.Colour, data.Colour)}" : Datum(cell.Point.Value);
                return $"{Datum(cell.Point.X)} {Datum(cell.Point.Y)} {Datum(cell.Left)} {Datum(right)} {Datum(cell.Bottom)} {Datum(top)} {colour}";
            }),
            $"using 1:2:3:4:5:6:7 with boxxyerror {(own ? "fillcolor rgb variable" : "fillcolor palette")} lw 0.6 fs solid");
        if (own && data.Colour is not null) layers.Add("NaN with points lc palette");

        static double Beyond(Scale scale, double edge, double share) => Math.Min(scale.High, scale.Value(scale.Fraction(edge) + share));
    }

    private static void Curves(PlaneData data, Layers layers)
    {
        for (var i = 0; i < data.Panel.Curves.Count; i++)
        {
            var curve = data.Panel.Curves[i];
            layers.Block($"curve{i}",
                curve.Points.Select(point => Scale.Holds(point.X, data.X.Logarithmic) && Scale.Holds(point.Y, data.Y.Logarithmic) ? $"{Datum(point.X)} {Datum(point.Y)}" : ""),
                $"with lines lw 1.6 {(curve.Dashed ? GnuplotCanvas.Dashes : "dt solid")} lc rgb '{Colour(curve.Colour)}'");
        }
    }

    /// <summary>Over cells a white rim on both sides keeps dark rings visible on dark colours; all rims come before all rings.</summary>
    private static void Rings(PlaneData data, Legend legend, GnuplotCanvas canvas, Layers layers)
    {
        var rings = new List<string>();
        for (var i = 0; i < data.Marks.Count; i++)
        {
            var series = data.Marks[i];
            if (series.Symbol != MarkSymbol.Ring) continue;
            var radius = DotRadius(data) + legend.RingGap(series.Name);
            var rim = 0.7 * GnuplotCanvas.RingLine * radius;
            var block = layers.Block($"marks{i}", series.Points.Select(point => $"{Datum(point.X)} {Datum(point.Y)}"),
                data.Cells.Count == 0 ? [] : [$"with points {canvas.Ring(radius - rim)} lc rgb '#ffffff'", $"with points {canvas.Ring(radius + rim)} lc rgb '#ffffff'"]);
            if (block is not null) rings.Add($"{block} with points {canvas.Ring(radius)} lc rgb '{Colour(series.Colour)}'");
        }

        rings.ForEach(layers.Add);
    }

    private static void Symbols(PlaneData data, GnuplotCanvas canvas, Layers layers)
    {
        for (var i = 0; i < data.Marks.Count; i++)
        {
            var series = data.Marks[i];
            if (series.Symbol == MarkSymbol.Ring) continue;
            layers.Block($"marks{i}", series.Points.Select(point => $"{Datum(point.X)} {Datum(point.Y)}"),
                [.. canvas.Outlined(series.Symbol, series.Labels.Count == 0 ? SymbolRadius : LabelledRadius, Colour(series.Colour)).Select(point => $"with points {point}")]);
        }
    }

    /// <summary>Within their symbols; white where these are dark.</summary>
    private static void Labels(StringBuilder script, PlaneData data, Slot slot, GnuplotCanvas canvas)
    {
        foreach (var series in data.Marks)
        {
            var ink = series.Symbol is not (MarkSymbol.Ring or MarkSymbol.Cross) && PointColours.IsDark(series.Colour) ? "#ffffff" : PlacedText.Ink;
            foreach (var ((x, y), label) in series.Points.Zip(series.Labels))
            {
                var text = new PlacedText(label, slot.Left + slot.Width * data.X.Fraction(x), slot.Bottom - slot.Height * data.Y.Fraction(y), PlacedText.TickSize, Bold: true, Colour: ink);
                script.AppendLine(canvas.Label(text.Within(1.6 * LabelledRadius), front: true));
            }
        }
    }

    /// <summary>Of the key's dots: that of all points where it is one, else dark grey.</summary>
    private static string OwnColour(PlaneData data)
    {
        var colours = data.Painted.Select(painted => painted.Rgb).Distinct().ToList();
        return $"#{(colours.Count == 1 ? colours[0] : GnuplotCanvas.Outline):x6}";
    }

    /// <summary>Pixels; smaller where there are many.</summary>
    private static double DotRadius(PlaneData data) => Math.Clamp(9.5 / Math.Pow(Math.Max(1, data.Panel.Points.Count), 0.18), 2.6, 5);
}

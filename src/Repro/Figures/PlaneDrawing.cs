// Draws one plane panel: axes by ScottPlot, and within them lines of equal sum, points, curves and marks.

using SkiaSharp;

namespace Repro.Figures;

internal sealed class PlaneDrawing(PlanePanel panel, Scale? colours) : Drawing
{
    /// <summary>Radius of symbols in pixels, without and with a text within.</summary>
    private const double SymbolRadius = 4.5, LabelledRadius = 8;

    private readonly PlaneData data = new(panel, colours);

    /// <summary>The axis of the colour bar or of the key of sizes.</summary>
    private Axis? Key => panel.Colour ?? (panel.Style as PointStyle.Sized)?.Size;

    /// <summary>Radius of points in pixels.</summary>
    private double DotRadius => RadiusAmong(panel.Points.Count, most: 5);

    public override Room RoomAmong(int columns) => Room.OfAxes(columns, Key is not null);

    public override IEnumerable<LegendEntry> LegendEntries(Func<string, double> ringGap)
    {
        foreach (var series in panel.Marks) yield return LegendEntry.Of(series.Name, series.Colour, series.Symbol, ringGap);
        foreach (var curve in panel.Curves) yield return LegendEntry.Of(curve);
        if (panel is { EqualSums.Count: > 0, EqualSumsName: { } name }) yield return LegendEntry.EqualSums(name);
        if (data.Empty.Count > 0) yield return LegendEntry.NoValue;
        if (panel.Curves.Any(curve => curve.Errors.Count > 0) || panel.Points.Any(point => point.HasError))
            yield return LegendEntry.Error(panel.ErrorName);
    }

    public override void Draw(SKCanvas canvas, Slot slot, Legend legend)
    {
        using var plot = PlotFrame.In(slot);
        PlotFrame.Style(plot.Axes.Bottom, panel.X.Label, data.X, data.IsEmpty ? [] : Ticks.For(data.X, most: 7), slot.Width + 40);
        PlotFrame.Style(plot.Axes.Left, panel.Y.Label, data.Y, data.IsEmpty ? [] : Ticks.For(data.Y, most: 7), slot.Height + 60);
        plot.Grid.IsVisible = panel.Style != PointStyle.Cells;
        if (data.Colour is { } scale) PlotFrame.AddColourBar(plot, panel.Colour!, scale, slot);
        PlotFrame.Render(plot, canvas, slot, pen => Layers(pen, slot, legend));

        var pen = new Pen(canvas);
        pen.Text(Title(panel.Title, slot));
        if (data is { Colour: null, Size: { } sizes }) SizeKey(pen, slot, sizes);
        Notes(pen, slot);
    }

    /// <summary>Draws a line between the ends of an error bar, and a short stroke across each.</summary>
    public static void ErrorBar(Pen pen, (double X, double Y) from, (double X, double Y) to, SKColor colour)
    {
        const double Half = 2.5;
        pen.Line([from, to], colour, 1);
        foreach (var (x, y) in new[] { from, to })
            pen.Line(from.X == to.X ? [(x - Half, y), (x + Half, y)] : [(x, y - Half), (x, y + Half)], colour, 1);
    }

    /// <summary>Returns the radius of a dot or symbol in pixels, which is smaller where there are many.</summary>
    private static double RadiusAmong(int count, double most) => Math.Clamp(9.5 / Math.Pow(Math.Max(1, count), 0.18), 2.6, most);

    private (double X, double Y) Pixel(Slot slot, double x, double y) =>
        (slot.Left + slot.Width * data.X.Fraction(x), slot.Bottom - slot.Height * data.Y.Fraction(y));

    private IEnumerable<(double X, double Y)> Pixels(Slot slot, IEnumerable<(double X, double Y)> places) =>
        places.Where(place => data.IsPlaced(place.X, place.Y)).Select(place => Pixel(slot, place.X, place.Y));

    private void Layers(Pen pen, Slot slot, Legend legend)
    {
        EqualSums(pen, slot);
        foreach (var cell in data.Cells)
        {
            var ((left, bottom), (right, top)) = (Pixel(slot, cell.Left, cell.Bottom), Pixel(slot, cell.Right, cell.Top));
            pen.Cell(left, top, right, bottom, Colours.Of(cell.Point.Value, cell.Point.Colour, data.Colour));
        }

        ErrorBars(pen, slot);
        if (data.Cells.Count == 0) Points(pen, slot);
        foreach (var (x, y) in Pixels(slot, data.Empty.Select(point => (point.X, point.Y)))) pen.Ring(x, y, DotRadius, Colours.NoValue, 1);
        foreach (var curve in panel.Curves) Line(pen, curve, slot);
        foreach (var curve in panel.Curves.Where(curve => curve.Symbol is not null))
            Symbols(pen, slot, curve.Symbol!.Value, curve.Colour, curve.Points, curve.Labels);
        Rings(pen, slot, legend);
        foreach (var series in panel.Marks.Where(series => series.Symbol != MarkSymbol.Ring))
            Symbols(pen, slot, series.Symbol, series.Colour, series.Points, series.Labels);
    }

    private void EqualSums(Pen pen, Slot slot)
    {
        var lines = panel.EqualSums.Select(sum => EqualSumLine.Clip(sum, data, slot.Width, slot.Height)).OfType<EqualSumLine>().ToList();
        foreach (var line in lines) pen.Line(Pixels(slot, line.Points), Colours.EqualSum, 1, CurveLine.Dashed);
        foreach (var line in lines)
        {
            var (x, y) = Pixel(slot, line.Label.X, line.Label.Y);
            pen.Disc(x, y, 9, Colours.White);
            pen.Text(new(Ticks.Text(line.Sum), x, y, PlacedText.NoteSize, Colours.Grey));
        }
    }

    /// <summary>
    /// Each dot is drawn twice, a dark disc and its colour over it, so that neighbours which overlap keep their outlines; a ring is a
    /// coloured disc and a white one.
    /// </summary>
    private void Points(Pen pen, Slot slot)
    {
        var largest = LargestDot(slot);
        foreach (var point in data.Shown)
        {
            var (x, y) = Pixel(slot, point.X, point.Y);
            var colour = Colours.Of(point.Value, point.Colour, data.Colour);
            var radius = data.Size is { } sizes ? Radius(sizes, largest, point.Value) : DotRadius;
            var isOpen = panel.Style == PointStyle.Rings;
            pen.Disc(x, y, isOpen ? radius + 1 : radius + 0.5, isOpen ? colour : Colours.Outline);
            pen.Disc(x, y, isOpen ? radius - 0.7 : radius, isOpen ? Colours.White : colour);
        }
    }

    private void ErrorBars(Pen pen, Slot slot)
    {
        foreach (var point in data.Shown)
        {
            if (!double.IsNaN(point.Error.X)) Bar((point.X - point.Error.X, point.Y), (point.X + point.Error.X, point.Y), Colours.NoValue);
            if (!double.IsNaN(point.Error.Y)) Bar((point.X, point.Y - point.Error.Y), (point.X, point.Y + point.Error.Y), Colours.NoValue);
        }

        foreach (var curve in panel.Curves)
        {
            foreach (var ((x, y), error) in curve.Points.Zip(curve.Errors)) Bar((x, y - error), (x, y + error), Colours.Of(curve.Colour));
        }

        void Bar((double X, double Y) from, (double X, double Y) to, SKColor colour)
        {
            var ends = Pixels(slot, [from, to]).ToList();
            if (ends.Count == 2) ErrorBar(pen, ends[0], ends[1], colour);
        }
    }

    /// <summary>Draws the line of a curve. A place that is not on the axes breaks it.</summary>
    private void Line(Pen pen, Curve curve, Slot slot)
    {
        var piece = new List<(double, double)>();
        foreach (var (x, y) in curve.Points.Append((double.NaN, double.NaN)))
        {
            if (data.IsPlaced(x, y))
            {
                piece.Add(Pixel(slot, x, y));
                continue;
            }

            if (piece.Count > 1) pen.Line(piece, Colours.Of(curve.Colour), 1.6, curve.Line);
            piece.Clear();
        }
    }

    /// <summary>
    /// Draws the rings. Over cells a white rim on both sides keeps dark rings visible on dark colours; all rims are drawn before all rings.
    /// </summary>
    private void Rings(Pen pen, Slot slot, Legend legend)
    {
        // The corners of a square reach beyond the radius of its symbol, and its rim beyond these.
        var symbols = panel.Curves.Where(curve => curve.Symbol is not null)
            .Select(curve => 1.25 * (curve.Labels.Count > 0 ? LabelledRadius : SymbolRadius) + 0.5);
        var within = symbols.Append(panel.Points.Count > 0 ? DotRadius : 0).Max();
        var rings = panel.Marks.Where(series => series.Symbol == MarkSymbol.Ring).ToList();
        foreach (var series in data.Cells.Count > 0 ? rings : []) Draw(series, Colours.White, 3.8);
        foreach (var series in rings) Draw(series, Colours.Of(series.Colour), 1.3);

        void Draw(MarkSeries series, SKColor colour, double width)
        {
            foreach (var (x, y) in Pixels(slot, series.Points)) pen.Ring(x, y, within + legend.RingGap(series.Name), colour, width);
        }
    }

    /// <summary>Draws symbols with their texts, which are white where the symbol is dark.</summary>
    private void Symbols(
        Pen pen, Slot slot, MarkSymbol symbol, string colour, IReadOnlyList<(double X, double Y)> points, IReadOnlyList<string> labels)
    {
        var fill = Colours.Of(colour);
        var ink = Colours.IsDark(fill) ? Colours.White : Colours.Ink;
        foreach (var (index, place) in points.Index().Where(point => data.IsPlaced(point.Item.X, point.Item.Y)))
        {
            var (x, y) = Pixel(slot, place.X, place.Y);
            if (labels.Count == 0)
            {
                pen.Symbol(symbol, x, y, RadiusAmong(points.Count, SymbolRadius), fill);
                continue;
            }

            var radius =
                Math.Clamp(Lettering.Width(labels[index], PlacedText.TickSize, bold: true) / 1.6, LabelledRadius, 2 * LabelledRadius);
            pen.Symbol(symbol, x, y, radius, fill);
            pen.Text(new PlacedText(labels[index], x, y, PlacedText.TickSize, ink, Bold: true).Within(1.6 * radius));
        }
    }

    /// <summary>Returns the radius of the greatest dot in pixels, at which the dots of a regular grid do not quite touch.</summary>
    private double LargestDot(Slot slot) => Math.Clamp(0.46 * Math.Sqrt(slot.Width * slot.Height / Math.Max(1, data.Shown.Count)), 2.5, 14);

    /// <summary>
    /// Returns the radius of a dot in pixels. Its area grows linearly along the scale, from a small one that is still visible.
    /// </summary>
    private static double Radius(Scale sizes, double largest, double value)
    {
        const double Least = 0.04;
        return largest * Math.Sqrt(Least + (1 - Least) * Math.Clamp(sizes.Fraction(value), 0, 1));
    }

    /// <summary>Draws the key of sizes: a column of dots at the right of the frame, the greatest at the top, each with its value.</summary>
    private void SizeKey(Pen pen, Slot slot, Scale sizes)
    {
        var ticks = Ticks.For(sizes, most: 5).Where(tick => tick.Label is not null).ToList();
        var own = data.Shown.Select(point => Colours.Of(point.Value, point.Colour, null)).Distinct().ToList();
        var largest = LargestDot(slot);
        var step = Math.Max(2 * largest + 4, 20);
        for (var i = 0; i < ticks.Count; i++)
        {
            var y = slot.MiddleY + ((ticks.Count - 1) / 2.0 - i) * step;
            pen.Disc(slot.Right + 22, y, Radius(sizes, largest, ticks[i].Value), own.Count == 1 ? own[0] : Colours.Outline);
            pen.Text(new(ticks[i].Label!, slot.Right + 40, y, PlacedText.TickSize, Colours.Grey, SKTextAlign.Left));
        }

        var label = new PlacedText(Key!.Label, slot.Right + 86, slot.MiddleY, PlacedText.LabelSize, Colours.Ink, Angle: -90);
        pen.Text(label.Within(slot.Height + 60));
    }

    /// <summary>Writes below the frame what the picture does not show.</summary>
    private void Notes(Pen pen, Slot slot)
    {
        var valueless = data.Empty.Count(point => double.IsFinite(point.Value));
        var notes = new List<string>();
        if (data.Missing > 0) notes.Add($"{data.Missing} not drawn: no place on the axes");
        if (valueless > 0)
        {
            notes.Add(panel.Colour is null
                ? $"{valueless} without size: no place on its scale"
                : $"{valueless} without colour: no place on the colour bar");
        }

        var note = new PlacedText(string.Join("; ", notes), slot.MiddleX, slot.Bottom + 56, PlacedText.NoteSize, Colours.Grey);
        pen.Text(note.Within(slot.Width + 50));
        if (data.IsEmpty) pen.Text(new("no data", slot.MiddleX, slot.MiddleY, 16, Colours.EqualSum));
    }
}

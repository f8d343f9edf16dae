// Where everything is on the picture, in pixels from its upper left corner, and the strips around the panels: title, warnings, legend,
// caption.

using SkiaSharp;

namespace Repro.Figures;

internal sealed class Page
{
    public const double Margin = 18, LegendRow = 25;

    private const double TitleSize = 17, LeastTitleSize = 13.5, LegendSize = 12, CaptionSize = 12, SignWidth = 34, EntryGap = 26, Gap = 9;

    /// <summary>Least width of a page, in pixels; narrower panels are in its middle.</summary>
    private const double LeastWidth = 640;

    /// <summary>Longest line of the caption in pixels; longer lines are hard to read.</summary>
    private const double LongestLine = 1000;

    /// <summary>
    /// Share of the page's height that the table of warnings takes at most, and the sizes of its letters and its padding in pixels.
    /// </summary>
    private const double WarningShare = 0.05, WarningSize = 12, LeastWarningSize = 8.5, WarningPadding = 4;

    private readonly Figure figure;

    private readonly IReadOnlyList<string> title, caption;

    private readonly double titleSize, warningTop, warningSize;

    private readonly IReadOnlyList<IReadOnlyList<LegendEntry>> legendRows;

    /// <exception cref="ArgumentException">
    /// Thrown when the figure has no panel, its rows and blocks do not hold all panels, or the data of a panel contradict each other.
    /// </exception>
    public Page(Figure figure)
    {
        this.figure = figure;
        Drawings = Drawing.Of(figure);
        Legend = new Legend(Drawings);
        var grid = PageGrid.For(figure, Drawings);
        Width = (int)Math.Ceiling(Math.Max(LeastWidth, grid.Width));
        var room = Width - 2 * Margin;

        titleSize = Math.Max(Lettering.Fit(figure.Title, TitleSize, room, bold: true), LeastTitleSize);
        title = Lettering.Wrap(figure.Title, titleSize, room, bold: true);
        caption = Lettering.Wrap(figure.Caption, CaptionSize, Math.Min(room, LongestLine));
        legendRows = LegendRows(room);
        warningTop = Margin - 4 + title.Count * titleSize * Lettering.Leading + Gap;
        var below = grid.Height + legendRows.Count * LegendRow + Gap + caption.Count * CaptionSize * Lettering.Leading + Margin - 4;
        warningSize = WarningSize;
        while (warningSize > LeastWarningSize && WarningHeight() > WarningShare * (warningTop + WarningHeight() + below))
            warningSize -= 0.5;

        LegendTop = warningTop + WarningHeight() + (figure.Warnings.Count > 0 ? Gap : 0);
        var (left, top) = (Math.Floor((Width - grid.Width) / 2), Math.Ceiling(LegendTop + legendRows.Count * LegendRow));
        Slots = [.. grid.Slots.Select(slot => slot with { Left = left + slot.Left, Top = top + slot.Top })];
        CaptionTop = top + grid.Height + Gap;
        Height = (int)Math.Ceiling(CaptionTop + caption.Count * CaptionSize * Lettering.Leading + Margin - 4);
    }

    public int Width { get; }

    public int Height { get; }

    public Legend Legend { get; }

    public double LegendTop { get; }

    public double CaptionTop { get; }

    /// <summary>Frames of the panels.</summary>
    public IReadOnlyList<Slot> Slots { get; }

    public IReadOnlyList<Drawing> Drawings { get; }

    public void Draw(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        var pen = new Pen(canvas);
        Lines(pen, title, Margin - 4, titleSize, Width / 2.0, SKTextAlign.Center, Colours.Ink, bold: true);
        if (figure.Warnings.Count > 0) Warnings(pen);
        for (var row = 0; row < legendRows.Count; row++) Entries(pen, legendRows[row], LegendTop + (row + 0.5) * LegendRow);
        foreach (var (drawing, slot) in Drawings.Zip(Slots)) drawing.Draw(canvas, slot, Legend);
        Lines(pen, caption, CaptionTop, CaptionSize, Margin, SKTextAlign.Left, Colours.Grey);
    }

    private static void Lines(
        Pen pen, IReadOnlyList<string> lines, double top, double size, double x, SKTextAlign anchor, SKColor colour, bool bold = false)
    {
        foreach (var (index, line) in lines.Index())
            pen.Text(new(line, x, top + (index + 0.5) * size * Lettering.Leading, size, colour, anchor, Bold: bold));
    }

    /// <summary>Returns the rows of the table of warnings: the lines of what a warning is about, and of what it says.</summary>
    private IEnumerable<(IReadOnlyList<string> Subject, IReadOnlyList<string> What)> WarningRows()
    {
        var (subjects, room) = (SubjectWidth(), Width - 2 * (Margin + Gap));
        return
            from warning in figure.Warnings
            let subject = Lettering.Wrap(warning.Subject, warningSize, subjects, bold: true)
            let what = Lettering.Wrap(warning.What, warningSize, room - subjects - Gap)
            select (subject, what);
    }

    private double SubjectWidth() =>
        Math.Min(figure.Warnings.Max(warning => Lettering.Width(warning.Subject, warningSize, bold: true)) + 1, 0.4 * (Width - 2 * Margin));

    private double WarningHeight() => figure.Warnings.Count == 0 ? 0
        : WarningRows().Sum(row => Math.Max(row.Subject.Count, row.What.Count)) * warningSize * Lettering.Leading + WarningPadding;

    private void Warnings(Pen pen)
    {
        var (left, right, bottom) = (Margin, Width - Margin, warningTop + WarningHeight());
        pen.Polygon([(left, warningTop), (right, warningTop), (right, bottom), (left, bottom)], Colours.WarningFill, Colours.Warning);
        var y = warningTop + WarningPadding / 2;
        foreach (var (subject, what) in WarningRows())
        {
            Lines(pen, subject, y, warningSize, left + Gap, SKTextAlign.Left, Colours.Warning, bold: true);
            Lines(pen, what, y, warningSize, left + Gap + SubjectWidth() + Gap, SKTextAlign.Left, Colours.Warning);
            y += Math.Max(subject.Count, what.Count) * warningSize * Lettering.Leading;
        }
    }

    private static double EntryWidth(LegendEntry entry) => SignWidth + Lettering.Width(entry.Name, LegendSize);

    private List<List<LegendEntry>> LegendRows(double room)
    {
        var rows = new List<List<LegendEntry>>();
        var used = double.MaxValue;
        foreach (var entry in Legend.Entries)
        {
            var needed = EntryWidth(entry) + EntryGap;
            if (used + needed - EntryGap > room)
            {
                rows.Add([]);
                used = 0;
            }

            rows[^1].Add(entry);
            used += needed;
        }

        return rows;
    }

    private void Entries(Pen pen, IReadOnlyList<LegendEntry> entries, double y)
    {
        var x = Math.Max(Margin, (Width - entries.Sum(EntryWidth) - (entries.Count - 1) * EntryGap) / 2);
        foreach (var entry in entries)
        {
            entry.Sign(pen, x, y);
            var name = new PlacedText(entry.Name, x + SignWidth, y, LegendSize, Colours.Ink, SKTextAlign.Left);
            pen.Text(name.Within(Width - 2 * Margin - SignWidth));
            x += EntryWidth(entry) + EntryGap;
        }
    }
}

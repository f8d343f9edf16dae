// Where everything stands on the picture, in pixels from its upper left corner: header, panels, caption, never one over another.

namespace Repro.Figures;

/// <summary>Lines of text in one size.</summary>
internal sealed record TextBlock(IReadOnlyList<string> Lines, double Size, double Top)
{
    public const double Leading = 1.45;

    public double Height => Lines.Count * Size * Leading;

    /// <summary>Middle of a line.</summary>
    public double Middle(int line) => Top + (line + 0.5) * Size * Leading;
}

internal sealed record Page
{
    public const double Margin = 18, TitleSize = 17, WarningSize = 14, LegendSize = 12, CaptionSize = 12;
    public const double SignWidth = 34, EntryGap = 26, LegendRow = 25;

    /// <summary>Narrower panels stand in the middle of a page of this width.</summary>
    private const double LeastWidth = 640;

    private const double Gap = 9;

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required TextBlock Title { get; init; }

    public required TextBlock? Warning { get; init; }

    public required TextBlock Caption { get; init; }

    public required double LegendTop { get; init; }

    /// <summary>Row by row.</summary>
    public required IReadOnlyList<IReadOnlyList<LegendEntry>> LegendRows { get; init; }

    /// <summary>One for each panel.</summary>
    public required IReadOnlyList<Slot> Slots { get; init; }

    /// <exception cref="ArgumentException">The figure has no panel, or its rows and blocks do not hold all panels.</exception>
    public static Page For(Figure figure, Legend legend, IReadOnlyList<Drawing> drawings)
    {
        var grid = PageGrid.For(figure, drawings);
        var width = Math.Ceiling(Math.Max(LeastWidth, grid.Width));
        var room = width - 2 * Margin;

        var title = new TextBlock(DejaVuSans.Wrap(figure.Title, TitleSize, room, bold: true), TitleSize, Margin - 4);
        var y = title.Top + title.Height + Gap;
        TextBlock? warning = null;
        if (figure.Warning is { } text)
        {
            warning = new TextBlock(DejaVuSans.Wrap(text, WarningSize, room - 2 * Gap, bold: true), WarningSize, y + Gap / 2);
            y = warning.Top + warning.Height + Gap / 2 + Gap;
        }

        var legendRows = LegendLines(legend, room);
        var legendTop = y;
        y += legendRows.Count * LegendRow;

        var (left, top) = (Math.Floor((width - grid.Width) / 2), Math.Ceiling(y));
        y = top + grid.Height + Gap;

        var caption = new TextBlock(DejaVuSans.Wrap(figure.Caption, CaptionSize, room), CaptionSize, y);
        return new Page
        {
            Width = (int)width,
            Height = (int)Math.Ceiling(caption.Top + caption.Height + Margin - 4),
            Title = title,
            Warning = warning,
            Caption = caption,
            LegendTop = legendTop,
            LegendRows = legendRows,
            Slots = [.. grid.Slots.Select(slot => slot with { Left = left + slot.Left, Top = top + slot.Top })],
        };
    }

    /// <summary>Width of an entry with its sign.</summary>
    public static double EntryWidth(LegendEntry entry) => SignWidth + DejaVuSans.Width(GnuplotText.Printable(entry.Name), LegendSize);

    private static List<List<LegendEntry>> LegendLines(Legend legend, double room)
    {
        var rows = new List<List<LegendEntry>>();
        var used = double.MaxValue;
        foreach (var entry in legend.Entries)
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
}

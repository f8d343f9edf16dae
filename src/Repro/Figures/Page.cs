// Where everything stands on the picture, in pixels from its upper left corner: header, panels, caption, never one over another.

namespace Repro.Figures;

/// <summary>The frame of one panel: its left upper corner, width and height.</summary>
internal sealed record Slot(double Left, double Top, double Width, double Height)
{
    /// <summary>Around the frame: for the title, for ticks and label of the axes, for the colour bar with ticks and label.</summary>
    public const double AboveFrame = 32, LeftOfFrame = 68, BelowFrame = 62, RightOfFrame = 98;

    /// <summary>The colour bar: its distance from the frame, and its width.</summary>
    public const double BarGap = 12, BarWidth = 13;
}

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

    private const double WidthOfOne = 640, WidthOfMany = 460, HeightOfOne = 400, Gap = 9;

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

    public static Page For(Figure figure, Legend legend)
    {
        var columns = Math.Min(figure.PanelsPerRow, figure.Panels.Count);
        var rows = (figure.Panels.Count + columns - 1) / columns;
        var slotWidth = columns == 1 ? WidthOfOne : WidthOfMany;
        var width = columns * slotWidth;
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

        var frameWidth = slotWidth - Slot.LeftOfFrame - Slot.RightOfFrame;
        var frameHeight = columns == 1 ? HeightOfOne : frameWidth;
        var slotHeight = Slot.AboveFrame + frameHeight + Slot.BelowFrame;
        var top = y;
        var slots = Enumerable.Range(0, figure.Panels.Count)
            .Select(i => new Slot(i % columns * slotWidth + Slot.LeftOfFrame, top + i / columns * slotHeight + Slot.AboveFrame, frameWidth, frameHeight));
        y += rows * slotHeight + Gap;

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
            Slots = [.. slots],
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

// Everything around the panels: title, warning, legend, the panels' own titles and labels, caption.

using System.Text;

namespace Repro.Figures;

internal static class PageScript
{
    private const string WarningColour = "#c00000", CaptionColour = "#444444";

    public static void Append(StringBuilder script, Page page, Legend legend, IReadOnlyList<Drawing> drawings, GnuplotCanvas canvas)
    {
        script.Append("\n# Page\n");
        Texts(script, page, canvas);
        for (var row = 0; row < page.LegendRows.Count; row++)
            LegendRow(script, page, legend, row, canvas);
        for (var i = 0; i < drawings.Count; i++)
        {
            foreach (var text in drawings[i].Texts(page.Slots[i]).Where(text => text.Text.Length > 0)) script.AppendLine(canvas.Label(text));
        }

        script.Append(
            $"""
            {canvas.Frame(0, 0, canvas.Width, canvas.Height)}
            unset border; unset tics; unset key; unset colorbox
            plot [0:1][0:1] NaN notitle
            unset label; unset object; unset arrow

            """);
    }

    private static void Texts(StringBuilder script, Page page, GnuplotCanvas canvas)
    {
        Lines(page.Title, canvas.Width / 2, "center", PlacedText.Ink, bold: true);
        if (page.Warning is { } warning)
        {
            script.AppendLine(
                $"set object rectangle from {canvas.At(Page.Margin, warning.Top - 4)} to {canvas.At(canvas.Width - Page.Margin, warning.Top + warning.Height + 4)} " +
                $"fc rgb '#fdeaea' fs solid border rgb '{WarningColour}' lw 1.5");
            Lines(warning, canvas.Width / 2, "center", WarningColour, bold: true, front: true);
        }

        Lines(page.Caption, Page.Margin, "left", CaptionColour);

        void Lines(TextBlock block, double x, string anchor, string colour, bool bold = false, bool front = false)
        {
            for (var line = 0; line < block.Lines.Count; line++)
                script.AppendLine(canvas.Label(new(block.Lines[line], x, block.Middle(line), block.Size, anchor, Bold: bold, Colour: colour), front));
        }
    }

    private static void LegendRow(StringBuilder script, Page page, Legend legend, int row, GnuplotCanvas canvas)
    {
        var entries = page.LegendRows[row];
        var x = (canvas.Width - entries.Sum(Page.EntryWidth) - (entries.Count - 1) * Page.EntryGap) / 2;
        var y = page.LegendTop + (row + 0.5) * Page.LegendRow;
        foreach (var entry in entries)
        {
            LegendSigns.Append(script, entry, legend, x, y, canvas);
            script.AppendLine(canvas.Label(
                new PlacedText(entry.Name, x + Page.SignWidth, y, Page.LegendSize, "left").Within(canvas.Width - 2 * Page.Margin - Page.SignWidth)));
            x += Page.EntryWidth(entry) + Page.EntryGap;
        }
    }
}

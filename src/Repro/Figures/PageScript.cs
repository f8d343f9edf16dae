// Everything around the panels: title, warning, legend, the panels' own titles and labels, caption.

using System.Text;

namespace Repro.Figures;

internal static class PageScript
{
    private const double PanelTitleSize = 13, LabelSize = 12;

    private const string Ink = "tc rgb '#1a1a1a'", Grey = "tc rgb '#444444'";

    public static void Append(StringBuilder script, Page page, Legend legend, IReadOnlyList<PanelData> panels, GnuplotCanvas canvas)
    {
        script.Append("\n# Page\n");
        Texts(script, page, canvas);
        for (var row = 0; row < page.LegendRows.Count; row++)
            LegendRow(script, page, legend, row, canvas);
        for (var i = 0; i < panels.Count; i++)
            PanelTexts(script, panels[i], page.Slots[i], canvas);
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
        for (var line = 0; line < page.Title.Lines.Count; line++)
            script.AppendLine(canvas.Label(page.Title.Lines[line], canvas.Width / 2, page.Title.Middle(line), page.Title.Size, $"center {Ink}", bold: true));
        if (page.Warning is { } warning)
        {
            script.AppendLine(
                $"set object rectangle from {canvas.At(Page.Margin, warning.Top - 4)} to {canvas.At(canvas.Width - Page.Margin, warning.Top + warning.Height + 4)} " +
                "fc rgb '#fdeaea' fs solid border rgb '#c00000' lw 1.5");
            for (var line = 0; line < warning.Lines.Count; line++)
                script.AppendLine(canvas.Label(warning.Lines[line], canvas.Width / 2, warning.Middle(line), warning.Size, "center front tc rgb '#c00000'", bold: true));
        }

        for (var line = 0; line < page.Caption.Lines.Count; line++)
            script.AppendLine(canvas.Label(page.Caption.Lines[line], Page.Margin, page.Caption.Middle(line), page.Caption.Size, $"left {Grey}"));
    }

    private static void LegendRow(StringBuilder script, Page page, Legend legend, int row, GnuplotCanvas canvas)
    {
        var entries = page.LegendRows[row];
        var x = (canvas.Width - entries.Sum(Page.EntryWidth) - (entries.Count - 1) * Page.EntryGap) / 2;
        var y = page.LegendTop + (row + 0.5) * Page.LegendRow;
        foreach (var entry in entries)
        {
            LegendSignOf(script, entry, legend, x, y, canvas);
            var size = DejaVuSans.Fit(GnuplotText.Printable(entry.Name), Page.LegendSize, canvas.Width - 2 * Page.Margin - Page.SignWidth);
            script.AppendLine(canvas.Label(entry.Name, x + Page.SignWidth, y, size, $"left {Ink}"));
            x += Page.EntryWidth(entry) + Page.EntryGap;
        }
    }

    private static void LegendSignOf(StringBuilder script, LegendEntry entry, Legend legend, double x, double y, GnuplotCanvas canvas)
    {
        const double Dot = 3;
        switch (entry.Sign)
        {
            case LegendSign.Ring:
                Sign(canvas.Disc(Dot), "#b0b0b0");
                Sign(canvas.Ring(Dot + legend.RingGap(entry.Name)), entry.Colour);
                break;
            case LegendSign.Empty:
                Sign(canvas.Ring(4), entry.Colour);
                break;
            default:
                var dashes = entry.Sign == LegendSign.Dashed ? PanelScript.Dashes : "dt solid";
                script.AppendLine($"set arrow from {canvas.At(x + 1, y)} to {canvas.At(x + 27, y)} nohead {dashes} lw 1.4 lc rgb '{entry.Colour}'");
                break;
        }

        void Sign(string point, string colour) => script.AppendLine($"set label '' at {canvas.At(x + 15, y)} point {point} lc rgb '{colour}'");
    }

    private static void PanelTexts(StringBuilder script, PanelData data, Slot slot, GnuplotCanvas canvas)
    {
        const double TickLength = 9, HalfLetter = 9, Apart = 5;
        var panel = data.Panel;
        var (middleX, middleY) = (slot.Left + slot.Width / 2, slot.Top + slot.Height / 2);
        Add(panel.Title, middleX, slot.Top - 14, PanelTitleSize, slot.Width + Slot.RightOfFrame + 30, $"center {Ink}", bold: true);
        Add(panel.X.Label, middleX, slot.Top + slot.Height + 41, LabelSize, slot.Width + 60, $"center {Ink}");
        Add(panel.Y.Label, slot.Left - Math.Min(TickLength + Widest(data.YTicks) + Apart + HalfLetter, Slot.LeftOfFrame - HalfLetter), middleY, LabelSize, slot.Height + 60, $"center rotate by 90 {Ink}");
        if (data.Colour is not null)
        {
            var beside = Math.Min(Slot.BarGap + Slot.BarWidth + TickLength + Widest(data.ColourTicks) + Apart + HalfLetter, Slot.RightOfFrame - HalfLetter);
            Add(panel.Colour.Label, slot.Left + slot.Width + beside, middleY, LabelSize, slot.Height + 60, $"center rotate by 90 {Ink}");
        }

        static double Widest(IReadOnlyList<Tick> ticks) => ticks.Max(tick => DejaVuSans.Width(tick.Label ?? "", PanelScript.TickSize));

        void Add(string text, double x, double y, double size, double room, string rest, bool bold = false)
        {
            if (text.Length > 0)
                script.AppendLine(canvas.Label(text, x, y, DejaVuSans.Fit(GnuplotText.Printable(text), size, room, bold), rest, bold));
        }
    }
}

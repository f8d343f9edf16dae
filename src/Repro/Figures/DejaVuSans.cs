// Widths of DejaVu Sans, so that lines break, and legends and long labels fit, the same on every machine.

using System.Text;

namespace Repro.Figures;

internal static class DejaVuSans
{
    /// <summary>The name of the family, from the package fonts-dejavu-core.</summary>
    public const string Family = "DejaVu Sans";

    /// <summary>How much wider the bold letters are, at most, for ordinary text.</summary>
    private const double Bold = 1.13;

    /// <summary>Advance widths of the characters from U+0020 to U+007E in thousandths of the font size (table hmtx of DejaVuSans.ttf 2.37).</summary>
    private static readonly short[] Widths =
    [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
        1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
        500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ];

    /// <summary>Width in pixels of <paramref name="text"/> in letters of <paramref name="size"/> pixels.</summary>
    public static double Width(string text, double size, bool bold = false) =>
        text.EnumerateRunes().Sum(Advance) * size * (bold ? Bold : 1) / 1000;

    /// <summary>The greatest size, at most <paramref name="size"/>, at which <paramref name="text"/> is no wider than <paramref name="width"/>.</summary>
    public static double Fit(string text, double size, double width, bool bold = false) =>
        Math.Min(size, size * width / Math.Max(Width(text, size, bold), 1e-9));

    /// <summary>Breaks <paramref name="text"/> at blanks, words longer than a line anywhere; its own line ends are kept.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width, bool bold = false)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in GnuplotText.Printable(paragraph).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (Width(longer, size, bold) <= width)
                {
                    line = longer;
                    continue;
                }

                if (line.Length > 0) lines.Add(line);
                line = BreakWord(word, size, width, bold, lines);
            }

            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Adds full lines of a word that is wider than a line, and returns the rest.</summary>
    private static string BreakWord(string word, double size, double width, bool bold, List<string> lines)
    {
        var line = new StringBuilder();
        foreach (var rune in word.EnumerateRunes())
        {
            if (line.Length > 0 && Width(line.ToString() + rune, size, bold) > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(rune.ToString());
        }

        return line.ToString();
    }

    /// <summary>Letters outside ASCII are rarely wider than 0.65, ideographs are squares.</summary>
    private static int Advance(Rune rune) => rune.Value switch
    {
        >= 0x20 and <= 0x7E => Widths[rune.Value - 0x20],
        >= 0x1100 => rune.Value is >= 0x1D00 and < 0x2190 ? 650 : 1000,
        _ => 650,
    };
}

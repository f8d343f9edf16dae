// Measures, wraps and prepares text in the embedded font DejaVu Sans, so that it looks the same on every machine.

using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Repro.Figures;

internal static class Lettering
{
    private const string Family = "DejaVu Sans";

    /// <summary>Height of a line of text as a multiple of the size of its letters.</summary>
    public const double Leading = 1.45;

    private static readonly SKTypeface Regular = Load("DejaVuSans.ttf"), Bold = Load("DejaVuSans-Bold.ttf");

    static Lettering()
    {
        ScottPlot.Fonts.FontResolvers.Clear();
        ScottPlot.Fonts.FontResolvers.Add(new EmbeddedFont());
        ScottPlot.Fonts.Default = ScottPlot.Fonts.Sans = ScottPlot.Fonts.Serif = ScottPlot.Fonts.Monospace = Family;
    }

    /// <summary>Makes ScottPlot write with the embedded font; must be called before the first plot is made.</summary>
    public static void Use()
    {
        // The static constructor sets the font.
    }

    /// <summary>Returns the font in letters of <paramref name="size"/> pixels; the caller disposes it.</summary>
    public static SKFont Font(double size, bool bold = false) =>
        new(bold ? Bold : Regular, (float)size) { Subpixel = true, LinearMetrics = true, Hinting = SKFontHinting.None };

    /// <summary>Returns the width of <paramref name="text"/> in pixels.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        using var font = Font(size, bold);
        return font.MeasureText(Printable(text));
    }

    /// <summary>
    /// Returns the greatest size, at most <paramref name="size"/>, at which <paramref name="text"/> is no wider than
    /// <paramref name="room"/>.
    /// </summary>
    public static double Fit(string text, double size, double room, bool bold = false) =>
        Math.Min(size, size * room / Math.Max(Width(text, size, bold), 1e-9));

    /// <summary>Breaks <paramref name="text"/> at blanks, and words longer than a line anywhere; its own line ends are kept.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double room, bool bold = false)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in Printable(paragraph).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (line.Length == 0 || Width(longer, size, bold) <= room)
                {
                    line = longer;
                    continue;
                }

                lines.Add(line);
                line = word;
            }

            lines.Add(line);
        }

        return lines;

        IEnumerable<string> Pieces(string word)
        {
            var piece = new StringBuilder();
            foreach (var rune in word.EnumerateRunes())
            {
                if (piece.Length > 0 && Width($"{piece}{rune}", size, bold) > room)
                {
                    yield return piece.ToString();
                    piece.Clear();
                }

                piece.Append(rune);
            }

            yield return piece.ToString();
        }
    }

    /// <summary>
    /// Returns the text as the font can show it: white space is a blank, and a character that the font lacks is its code in brackets, e.g.
    /// [U+4E2D].
    /// </summary>
    public static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune)) printable.Append(' ');
            else if (!Rune.IsControl(rune) && Regular.ContainsGlyph(rune.Value) && Bold.ContainsGlyph(rune.Value)) printable.Append(rune);
            else printable.Append($"[U+{rune.Value:X4}]");
        }

        return printable.ToString();
    }

    private static SKTypeface Load(string file)
    {
        using var stream = typeof(Lettering).Assembly.GetManifestResourceStream($"Fonts.{file}")!;
        return SKTypeface.FromStream(stream);
    }

    /// <summary>Answers every font that ScottPlot asks for.</summary>
    private sealed class EmbeddedFont : IFontResolver
    {
        public SKTypeface CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            weight >= FontWeight.SemiBold ? Bold : Regular;

        public SKTypeface CreateTypeface(string fontName, bool bold, bool italic) => bold ? Bold : Regular;
    }
}

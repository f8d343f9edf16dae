// Gives gnuplot's SVG what its terminal cannot: bold type, fonts to fall back on, thinner rings, sharp pixels, and a description for those who cannot see it.

using System.Globalization;
using System.Security;
using System.Text;

namespace Repro.Figures;

internal static class SvgFinish
{
    /// <summary>Verdana has the widths of DejaVu Sans, and is there where DejaVu is not.</summary>
    private const string Families = $"{DejaVuSans.Family}, Verdana, sans-serif";

    public static byte[] Apply(byte[] svg, Figure figure)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(svg))
            .Replace("<title>Gnuplot</title>", $"<title>{Escape(figure.Title)}</title>")
            .Replace($"font-family=\"{DejaVuSans.Family}:Bold\"", $"font-family=\"{Families}\" font-weight=\"bold\"")
            .Replace($"font-family=\"{DejaVuSans.Family}\"", $"font-family=\"{Families}\"")
            .Replace("<circle id='gpPt5' stroke-width='0.222'", $"<circle id='gpPt5' stroke-width='{GnuplotCanvas.RingLine.ToString(CultureInfo.InvariantCulture)}'")
            .Replace("<path id='gpPt1' stroke-width='0.222'", $"<path id='gpPt1' stroke-width='{(2 * GnuplotCanvas.RingLine).ToString(CultureInfo.InvariantCulture)}'")
            .Replace("<image ", "<image style='image-rendering:pixelated' ")
            .ToString();

        var start = text.IndexOf("<desc>", StringComparison.Ordinal);
        var end = text.IndexOf("</desc>", StringComparison.Ordinal);
        if (start >= 0 && end > start)
            text = $"{text[..start]}<desc>{Escape($"{figure.Warning} {figure.Caption}".Trim())}{text[end..]}";
        return Encoding.UTF8.GetBytes(text);
    }

    private static string Escape(string text) => SecurityElement.Escape(GnuplotText.Printable(text));
}

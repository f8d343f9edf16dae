// Writes text, numbers and colours as gnuplot reads them, so that nothing in a label can act as a command.

using System.Drawing;
using System.Globalization;
using System.Text;

namespace Repro.Figures;

internal static class GnuplotText
{
    private const int NoBreakSpace = 0xA0;

    /// <summary>
    /// A quoted string that shows <paramref name="text"/> literally. Between double quotes gnuplot runs what stands in
    /// backticks, so these are written as octal numbers, and so is a digit after one, which would be read as part of the number.
    /// (Between single quotes gnuplot loses its place at some runs of apostrophes.)
    /// </summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        var afterNumber = false;
        foreach (var c in Printable(text))
        {
            var asNumber = c == '`' || (afterNumber && char.IsAsciiDigit(c));
            if (asNumber) quoted.Append('\\').Append(Convert.ToString(c, toBase: 8).PadLeft(3, '0'));
            else quoted.Append(c is '"' or '\\' ? $"\\{c}" : c.ToString());
            afterNumber = asNumber;
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>White space becomes a blank; what neither a line of gnuplot nor XML can hold becomes the replacement character.</summary>
    public static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) && rune.Value != NoBreakSpace) printable.Append(' ');
            else printable.Append(Rune.IsControl(rune) || (rune.Value & 0xFFFE) == 0xFFFE ? Rune.ReplacementChar.ToString() : rune.ToString());
        }

        return printable.ToString();
    }

    /// <summary>Twelve digits: more than any picture shows, and the same on every machine, which the last digits of a logarithm are not.</summary>
    public static string Datum(double value) => value.ToString("G12", CultureInfo.InvariantCulture);

    /// <summary>A number in a command: like <see cref="Datum"/>, but never an integer, whose arithmetic would overflow.</summary>
    public static string Number(double value)
    {
        var text = Datum(value);
        return text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : text;
    }

    /// <summary>A length in pixels or a share of the page, to a thousandth of a pixel.</summary>
    public static string Length(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary><c>#rrggbb</c> for a CSS colour name or for itself; gnuplot's own names mean other colours than the web's.</summary>
    /// <exception cref="ArgumentException">No such colour.</exception>
    public static string Colour(string colour)
    {
        if (colour.Length == 7 && colour[0] == '#' && colour.Skip(1).All(char.IsAsciiHexDigit))
            return colour.ToLowerInvariant();
        var known = Color.FromName(colour);
        if (!known.IsKnownColor || known.IsSystemColor)
            throw new ArgumentException($"There is no colour \"{colour}\"; give a CSS colour name such as \"red\" or a value such as \"#cc0000\".", nameof(colour));
        return $"#{known.R:x2}{known.G:x2}{known.B:x2}";
    }
}

// A table as lines of text that fit a width.

using Repro.Plans;

namespace Repro.Execution;

/// <summary>Writes tables for people.</summary>
public static class TableLines
{
    private const int Gap = 2;

    /// <summary>Digits that are shown of a commit or a key.</summary>
    private const int ShortHash = 12;

    /// <summary>Smallest width to which a column of text is shortened.</summary>
    private const int Shortest = 12;

    /// <summary>
    /// Returns a line of headings and a line for each row. Numbers stand whole and to the right; text is cut after a word where the line
    /// would be too long, in the widest column first.
    /// </summary>
    /// <param name="table">The table, all of whose columns are shown.</param>
    /// <param name="width">Width of the lines in characters, which columns of numbers alone may exceed.</param>
    public static IEnumerable<string> Of(Table table, int width)
    {
        var numeric = table.Columns.Select((_, at) => TableText.IsNumeric(table, at)).ToArray();
        var lines = table.Rows.Select(row => row.Select(Text).ToArray())
            .Prepend([.. table.Columns.Select(column => column.Name)]).ToArray();
        var widths = table.Columns.Select((_, at) => lines.Max(line => line[at].Length)).ToArray();
        while (Excess() > 0 && Widest() is { } widest) widths[widest] = Math.Max(Shortest, widths[widest] - Excess());
        return lines.Select(line => string.Join(new string(' ', Gap), line.Select((text, at) =>
            numeric[at] ? text.PadLeft(widths[at]) : text.CutTo(widths[at]).PadRight(widths[at]))).TrimEnd());

        int Excess() => widths.Sum() + (Gap * (widths.Length - 1)) - width;
        int? Widest() => Enumerable.Range(0, widths.Length).Where(at => !numeric[at] && widths[at] > Shortest)
            .Select(at => (int?)at).MaxBy(at => widths[at!.Value]);
    }

    /// <summary>Returns the first digits of a commit or a key.</summary>
    public static string Short(string hash) => hash[..Math.Min(ShortHash, hash.Length)];

    private static string Text(object? cell) => cell switch
    {
        null => "–",
        double value => value.ToString("G6"),
        string { Length: 40 or 64 } hash when hash.All(char.IsAsciiHexDigitLower) => Short(hash),
        _ => TableText.Plain(cell).ReplaceLineEndings(" "),
    };
}

// A table as people read it: cells of text with their alignment.

using Repro.Plans;

namespace Repro.Report;

/// <summary>A table of texts.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="Caption">Caption of the table.</param>
/// <param name="Columns">Headings, and whether the column holds numbers.</param>
/// <param name="Rows">Rows of cells.</param>
internal sealed record TextTable(
    string Name, string Caption, IReadOnlyList<(string Heading, bool IsNumeric)> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Returns a table as <see cref="TableText.Markdown"/> shows it.</summary>
    public static TextTable Of(Table table) => Read(TableText.Markdown(table));

    /// <summary>Reads what <see cref="TableText.Markdown"/> wrote: name, caption, headings, alignments and rows.</summary>
    /// <exception cref="FormatException">Thrown when the text is no such table.</exception>
    public static TextTable Read(string markdown)
    {
        if (markdown.Split('\n') is not [['#', ' ', .. var name], "", var caption, "", var headings, var alignments, .. var rows, ""])
            throw new FormatException("It is not a table that a run wrote.");
        return new(
            name, Unescaped(caption), [.. Cells(headings).Zip(Cells(alignments), (text, alignment) => (text, alignment.EndsWith(':')))],
            [.. rows.Select(Cells)]);
    }

    private static IReadOnlyList<string> Cells(string line)
    {
        var cells = new List<string>();
        for (int start = 1, at = 1; at < line.Length; at++)
        {
            if (line[at] != '|' || line[at - 1] == '\\') continue;
            cells.Add(Unescaped(line[start..at]));
            start = at + 1;
        }

        return cells;
    }

    private static string Unescaped(string text) => text.Trim().Replace("\\|", "|");
}

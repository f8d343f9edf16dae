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
    public static TextTable Of(Table table) => TryRead(TableText.Markdown(table))!;

    /// <summary>Returns a table in place of one whose file is missing.</summary>
    public static TextTable Missing(string name) =>
        new(name, $"The file of the table {name} is missing or damaged. The command below writes it again.", [], []);

    /// <summary>
    /// Reads what <see cref="TableText.Markdown"/> wrote: name, caption, headings, alignments and rows; null when it is no such text.
    /// </summary>
    public static TextTable? TryRead(string markdown) =>
        markdown.Split('\n') is [['#', ' ', .. var name], "", var caption, "", var headings, var alignments, .. var rows, ""]
            ? new(
                name, Unescaped(caption), [.. Cells(headings).Zip(Cells(alignments), (text, alignment) => (text, alignment.EndsWith(':')))],
                [.. rows.Select(Cells)])
            : null;

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

// A table as data, with columns, units, and rows of text and numbers; and its cells as text for programs and for people.

using System.Text;

namespace Repro.Plans;

/// <summary>A table of text and numbers.</summary>
public sealed record Table
{
    /// <summary>Stem of the table's files, e.g. <c>Xiao23.Table2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the table shows, with data set, preset and seeds.</summary>
    public required string Caption { get; init; }

    /// <summary>Columns from left to right.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>
    /// Rows from top to bottom. A cell is a <see cref="string"/>, <see cref="double"/>, <see cref="long"/>, <see cref="bool"/> or null (no
    /// value).
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<object?>> Rows { get; init; }
}

/// <summary>A column's heading.</summary>
/// <param name="Name">Name of the column, unique in its table.</param>
/// <param name="Unit">Unit of the numbers; empty for text and pure numbers.</param>
/// <param name="Format">.NET format string for numbers, e.g. <c>F2</c> or <c>N0</c>.</param>
public sealed record Column(string Name, string Unit = "", string? Format = null)
{
    /// <summary>Whether the column is left out before the others on a narrow console.</summary>
    public bool IsMinor { get; init; }
}

/// <summary>Writes tables as Markdown and cells as text.</summary>
public static class TableText
{
    /// <summary>Returns a cell for programs: numbers in shortest round-trip form, an empty text for null.</summary>
    public static string Plain(object? cell) => cell switch
    {
        null => "",
        bool value => value ? "true" : "false",
        double value => value.ToString("R"),
        IFormattable value => value.ToString(null, null),
        _ => cell.ToString() ?? "",
    };

    /// <summary>Returns a cell for people: numbers in the column's format, a dash for null, "yes" and "no" for truth values.</summary>
    public static string ForPeople(object? cell, Column column) => cell switch
    {
        null => "–",
        bool value => value ? "yes" : "no",
        double value when double.IsNaN(value) => "–",
        IFormattable value => value.ToString(column.Format, null),
        _ => cell.ToString() ?? "",
    };

    /// <summary>Returns a column's name with its unit in brackets.</summary>
    public static string Heading(Column column) => column.Unit.Length == 0 ? column.Name : $"{column.Name} [{column.Unit}]";

    /// <summary>Whether a column holds numbers only, so that it is aligned to the right.</summary>
    public static bool IsNumeric(Table table, int at) =>
        table.Rows.Any(row => row[at] is double or long or int) && table.Rows.All(row => row[at] is null or double or long or int);

    /// <summary>Returns the table with its caption as GitHub Markdown.</summary>
    public static string Markdown(Table table)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(table.Name).Append("\n\n").Append(Escape(table.Caption)).Append("\n\n");
        Row(text, table.Columns.Select(Heading));
        text.Append('|').AppendJoin('|', table.Columns.Select((_, at) => IsNumeric(table, at) ? "---:" : "---")).Append("|\n");
        foreach (var row in table.Rows) Row(text, row.Select((cell, at) => ForPeople(cell, table.Columns[at])));
        return text.ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(Escape)).Append(" |\n");

    private static string Escape(string text) => text.Replace("|", "\\|").Replace("\r", "").Replace('\n', ' ');
}

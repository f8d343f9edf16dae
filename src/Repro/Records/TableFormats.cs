// Tables as text for other programs: CSV, JSON, Markdown and LaTeX.

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Repro.Plans;

namespace Repro.Records;

/// <summary>A format of tables.</summary>
public enum TableFormat
{
    /// <summary>Comma-separated values with numbers in full precision.</summary>
    Csv,

    /// <summary>An array of tables with columns and rows, numbers in full precision.</summary>
    Json,

    /// <summary>GitHub's Markdown, rounded.</summary>
    Markdown,

    /// <summary>A <c>table</c> for LuaLaTeX or XeLaTeX with the package booktabs, rounded.</summary>
    Latex,
}

/// <summary>Writes tables in a format.</summary>
public static class TableFormats
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Returns the extension of files, without a dot.</summary>
    public static string Extension(TableFormat format) => format switch
    {
        TableFormat.Csv => "csv",
        TableFormat.Json => "json",
        TableFormat.Markdown => "md",
        _ => "tex",
    };

    /// <summary>Returns tables as text.</summary>
    public static string Write(TableFormat format, IReadOnlyList<Table> tables) => format switch
    {
        TableFormat.Csv => string.Join('\n', tables.Select(Csv)),
        TableFormat.Json => new JsonArray([.. tables.Select(table => (JsonNode)Json(table))]).ToJsonString(Indented) + "\n",
        TableFormat.Markdown => string.Join('\n', tables.Select(TableText.Markdown)),
        _ => string.Join('\n', tables.Select(Latex)),
    };

    /// <summary>Returns name, caption, columns with units, and rows. A cell that is not finite is null.</summary>
    public static JsonObject Json(Table table) => new()
    {
        ["name"] = table.Name,
        ["caption"] = table.Caption,
        ["columns"] = new JsonArray(
            [.. table.Columns.Select(column => (JsonNode)new JsonObject { ["name"] = column.Name, ["unit"] = column.Unit })]),
        ["rows"] = new JsonArray([.. table.Rows.Select(row => (JsonNode)new JsonArray([.. row.Select(Json)]))]),
    };

    private static JsonNode? Json(object? cell) => cell switch
    {
        null => null,
        double value => double.IsFinite(value) ? value : null,
        bool value => value,
        long value => value,
        int value => value,
        _ => TableText.Plain(cell),
    };

    private static string Csv(Table table)
    {
        using var stream = new MemoryStream();
        CsvExport.WriteTable(stream, table);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Latex(Table table)
    {
        var text = new StringBuilder();
        text.Append("\\begin{table}\n\\caption{").Append(Escape(table.Caption)).Append("}\n\\label{tab:").Append(table.Name).Append("}\n")
            .Append("\\begin{tabular}{").AppendJoin("", table.Columns.Select((_, at) => TableText.IsNumeric(table, at) ? 'r' : 'l'))
            .Append("}\n\\toprule\n");
        Row(text, table.Columns.Select(TableText.Heading));
        text.Append("\\midrule\n");
        foreach (var row in table.Rows) Row(text, row.Select((cell, at) => TableText.ForPeople(cell, table.Columns[at])));
        return text.Append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.AppendJoin(" & ", cells.Select(Escape)).Append(" \\\\\n");

    private static string Escape(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(letter => letter switch
    {
        '\\' => "\\textbackslash{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{letter}",
        '|' => "\\textbar{}",
        '<' => "\\textless{}",
        '>' => "\\textgreater{}",
        _ => letter.ToString(),
    }));
}

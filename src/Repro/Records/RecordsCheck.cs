// Checks that a file of records has the definitions of this program, and values that this program can have written.

using Dapper;
using Microsoft.Data.Sqlite;
using Repro.Claims;

namespace Repro.Records;

/// <summary>
/// Finds damage that SQLite does not notice when it opens a file. It notices a damaged definition only when a statement needs it, which may
/// be at the end of a run, and it stores any type in any column.
/// </summary>
internal static class RecordsCheck
{
    /// <summary>Columns with a JSON object, as <c>table.column</c>.</summary>
    private static readonly string[] Objects = ["runs.settings", "results.details", "results.environment", "jobs.configuration"];

    private const string LargestNumber = "1.7976931348623157e308";

    private static readonly string Verdicts = string.Join(", ", Enum.GetNames<Verdict>().Select(name => $"'{name}'"));

    /// <summary>Returns what is wrong with a file that has the newest schema; null when nothing is.</summary>
    /// <param name="records">Connection to the file.</param>
    /// <param name="intact">Connection to an empty file of the same schema.</param>
    /// <exception cref="SqliteException">Thrown when the file is damaged in a way that SQLite notices.</exception>
    public static string? Problem(SqliteConnection records, SqliteConnection intact)
    {
        if (Definitions(intact).Except(Definitions(records)).Select(definition => definition.Name).FirstOrDefault() is { } missing)
            return $"the definition of {missing} is not that of this program.";
        return Columns(intact).GroupBy(column => column.Table).Select(table => Wrong(records, table)).OfType<string>().FirstOrDefault()
            is { } column ? $"{column} has a value that this program does not write." : null;
    }

    private static IEnumerable<(string Name, string Sql)> Definitions(SqliteConnection records) =>
        records.Query<(string Name, string Sql)>("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            .Select(definition => (definition.Name, string.Concat(definition.Sql.Where(letter => !char.IsWhiteSpace(letter)))));

    private static IReadOnlyList<Column> Columns(SqliteConnection intact) =>
    [
        .. intact.Query<Column>(
            """
            SELECT tables.name AS "Table", columns.name AS Name, columns.type AS Type, columns."notnull" AS IsNeeded
            FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'
            """),
    ];

    /// <summary>Returns the first column of a table in which a value is wrong, as <c>table.column</c>; null when there is none.</summary>
    private static string? Wrong(SqliteConnection records, IGrouping<string, Column> table) =>
        records.ExecuteScalar<string>($"""
            SELECT CASE {string.Join(' ', table.Select(column => $"WHEN {column.IsWrong} THEN '{column.Path}'"))} END AS wrong
            FROM {table.Key} WHERE wrong IS NOT NULL LIMIT 1
            """);

    private sealed record Column(string Table, string Name, string Type, long IsNeeded)
    {
        public string Path => $"{Table}.{Name}";

        /// <summary>The condition of a wrong value, as SQL.</summary>
        public string IsWrong => IsNeeded != 0 ? $"({Name} IS NULL OR {IsOfOther})" : $"({Name} IS NOT NULL AND {IsOfOther})";

        private string IsOfOther => Type switch
        {
            "REAL" => $"(typeof({Name}) <> 'real' OR abs({Name}) > {LargestNumber})",
            "INTEGER" => $"typeof({Name}) <> 'integer'",
            _ when Objects.Contains(Path) =>
                $"(typeof({Name}) <> 'text' OR CASE WHEN json_valid({Name}) THEN json_type({Name}) <> 'object' ELSE 1 END)",
            _ when Path == "claims.verdict" => $"{Name} NOT IN ({Verdicts})",
            _ => $"(typeof({Name}) <> 'text' OR instr({Name}, char(0)) > 0)",
        };
    }
}

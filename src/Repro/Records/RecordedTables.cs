// The tables and claims of the records as tables again, and the keys of all jobs that records name.

using Dapper;
using Microsoft.Data.Sqlite;
using Repro.Claims;
using Repro.Plans;

namespace Repro.Records;

/// <summary>A table of the records.</summary>
/// <param name="Target">Name of the target that made it.</param>
/// <param name="Table">The table with the cells that the records hold.</param>
public sealed record RecordedTable(string Target, Table Table);

/// <summary>Reads tables from records.</summary>
public static class RecordedTables
{
    private const string LatestTables = """
        SELECT id, experiment AS target, name, caption FROM tables
        WHERE id IN (SELECT max(id) FROM tables GROUP BY experiment, name) ORDER BY experiment, id
        """;

    private const string Cells = """
        SELECT row, column_name AS name, unit, text, number FROM table_cells WHERE table_id = @id ORDER BY row, position
        """;

    private const string LatestClaims = """
        SELECT experiment AS target, claim, verdict, value, spread, unit, statement, source, statistic, reason FROM claims
        WHERE run_id = (SELECT max(run_id) FROM claims AS others WHERE others.experiment = claims.experiment) ORDER BY experiment, rowid
        """;

    /// <summary>Returns the latest tables of each target, and after them its latest claims as a table.</summary>
    /// <param name="path">Path of the records.</param>
    /// <exception cref="RecordsException">Thrown when there are no records at that path, or when they cannot be read.</exception>
    public static IReadOnlyList<RecordedTable> In(string path)
    {
        if (!File.Exists(path))
            throw new RecordsException(
                $"There are no records {path}. Run a target first, or name other records by --preset NAME or --results DIR.");
        using var records = RecordsDatabase.OpenToRead(path);
        return records.Reading(In);
    }

    private static IReadOnlyList<RecordedTable> In(SqliteConnection records)
    {
        var tables = records.Query<(long Id, string Target, string Name, string Caption)>(LatestTables).ToList()
            .Select(table => new RecordedTable(table.Target, TableOf(records, table.Id, table.Name, table.Caption)));
        var claims = records.Query<ClaimRow>(LatestClaims).GroupBy(claim => claim.Target)
            .Select(group => new RecordedTable(group.Key, TableOf(group.Key, [.. group])));
        return [.. tables.Concat(claims).OrderBy(table => table.Target, StringComparer.Ordinal)];
    }

    private static Table TableOf(SqliteConnection records, long id, string name, string caption)
    {
        var rows = records.Query<CellRow>(Cells, new { id }).GroupBy(cell => cell.Row).Select(row => row.ToList()).ToList();
        var columns = Enumerable.Range(0, rows.Count == 0 ? 0 : rows[0].Count)
            .Select(at => ColumnOf([.. rows.Select(row => row[at])])).ToList();
        return new()
        {
            Name = name,
            Caption = caption,
            Columns = [.. columns.Select(each => each.Column)],
            Rows = [.. rows.Select(row => (IReadOnlyList<object?>)[.. row.Zip(columns, (cell, each) => each.Read(cell))])],
        };
    }

    /// <summary>Returns a column and how its cells are read. Records keep the text of a cell and its number if it is one.</summary>
    private static (Column Column, Func<CellRow, object?> Read) ColumnOf(IReadOnlyList<CellRow> cells)
    {
        var (name, unit) = (cells[0].Name, cells[0].Unit);
        var filled = cells.Where(cell => cell.Text is { Length: > 0 }).ToList();
        if (filled.Count == 0 || filled.Any(cell => cell.Number is null)) return (new(name, unit), cell => cell.Text);
        if (filled.All(cell => cell.Text is "true" or "false"))
            return (new(name, unit), cell => cell.Text is { Length: > 0 } text ? text == "true" : null);
        if (filled.All(cell => long.TryParse(cell.Text, out _)))
            return (new(name, unit), cell => cell.Number is { } number ? (object)(long)number : null);
        return (new(name, unit, "G5"), cell => cell.Number);
    }

    private static Table TableOf(string target, IReadOnlyList<ClaimRow> claims) => new()
    {
        Name = $"{target}.claims",
        Caption = $"Claims that {target} tests, with their verdicts.",
        Columns =
        [
            new("claim"), new("verdict"), new("effect", Format: "G3"), new("standard error", Format: "G2"), new("unit"),
            new("statement"), new("source"), new("statistic"), new("reason"),
        ],
        Rows =
        [
            .. claims.Select(claim => (IReadOnlyList<object?>)
            [
                claim.Claim, VerdictText.Of(Enum.Parse<Verdict>(claim.Verdict)), claim.Value, claim.Spread, claim.Unit, claim.Statement,
                claim.Source, claim.Statistic, claim.Reason,
            ]),
        ],
    };

    private sealed record CellRow
    {
        public long Row { get; init; }

        public string Name { get; init; } = "";

        public string Unit { get; init; } = "";

        public string? Text { get; init; }

        public double? Number { get; init; }
    }

    private sealed record ClaimRow
    {
        public string Target { get; init; } = "";

        public string Claim { get; init; } = "";

        public string Verdict { get; init; } = "";

        public double? Value { get; init; }

        public double? Spread { get; init; }

        public string Unit { get; init; } = "";

        public string Statement { get; init; } = "";

        public string Source { get; init; } = "";

        public string Statistic { get; init; } = "";

        public string Reason { get; init; } = "";
    }
}

/// <summary>Reads which jobs records name.</summary>
public static class RecordedKeys
{
    /// <summary>Returns the keys of all jobs of all runs in the records of all presets.</summary>
    /// <param name="results">Folder with a folder of results for each preset.</param>
    /// <exception cref="RecordsException">Thrown when records cannot be read.</exception>
    public static IReadOnlyList<string> In(string results)
    {
        if (!Directory.Exists(results)) return [];
        var keys = new HashSet<string>();
        foreach (var path in Directory.EnumerateFiles(results, RecordsDatabase.FileName, SearchOption.AllDirectories))
        {
            using var records = RecordsDatabase.OpenToRead(path);
            keys.UnionWith(records.Reading(connection => connection.Query<string>("SELECT DISTINCT key FROM jobs")));
        }

        return [.. keys];
    }
}

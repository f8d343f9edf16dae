// Writes tables and records as CSV beside the database.

using CsvHelper;
using Dapper;
using Repro.Plans;
using Shared;

namespace Repro.Records;

/// <summary>Writes CSV files; each is replaced as a whole.</summary>
public static class CsvExport
{
    private static readonly CsvWriterOptions Format = new() { NewLine = "\n" };

    private const string Runs = """
        SELECT runs.id AS run, runs.started, runs.targets, runs.preset, run_ends.status, run_ends.seconds
        FROM runs LEFT JOIN run_ends ON run_ends.run_id = runs.id ORDER BY runs.id
        """;

    private const string Jobs = """
        SELECT run_id AS run, kind, label, state, reason, seconds, error, key, folder, configuration FROM jobs ORDER BY run_id, rowid
        """;

    private const string Metrics = """
        SELECT run_id AS run, kind, label, name, value, standard_error, n, unit, key, "commit", accepted_code
        FROM run_metrics ORDER BY run_id, kind, label, key, name
        """;

    /// <summary>Writes <c>runs.csv</c>, <c>jobs.csv</c> and <c>metrics.csv</c>.</summary>
    /// <returns>Paths of the files.</returns>
    public static IReadOnlyList<string> WriteRecords(RecordsDatabase database, string folder) =>
    [
        Write(database, folder, "runs.csv", Runs),
        Write(database, folder, "jobs.csv", Jobs),
        Write(database, folder, "metrics.csv", Metrics),
    ];

    /// <summary>Writes a table with numbers in full precision and units in the headings.</summary>
    public static void WriteTable(string path, Table table) => AtomicFile.Write(path, stream => WriteTable(stream, table));

    /// <summary>The same to a stream, which stays open.</summary>
    public static void WriteTable(Stream stream, Table table)
    {
        using var csv = CsvWriter.Create(stream, Format, leaveOpen: true);
        csv.WriteRecord([.. table.Columns.Select(TableText.Heading)]);
        foreach (var row in table.Rows) csv.WriteRecord([.. row.Select(TableText.Plain)]);
    }

    private static string Write(RecordsDatabase database, string folder, string name, string query)
    {
        var path = Path.Combine(folder, name);
        AtomicFile.Write(path, stream => database.Reading(connection =>
        {
            using var csv = CsvWriter.Create(stream, Format, leaveOpen: true);
            using var rows = connection.ExecuteReader(query);
            var columns = Enumerable.Range(0, rows.FieldCount).ToList();
            csv.WriteRecord([.. columns.Select(rows.GetName)]);
            while (rows.Read()) csv.WriteRecord([.. columns.Select(at => rows.IsDBNull(at) ? "" : TableText.Plain(rows.GetValue(at)))]);
            return path;
        }));
        return path;
    }
}

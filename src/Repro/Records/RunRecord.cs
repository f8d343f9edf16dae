// Writes one run into the records as it goes on: its start, each job as it ends, what was concluded, its end.

using Microsoft.Data.Sqlite;
using Repro.Claims;
using Repro.Figures;
using Repro.Plans;

namespace Repro.Records;

/// <summary>One run's rows. Each call is a transaction of its own, so a killed run leaves whole records.</summary>
public sealed class RunRecord
{
    private readonly SqliteConnection records;

    private RunRecord(SqliteConnection records, long id)
    {
        this.records = records;
        Id = id;
    }

    /// <summary>The run's number in the file.</summary>
    public long Id { get; }

    /// <summary>Begins a run.</summary>
    public static RunRecord Begin(RecordsDatabase database, IEnumerable<string> targets, Preset preset, DateTimeOffset started)
    {
        long id = 0;
        database.Connection.Transact(() => id = database.Connection.Insert(
            "runs", ("started", Text(started)), ("targets", string.Join(' ', targets)), ("preset", preset.Name), ("settings", CanonicalJson.Write(preset.Settings))));
        return new(database.Connection, id);
    }

    /// <summary>Makes one transaction of all records that <paramref name="work"/> writes.</summary>
    public void Together(Action work) => records.Transact(work);

    /// <summary>Records facts about where the run runs; a fact already recorded stays as it is.</summary>
    public void Environment(IEnumerable<KeyValuePair<string, string>> facts) => records.Transact(() =>
    {
        foreach (var (key, value) in facts) records.Run("INSERT OR IGNORE INTO environment (run_id, key, value) VALUES ($1, $2, $3)", Id, key, value);
    });

    /// <summary>Records where data came from.</summary>
    public void Data(string experiment, IEnumerable<DataSource> sources) => records.Transact(() =>
    {
        foreach (var source in sources)
        {
            records.Run(
                "INSERT OR IGNORE INTO data_sources (run_id, experiment, name, quality, fingerprint, description) VALUES ($1, $2, $3, $4, $5, $6)",
                Id, experiment, source.Name, source.Quality, source.Fingerprint, source.Description);
        }
    });

    /// <summary>Records how a job ended; its result, if it has one, is ingested unless it is there already.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folder">Its artifact folder.</param>
    /// <param name="state"><c>cached</c>, <c>done</c>, <c>failed</c>, <c>skipped</c> or <c>stopped</c>.</param>
    /// <param name="reason">Why it was run.</param>
    /// <param name="error">Why it has no result.</param>
    /// <param name="seconds">Time spent in this run.</param>
    /// <param name="result">The verified result.</param>
    public void Job(Job job, string folder, string state, string? reason, string? error, double seconds, ResultRecord? result) => records.Transact(() =>
    {
        long? resultId = result is null ? null : Ingestion.Ingest(records, folder, result);
        records.Insert(
            "jobs", ("run_id", Id), ("key", job.Key), ("kind", job.Kind), ("label", job.Label), ("state", state), ("reason", reason),
            ("seconds", seconds), ("folder", folder), ("configuration", job.ConfigurationText), ("error", error), ("result_id", resultId));
    });

    /// <summary>Records a result whose job nobody has planned in this run: what it computed stands in its own folder.</summary>
    internal void Recovered(string folder, string kind, string configuration, ResultRecord result) => records.Transact(() => records.Insert(
        "jobs", ("run_id", Id), ("key", result.Key), ("kind", kind), ("label", result.Label), ("state", "cached"), ("reason", "recovered from its artifact"),
        ("seconds", 0), ("folder", folder), ("configuration", configuration), ("error", null),
        ("result_id", Ingestion.Ingest(records, folder, result))));

    /// <summary>Records a table, cell by cell.</summary>
    public void Table(string experiment, Table table, string csv, string markdown) => records.Transact(() =>
    {
        var id = records.Insert("tables", ("run_id", Id), ("experiment", experiment), ("name", table.Name), ("caption", table.Caption), ("csv", csv), ("markdown", markdown));
        for (var row = 0; row < table.Rows.Count; row++)
        {
            for (var at = 0; at < table.Columns.Count; at++)
            {
                var cell = table.Rows[row][at];
                object? number = cell switch { double value when double.IsFinite(value) => value, long value => (double)value, int value => (double)value, bool value => value ? 1.0 : 0.0, _ => null };
                records.Insert(
                    "table_cells", ("table_id", id), ("row", row), ("position", at), ("column_name", table.Columns[at].Name),
                    ("unit", table.Columns[at].Unit), ("text", cell is null ? null : TableText.Plain(cell)), ("number", number));
            }
        }
    });

    /// <summary>Records a figure and the hashes of its files.</summary>
    public void Figure(string experiment, Figure figure, IEnumerable<string> files) => records.Transact(() =>
    {
        var id = records.Insert(
            "figures", ("run_id", Id), ("experiment", experiment), ("name", figure.Name), ("title", figure.Title), ("caption", figure.Caption), ("warning", figure.Warning));
        foreach (var file in files) records.Insert("figure_files", ("figure_id", id), ("path", file), ("sha256", ResultFile.HashOfFile(file)));
    });

    /// <summary>Records a claim and its verdict.</summary>
    public void Claim(string experiment, Claim claim) => records.Transact(() => records.Insert(
        "claims", ("run_id", Id), ("experiment", experiment), ("claim", claim.Id), ("statement", claim.Statement), ("source", claim.Source),
        ("statistic", claim.Statistic), ("value", Finite(claim.Value)), ("spread", Finite(claim.Spread)), ("verdict", claim.Verdict.ToString()), ("reason", claim.Reason)));

    /// <summary>Records sentences that a reader must know.</summary>
    public void Notes(string experiment, IReadOnlyList<string> notes) => records.Transact(() =>
    {
        for (var at = 0; at < notes.Count; at++) records.Insert("notes", ("run_id", Id), ("experiment", experiment), ("position", at), ("text", notes[at]));
    });

    /// <summary>Ends the run.</summary>
    public void End(DateTimeOffset ended, string status, double seconds) => records.Transact(() => records.Insert(
        "run_ends", ("run_id", Id), ("ended", Text(ended)), ("status", status), ("seconds", seconds)));

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

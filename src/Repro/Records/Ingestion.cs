// Takes results from artifacts into the records, each content once, or makes the records anew from all of them.

using Dapper;
using Repro.Plans;

namespace Repro.Records;

/// <summary>Result files into rows.</summary>
public static class Ingestion
{
    /// <summary>Results that are written by one compiled statement.</summary>
    internal const int AtOnce = 1000;

    private const string InsertResult = """
        INSERT INTO results (key, sha256, kind, label, folder, started, seconds, peak_memory_bytes, details, environment)
        VALUES (@Key, @Sha256, @Kind, @Label, @Folder, @Started, @Seconds, @PeakMemoryBytes, @Details, @Environment)
        ON CONFLICT (key, sha256) DO NOTHING
        """;

    private const string InsertMetric = """
        INSERT INTO metrics (result_id, name, value, standard_error, n, unit) VALUES (@id, @Name, @Value, @StandardError, @N, @Unit)
        """;

    private const string InsertAccepted = "INSERT INTO accepted_code (result_id, file, was, now) VALUES (@id, @File, @Was, @Now)";

    /// <summary>Ingests all whole results of a store that are not in the records yet.</summary>
    /// <returns>Number of results that the store has.</returns>
    public static int IngestAll(RecordsDatabase database, ArtifactStore store)
    {
        var count = 0;
        database.Transact(() =>
        {
            foreach (var results in store.AllResults().Chunk(AtOnce))
            {
                Ingest(database, results);
                count += results.Length;
            }
        });
        return count;
    }

    /// <summary>
    /// Whether the rows of those results that are in the records say what the artifacts say. SQLite has no checksums: a flipped bit in
    /// a number is a damage that it does not see itself.
    /// </summary>
    internal static bool Agree(RecordsDatabase database, IEnumerable<ResultRecord> results)
    {
        var byHash = results.DistinctBy(result => result.Sha256).ToDictionary(result => result.Sha256);
        var agreed = new Dictionary<string, int>();
        var rows = database.Connection.Query<(string Sha256, string Name, double Value, double? StandardError, long? N, string Unit)>(
            "SELECT sha256, name, value, standard_error, n, unit FROM results JOIN metrics ON metrics.result_id = results.id",
            buffered: false);
        foreach (var row in rows)
        {
            if (!byHash.TryGetValue(row.Sha256, out var result)) continue;
            if (!result.Metrics.Contains(new(row.Name, row.Value, row.Unit, row.StandardError, row.N))) return false;
            agreed[row.Sha256] = agreed.GetValueOrDefault(row.Sha256) + 1;
        }

        return agreed.All(known => byHash[known.Key].Metrics.Count == known.Value);
    }

    /// <summary>Ingests results whose key and content are not there yet. To be called in a transaction.</summary>
    internal static void Ingest(RecordsDatabase database, IReadOnlyCollection<(string Folder, ResultRecord Result)> results)
    {
        var last = database.Connection.ExecuteScalar<long>("SELECT coalesce(max(id), 0) FROM results");
        database.Connection.Execute(InsertResult, results.Select(each => new
        {
            each.Result.Key,
            each.Result.Sha256,
            each.Result.Kind,
            each.Result.Label,
            each.Folder,
            Started = Time(each.Result.Started),
            each.Result.Seconds,
            each.Result.PeakMemoryBytes,
            Details = CanonicalJson.Write(each.Result.Details),
            Environment = RecordJson.Line(each.Result.Environment),
        }));
        var added = database.Connection.Query<(long Id, string Key, string Sha256)>(
            "SELECT id, key, sha256 FROM results WHERE id > @last", new { last });
        var byContent = results.Select(each => each.Result).DistinctBy(result => (result.Key, result.Sha256))
            .ToDictionary(result => (result.Key, result.Sha256));
        database.Connection.Execute(InsertMetric, added.SelectMany(
            row => byContent[(row.Key, row.Sha256)].Metrics,
            (row, metric) => new { id = row.Id, metric.Name, metric.Value, metric.StandardError, metric.N, metric.Unit }));
        var accepted = added.SelectMany(
            row => byContent[(row.Key, row.Sha256)].Accepted?.Files ?? [], (row, file) =>
                new { id = row.Id, file.File, file.Was, file.Now }).ToList();
        if (accepted.Count > 0) database.Connection.Execute(InsertAccepted, accepted);
    }

    /// <summary>A time as it stands in the records, in UTC.</summary>
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

/// <summary>What a rebuild has done.</summary>
/// <param name="Results">Whole results that are in the new file.</param>
/// <param name="Damaged">Artifacts that could not be taken, each with the reason.</param>
/// <param name="Aside">Where the old file is; null when there was none.</param>
public sealed record RebuiltRecords(int Results, IReadOnlyList<string> Damaged, string? Aside)
{
    /// <summary>What no artifact knows.</summary>
    public const string NotRecovered =
        "Not recovered: when earlier runs were and how they ended, jobs that failed, and the tables, figures and claims of those runs. "
        + "Run the targets again: their jobs are cached, so these are made anew in moments.";
}

/// <summary>Makes new records of all whole results.</summary>
public static class Rebuild
{
    /// <summary>The name of the run under which recovered jobs stand; no target has it.</summary>
    public const string RunName = "(rebuilt)";

    /// <summary>
    /// Writes a new file beside the old one and puts it in its place when it is whole; the old one is kept under a name with the date.
    /// Killed at any moment it leaves the old file, or the new one, or the old one under that name.
    /// </summary>
    /// <param name="path">The records' file.</param>
    /// <param name="store">Where artifacts are.</param>
    /// <param name="preset">The preset whose records these are; artifacts do not know, so results of all presets are taken.</param>
    /// <param name="facts">Facts about this machine, by name.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RecordsException">The folder cannot be written.</exception>
    public static RebuiltRecords Run(
        string path, ArtifactStore store, Preset preset, IEnumerable<KeyValuePair<string, string>> facts, TimeProvider time)
    {
        var began = time.GetTimestamp();
        var fresh = path + ".rebuilding";
        RecordsDatabase.Remove(fresh);
        var damaged = new List<string>();
        var count = 0;
        using (var records = RecordsDatabase.Open(fresh))
        {
            var run = RunRecord.Begin(records, [RunName], preset, time.GetUtcNow());
            run.Environment(facts);
            records.Transact(() =>
            {
                foreach (var checks in store.AllChecks().Chunk(Ingestion.AtOnce))
                {
                    damaged.AddRange(checks.Select(each => each.Check).OfType<DamagedArtifact>()
                        .Select(bad => $"{bad.Path} {bad.Problem}"));
                    var rows = checks.AsParallel().AsOrdered().Where(each => each.Check is CompleteArtifact)
                        .Select(each => Row(each.Folder, ((CompleteArtifact)each.Check).Result)).ToList();
                    run.Jobs(rows);
                    count += rows.Count;
                }
            });
            run.End(time.GetUtcNow(), "Rebuilt", time.GetElapsedTime(began).TotalSeconds);
        }

        var aside = RecordsDatabase.PutAside(path, "replaced", time);
        RecordsDatabase.Move(fresh, path);
        return new(count, damaged, aside);
    }

    /// <summary>A result whose job nobody has planned in this run: what it computed stands in its own folder.</summary>
    private static JobRow Row(string folder, ResultRecord result) => new(
        result.Key, result.Kind, result.Label, ArtifactStore.ConfigurationIn(folder), folder, "cached", "recovered from its artifact",
        Error: null, Seconds: 0, result);
}

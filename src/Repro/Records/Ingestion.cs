// Takes results from artifacts into the records, each content once, or makes new records from all artifacts.

using Dapper;
using Repro.Plans;

namespace Repro.Records;

/// <summary>Turns result files into rows.</summary>
public static class Ingestion
{
    /// <summary>Number of results that are written at a time.</summary>
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
    /// <returns>The number of results that the store has.</returns>
    public static int IngestAll(RecordsDatabase database, ArtifactStore store)
    {
        var count = 0;
        database.Transact(() =>
        {
            count = 0;
            foreach (var results in store.AllResults().Chunk(AtOnce))
            {
                Ingest(database, results);
                count += results.Length;
            }
        });
        return count;
    }

    /// <summary>
    /// Whether the rows of those results that are in the records agree with the artifacts. SQLite has no checksums, so it does not notice a
    /// flipped bit in a number.
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

    /// <summary>Ingests results whose key and content are not there yet. It must be called in a transaction.</summary>
    internal static void Ingest(RecordsDatabase database, IReadOnlyCollection<(string Folder, ResultRecord Result)> results)
    {
        var last = database.Connection.ExecuteScalar<long>("SELECT coalesce(max(id), 0) FROM results");
        database.Connection.Write(InsertResult, results.Select(each => new
        {
            each.Result.Key,
            each.Result.Sha256,
            each.Result.Kind,
            each.Result.Label,
            Folder = database.FromHere(each.Folder),
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
        database.Connection.Write(InsertMetric, added.SelectMany(
            row => byContent[(row.Key, row.Sha256)].Metrics,
            (row, metric) => new { id = row.Id, metric.Name, metric.Value, metric.StandardError, metric.N, metric.Unit }));
        var accepted = added.SelectMany(
            row => byContent[(row.Key, row.Sha256)].Accepted?.Files ?? [], (row, file) =>
                new { id = row.Id, file.File, file.Was, file.Now }).ToList();
        database.Connection.Write(InsertAccepted, accepted);
    }

    /// <summary>A time as it stands in the records, in UTC.</summary>
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

/// <summary>The result of a rebuild.</summary>
/// <param name="Results">Number of whole results in the new file.</param>
/// <param name="Damaged">Artifacts that could not be used, each with the reason.</param>
/// <param name="Aside">Path of the old file; null when there was none.</param>
public sealed record RebuiltRecords(int Results, IReadOnlyList<string> Damaged, string? Aside)
{
    /// <summary>What a rebuild cannot recover, for people.</summary>
    public const string NotRecovered =
        "Not recovered: when earlier runs were and how they ended, and jobs that failed.";
}

/// <summary>Makes new records from all whole results.</summary>
public static class Rebuild
{
    /// <summary>Name of the run of the recovered jobs; no target has this name.</summary>
    public const string RunName = "(rebuilt)";

    /// <summary>
    /// Writes a new file beside the old one, and renames it when it is whole; the old file is kept under a name with the date. A kill at
    /// any moment leaves the old file, or the new one, or the old one under that name.
    /// </summary>
    /// <param name="path">Path of the records.</param>
    /// <param name="store">Store of the artifacts.</param>
    /// <param name="preset">Preset of these records. Artifacts do not name their preset, so results of all presets are taken.</param>
    /// <param name="facts">Facts about this machine, by name.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RecordsException">Thrown when the folder cannot be written.</exception>
    public static RebuiltRecords Run(
        string path, ArtifactStore store, PresetFile preset, IEnumerable<KeyValuePair<string, string>> facts, TimeProvider time)
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
                (count, _) = (0, damaged.RemoveAll(_ => true));
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
            if (records.WriteWaiting() is { } locked) throw new RecordsException(locked);
        }

        var aside = RecordsDatabase.PutAside(path, "replaced", time);
        RecordsDatabase.Move(fresh, path);
        return new(count, damaged, aside);
    }

    /// <summary>Returns the row of a result whose job no plan has; its configuration is read from its folder.</summary>
    private static JobRow Row(string folder, ResultRecord result)
    {
        var (configuration, inputs) = ArtifactStore.PlannedIn(folder);
        return new(
            result.Key, result.Kind, result.Label, configuration, folder, "cached", "recovered from its artifact", Error: null, Seconds: 0,
            result)
        {
            Inputs = inputs,
        };
    }
}

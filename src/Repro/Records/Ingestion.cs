// Takes results from artifacts into the records, each content once.

using System.Globalization;
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
            "SELECT sha256, name, value, standard_error, n, unit FROM results JOIN metrics ON metrics.result_id = results.id", buffered: false);
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
        var added = database.Connection.Query<(long Id, string Key, string Sha256)>("SELECT id, key, sha256 FROM results WHERE id > @last", new { last });
        var byContent = results.Select(each => each.Result).DistinctBy(result => (result.Key, result.Sha256)).ToDictionary(result => (result.Key, result.Sha256));
        database.Connection.Execute(InsertMetric, added.SelectMany(
            row => byContent[(row.Key, row.Sha256)].Metrics,
            (row, metric) => new { id = row.Id, metric.Name, metric.Value, metric.StandardError, metric.N, metric.Unit }));
    }

    /// <summary>A time as it stands in the records, in UTC.</summary>
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

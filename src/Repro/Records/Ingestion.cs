// Takes results from artifacts into the records, each content once.

using Microsoft.Data.Sqlite;
using Repro.Plans;

namespace Repro.Records;

/// <summary>Result files into rows.</summary>
public static class Ingestion
{
    /// <summary>Ingests all whole results of a store that are not in the records yet.</summary>
    /// <returns>How many results the store has.</returns>
    public static int IngestAll(RecordsDatabase database, ArtifactStore store)
    {
        var count = 0;
        database.Connection.Transact(() =>
        {
            foreach (var (folder, result) in store.AllResults())
            {
                Ingest(database.Connection, folder, result);
                count++;
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
        var bySeal = results.DistinctBy(result => result.Sha256).ToDictionary(result => result.Sha256);
        var agreed = new Dictionary<string, int>();
        var agree = true;
        database.Connection.Rows(
            "SELECT results.sha256, metrics.name, value, standard_error, n, unit FROM results JOIN metrics ON metrics.result_id = results.id",
            row =>
            {
                if (!bySeal.TryGetValue((string)row[0]!, out var result)) return;
                agree &= result.Metrics.Contains(new((string)row[1]!, (double)row[2]!, (string)row[5]!, (double?)row[3], (long?)row[4]));
                agreed[result.Sha256] = agreed.GetValueOrDefault(result.Sha256) + 1;
            });
        return agree && agreed.All(known => bySeal[known.Key].Metrics.Count == known.Value);
    }

    /// <summary>Ingests one result unless its key and content are there. To be called in a transaction.</summary>
    /// <returns>The result's id.</returns>
    internal static long Ingest(SqliteConnection records, string folder, ResultRecord result)
    {
        var inserted = records.InsertUnlessThere(
            "results", "key, sha256", ("key", result.Key), ("sha256", result.Sha256), ("kind", result.Kind), ("label", result.Label), ("folder", folder),
            ("started", result.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")), ("seconds", result.Seconds),
            ("peak_memory_bytes", result.PeakMemoryBytes), ("details", CanonicalJson.Write(result.Details)),
            ("environment", RecordJson.Line(result.Environment)));
        if (inserted is not { } id) return records.Value<long>("SELECT id FROM results WHERE key = $1 AND sha256 = $2", result.Key, result.Sha256);
        foreach (var metric in result.Metrics)
        {
            records.Run(
                "INSERT INTO metrics (result_id, name, value, standard_error, n, unit) VALUES ($1, $2, $3, $4, $5, $6)",
                id, metric.Name, metric.Value, metric.StandardError, metric.N, metric.Unit);
        }

        return id;
    }
}

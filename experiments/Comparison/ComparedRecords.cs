// One side of a comparison: the newest models, verdicts and circumstances in a file of records.

using System.Text.Json.Nodes;
using Repro.Plans;
using Repro.Records;

namespace Experiments.Comparison;

/// <summary>A number of a model.</summary>
/// <param name="Value">The measured number, in <paramref name="Unit"/>.</param>
/// <param name="StandardError">Its standard error; null where it is not known.</param>
/// <param name="Unit">Unit of the number, e.g. nats; empty for a pure number.</param>
internal sealed record Measured(double Value, double? StandardError, string Unit);

/// <summary>The newest result of one job.</summary>
/// <param name="Identity">What was computed, by any code: kind and settings of the job and of the training that it measures.</param>
/// <param name="Group">The same without seeds.</param>
/// <param name="Name">Kind and label, for people.</param>
/// <param name="Key">Key of the job, which also names the code.</param>
/// <param name="Folder">Artifact folder, which may be gone.</param>
/// <param name="Metrics">The numbers by name.</param>
internal sealed record ComparedJob(
    string Identity, string Group, string Name, string Key, string Folder, IReadOnlyDictionary<string, Measured> Metrics);

/// <summary>What a file of records holds, as far as it is compared.</summary>
internal sealed record ComparedRecords(
    string Path, IReadOnlyDictionary<string, ComparedJob> Jobs, IReadOnlyList<LedgerEntry> Claims,
    IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, string> Data)
{
    private const string JobsOf = """
        SELECT jobs.result_id, jobs.kind, jobs.model, jobs.configuration, first.configuration, jobs.key, results.folder
        FROM model_jobs AS jobs JOIN results ON results.id = jobs.result_id
            JOIN (SELECT key, max(configuration) AS configuration FROM jobs GROUP BY key) AS first ON first.key = jobs.root
        ORDER BY jobs.run_id, jobs.result_id
        """;

    private const string EnvironmentOf = """
        SELECT key, value FROM environment WHERE run_id = (SELECT max(run_id) FROM latest_conclusions) AND key NOT IN
            ('started', 'working_folder', 'dirty', 'diff_sha256')
        """;

    private const string DataOf = """
        SELECT DISTINCT source.name || ' of ' || source.experiment, source.quality || ', content ' || substr(source.fingerprint, 1, 12)
        FROM data_sources AS source JOIN latest_conclusions AS latest
            ON latest.run_id = source.run_id AND latest.target = source.experiment
        """;

    /// <summary>Reads a folder of results or a file of records.</summary>
    /// <param name="path">The file, the folder that it is in, or the folder of all presets.</param>
    /// <param name="preset">Name of the preset, for the folder of all presets.</param>
    public static ComparedRecords Read(string path, string preset)
    {
        string[] places = [path, System.IO.Path.Combine(path, RecordsDatabase.FileName),
            System.IO.Path.Combine(path, preset, RecordsDatabase.FileName)];
        var file = places.FirstOrDefault(File.Exists) ?? places[1];
        using var records = RecordsDatabase.OpenToRead(file);
        return records.Reading(_ => Of(records, file));
    }

    private static ComparedRecords Of(RecordsDatabase records, string file)
    {
        var metrics = records.Query("SELECT result_id, name, value, standard_error, unit FROM metrics").Rows
            .ToLookup(row => (long)row[0]!, row => ((string)row[1]!, new Measured((double)row[2]!, (double?)row[3], (string)row[4]!)));
        var jobs = new Dictionary<string, ComparedJob>(StringComparer.Ordinal); // Newer rows come later and replace older ones.
        foreach (var row in records.Query(JobsOf).Rows)
        {
            var (kind, label, own, first) = ((string)row[1]!, (string)row[2]!, (string)row[3]!, (string)row[4]!);
            var identity = $"{kind} {label} {own} {first}";
            jobs[identity] = new(
                identity, $"{kind} {Seedless(own)} {Seedless(first)}", $"{kind} {label}", (string)row[5]!,
                System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, (string)row[6]!),
                metrics[(long)row[0]!].ToDictionary(metric => metric.Item1, metric => metric.Item2));
        }

        return new(file, jobs, Ledger.Of(records), Pairs(records, EnvironmentOf), Pairs(records, DataOf));
    }

    private static Dictionary<string, string> Pairs(RecordsDatabase records, string query) =>
        records.Query(query).Rows.GroupBy(row => (string)row[0]!).ToDictionary(
            same => same.Key, same => string.Join("; ", same.Select(row => (string)row[1]!)));

    /// <summary>Returns a configuration without its seeds.</summary>
    private static string Seedless(string configuration)
    {
        var json = JsonNode.Parse(configuration);
        Remove(json);
        return CanonicalJson.Write(json);

        static void Remove(JsonNode? node)
        {
            if (node is JsonObject members)
            {
                members.Remove("seed");
                foreach (var member in members) Remove(member.Value);
            }
            else if (node is JsonArray items)
            {
                foreach (var item in items) Remove(item);
            }
        }
    }
}

// The questions about the records that reviewers ask most, as SQL.

using Repro.Execution;
using Repro.Records;

namespace Experiments.CommandLine;

/// <summary>A question with a name.</summary>
/// <param name="Name">Name that a user types.</param>
/// <param name="Description">What the answer shows, as a sentence.</param>
/// <param name="Query">Returns the SQL from the records and the commit that the user has named, if any.</param>
internal sealed record Question(string Name, string Description, Func<RecordsDatabase, string?, string> Query);

/// <summary>Lists the questions; docs/records.md describes them.</summary>
internal static class Questions
{
    public static readonly IReadOnlyList<Question> All =
    [
        new("rates", "All R(z2) of models with both betas 1, with commit and data set.", (_, _) =>
            """
            SELECT model, data_set, quality, seed, rate_z2, rate_z2_error, preset, "commit" FROM models
            WHERE beta2 = 1 AND beta1 = 1 AND rate_z2 IS NOT NULL AND is_newest ORDER BY data_set, model
            """),
        new("best-psnr", "The model with the best PSNR in each band of the total rate, from a power of two to the next.", (_, _) =>
            """
            WITH RECURSIVE bands (low) AS (SELECT 0.0625 UNION ALL SELECT 2 * low FROM bands WHERE low < 65536)
            SELECT data_set, family, low AS rate_from, 2 * low AS rate_to, max(psnr) AS psnr, rate, model, quality, "commit"
            FROM models JOIN bands ON rate >= low AND rate < 2 * low WHERE psnr IS NOT NULL AND is_newest
            GROUP BY data_set, family, low ORDER BY data_set, family, low
            """),
        new("changed", "The numbers and verdicts that are not what they were at the commit of --since.", Changed),
        new("costs", "The jobs that took longest, with time and memory.", (_, _) =>
            """
            SELECT results.kind, results.label, results.seconds, results.peak_memory_bytes / 1048576 AS memory_mib, results.started,
                   json_extract(results.environment, '$.host') AS host, results.key
            FROM results WHERE id IN (SELECT result_id FROM jobs) ORDER BY results.seconds DESC LIMIT 50
            """),
        new("stand-ins", "The numbers that were computed on stand-ins, which say nothing about the real data sets.", (_, _) =>
            """
            WITH sources AS (SELECT DISTINCT name, fingerprint FROM data_sources WHERE quality = 'stand-in')
            SELECT sources.name AS data_set, jobs.kind, jobs.label, metrics.name, metrics.value, metrics.unit, jobs.key
            FROM (SELECT DISTINCT kind, label, key, configuration, result_id FROM jobs) AS jobs
                JOIN sources ON instr(jobs.configuration, sources.fingerprint) > 0 JOIN metrics USING (result_id)
            ORDER BY data_set, jobs.kind, jobs.label, metrics.name
            """),
    ];

    /// <summary>Compares the last result of each job up to the last run at a commit with the last result of all.</summary>
    private static string Changed(RecordsDatabase records, string? commit)
    {
        var commits = records.Query("SELECT DISTINCT value FROM environment WHERE key = 'commit' ORDER BY run_id").Rows
            .Select(row => (string)row[0]!).ToList();
        var found = commits
            .Where(known => commit is { Length: > 0 } && known.StartsWith(commit, StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count != 1)
            throw new UnknownNameException(
                "Name a commit that a run of these records was made at, by --since COMMIT: "
                + $"{string.Join(", ", commits.Select(TableLines.Short))}.");
        return $"""
            WITH before AS (SELECT max(run_id) AS last FROM environment WHERE key = 'commit' AND value = {SqlText.Of(found[0])}),
            numbers AS (
                SELECT jobs.run_id, jobs.run_id <= before.last AS is_old, jobs.kind || ' ' || jobs.label AS name, metrics.name AS metric,
                       metrics.value, metrics.standard_error, jobs.kind || jobs.label || jobs.configuration AS job,
                       json_extract(results.environment, '$.commit') AS "commit"
                FROM jobs JOIN before JOIN results ON results.id = jobs.result_id JOIN metrics ON metrics.result_id = results.id),
            last AS (
                SELECT *, row_number() OVER (PARTITION BY is_old, job, metric ORDER BY run_id DESC) AS age FROM numbers),
            verdicts AS (
                SELECT claims.*, run_id <= before.last AS is_old,
                       row_number() OVER (PARTITION BY run_id <= before.last, experiment, claim ORDER BY run_id DESC) AS age
                FROM claims JOIN before)
            SELECT was.name, was.metric, was.value AS was, now.value AS "now", now.value - was.value AS difference,
                   now.standard_error, now."commit"
            FROM last AS was JOIN last AS now ON now.job = was.job AND now.metric = was.metric AND NOT now.is_old AND now.age = 1
            WHERE was.is_old AND was.age = 1 AND now.value <> was.value
            UNION ALL
            SELECT 'claim ' || was.claim || ' of ' || was.experiment, 'verdict', was.verdict, now.verdict, NULL, NULL,
                   (SELECT value FROM environment WHERE run_id = now.run_id AND key = 'commit')
            FROM verdicts AS was JOIN verdicts AS now ON now.claim = was.claim AND now.experiment = was.experiment
                AND NOT now.is_old AND now.age = 1
            WHERE was.is_old AND was.age = 1 AND now.verdict <> was.verdict
            ORDER BY 1, 2
            """;
    }
}

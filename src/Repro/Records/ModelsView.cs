// The view `models`: one row for each model, with its settings and all its metrics as columns.

using Dapper;
using Microsoft.Data.Sqlite;

namespace Repro.Records;

/// <summary>
/// Makes the view, whose columns depend on the settings and metrics that are in the records. A model is a first job with all jobs of the
/// same label whose first inputs lead to it; a job that is computed by other code, or from other data, is another model.
/// </summary>
internal static class ModelsView
{
    /// <summary>Columns that every model has.</summary>
    private static readonly string[] Fixed =
        ["model", "kind", "preset", "data_set", "quality", "commit", "started", "seconds", "run_id", "is_newest", "seed", "key"];

    /// <summary>Most settings and metrics that become columns. SQLite allows 2000 columns, and each metric may have an error too.</summary>
    private const int MostColumns = 600;

    /// <summary>Replaces the view.</summary>
    /// <param name="connection">Connection to the records.</param>
    /// <param name="schema">Schema of the view: <c>main</c>, or <c>temp</c> where the file cannot be written.</param>
    public static void Make(SqliteConnection connection, string schema = "main")
    {
        var metrics = connection.Query<(string Name, long HasError)>(
            "SELECT name, count(standard_error) > 0 FROM metrics GROUP BY name ORDER BY name LIMIT @MostColumns",
            new { MostColumns }).ToList();
        var ofMetrics = metrics.SelectMany(metric => new[] { metric.Name, $"{metric.Name}_error" });
        HashSet<string> taken = [.. Fixed, .. ofMetrics.Select(name => name.ToLowerInvariant())];
        var paths = Paths(connection);
        var seeds = string.Join(", ", paths.Where(path => LastName(path) == "seed").Select(path =>
            $"json_extract(first.configuration, {Text(path)})").Append("NULL").Append("NULL"));
        var settings = Settings(paths, taken);
        var names = metrics.SelectMany(metric => metric.HasError > 0 ? new[] { (metric.Name, Of: "value", As: metric.Name),
            (metric.Name, Of: "standard_error", As: $"{metric.Name}_error") } : [(metric.Name, Of: "value", As: metric.Name)]).ToList();
        connection.Execute($"""
            DROP VIEW IF EXISTS {schema}.models;
            CREATE {(schema == "temp" ? "TEMP " : "")}VIEW models AS
                WITH sources AS (SELECT DISTINCT name, quality, fingerprint FROM data_sources),
                numbers AS (
                    SELECT first_result_id, first_run_id, model, seconds_of_model{string.Concat(names.Select(name =>
                        $",\n            max(CASE WHEN metrics.name = {Text(name.Name)} THEN metrics.{name.Of} END) AS {Quoted(name.As)}"))}
                    FROM model_jobs LEFT JOIN metrics USING (result_id) GROUP BY root, model)
                SELECT numbers.model, first.kind, runs.preset,
                    (SELECT group_concat(DISTINCT name) FROM sources WHERE instr(first.configuration, fingerprint) > 0) AS data_set,
                    (SELECT group_concat(DISTINCT quality) FROM sources WHERE instr(first.configuration, fingerprint) > 0) AS quality,
                    json_extract(results.environment, '$.commit')
                        || CASE json_extract(results.environment, '$.dirty') WHEN 'true' THEN ' with local changes' ELSE '' END AS "commit",
                    results.started, numbers.seconds_of_model AS seconds, first.run_id,
                    row_number() OVER (
                        PARTITION BY first.label, first.kind, first.configuration ORDER BY first.run_id DESC, results.id DESC) = 1
                        AS is_newest,
                    coalesce({seeds}) AS seed, first.key{string.Concat(settings.Select(setting =>
                        $",\n        json_extract(first.configuration, {Text(setting.Path)}) AS {Quoted(setting.Column)}"))}{string.Concat(
                        names.Select(name => $",\n        numbers.{Quoted(name.As)}"))}
                FROM numbers JOIN results ON results.id = numbers.first_result_id
                    JOIN jobs AS first ON first.run_id = numbers.first_run_id AND first.key = results.key
                    JOIN runs ON runs.id = first.run_id;
            """);
    }

    /// <summary>
    /// Returns the paths of the settings that are single values in all models, those with the fewest names first. The first jobs are found
    /// without the view <c>model_jobs</c>, which sorts all configurations.
    /// </summary>
    private static IReadOnlyList<string> Paths(SqliteConnection connection) =>
    [
        .. connection.Query<string>(
            """
            WITH first AS (
                SELECT jobs.rowid AS job,
                       row_number() OVER (PARTITION BY coalesce(input, jobs.key), jobs.label ORDER BY jobs.result_id) AS place
                FROM jobs LEFT JOIN job_inputs ON job_inputs.key = jobs.key AND position = 0
                    LEFT JOIN jobs AS before ON before.run_id = jobs.run_id AND before.key = input
                WHERE jobs.result_id IS NOT NULL AND before.label IS NOT jobs.label)
            SELECT tree.fullkey FROM first JOIN jobs ON jobs.rowid = first.job, json_tree(jobs.configuration) AS tree
            WHERE place = 1 AND instr(tree.fullkey, '[') = 0 AND instr(tree.fullkey, '"') = 0 AND tree.key <> 'fingerprint'
            GROUP BY tree.fullkey HAVING min(tree.type NOT IN ('object', 'array')) ORDER BY tree.fullkey
            """).OrderBy(Depth).Take(MostColumns),
    ];

    /// <summary>
    /// Returns the columns of the settings: the last name of the path that is the shortest with this name, and whole paths otherwise, after
    /// "setting_" where a metric has that name.
    /// </summary>
    private static IReadOnlyList<(string Path, string Column)> Settings(IReadOnlyList<string> paths, HashSet<string> taken)
    {
        var shortest = paths.GroupBy(LastName).Where(same => same.Count() == 1 || Depth(same.First()) < Depth(same.ElementAt(1)))
            .Select(same => same.First()).ToHashSet();
        return
        [
            .. from path in paths
               let whole = path[2..].Replace('.', '_')
               let column = shortest.Contains(path) && !taken.Contains(LastName(path)) ? path.Split('.')[^1]
                   : taken.Contains(whole.ToLowerInvariant()) ? $"setting_{whole}" : whole
               where taken.Add(column.ToLowerInvariant())
               select (path, column),
        ];
    }

    private static int Depth(string path) => path.Count(letter => letter == '.');

    private static string LastName(string path) => path.Split('.')[^1].ToLowerInvariant();

    private static string Text(string text) => $"'{text.Replace("'", "''")}'";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"")}\"";
}

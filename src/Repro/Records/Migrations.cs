// The schema of the records, version by version. A file of an older version is migrated step by step.

namespace Repro.Records;

/// <summary>SQL scripts. The n-th migrates a file from version n - 1 to version n. A released script is never changed.</summary>
internal static class Migrations
{
    /// <summary>All scripts; the first is for an empty file.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Tables + AppendOnly(TablesOfVersion1), Views, Code + AppendOnly(["accepted_code"]), Evidence];

    private const string Tables = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY, started TEXT NOT NULL, targets TEXT NOT NULL, preset TEXT NOT NULL, settings TEXT NOT NULL);
        CREATE TABLE run_ends (
            run_id INTEGER PRIMARY KEY REFERENCES runs(id), ended TEXT NOT NULL, status TEXT NOT NULL, seconds REAL NOT NULL);
        CREATE TABLE results (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL, sha256 TEXT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, folder TEXT NOT NULL,
            started TEXT NOT NULL, seconds REAL NOT NULL, peak_memory_bytes INTEGER NOT NULL, details TEXT NOT NULL,
            environment TEXT NOT NULL, UNIQUE (key, sha256));
        CREATE TABLE metrics (
            result_id INTEGER NOT NULL REFERENCES results(id), name TEXT NOT NULL, value REAL NOT NULL, standard_error REAL, n INTEGER,
            unit TEXT NOT NULL, PRIMARY KEY (result_id, name));
        CREATE TABLE jobs (
            run_id INTEGER NOT NULL REFERENCES runs(id), key TEXT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('cached', 'done', 'failed', 'skipped', 'stopped')), reason TEXT, seconds REAL NOT NULL,
            folder TEXT NOT NULL, configuration TEXT NOT NULL, error TEXT, result_id INTEGER REFERENCES results(id),
            PRIMARY KEY (run_id, key));
        CREATE TABLE tables (
            id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs(id), experiment TEXT NOT NULL, name TEXT NOT NULL,
            caption TEXT NOT NULL, csv TEXT NOT NULL, markdown TEXT NOT NULL);
        CREATE TABLE table_cells (
            table_id INTEGER NOT NULL REFERENCES tables(id), row INTEGER NOT NULL, position INTEGER NOT NULL, column_name TEXT NOT NULL,
            unit TEXT NOT NULL, text TEXT, number REAL, PRIMARY KEY (table_id, row, position));
        CREATE TABLE figures (
            id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs(id), experiment TEXT NOT NULL, name TEXT NOT NULL,
            title TEXT NOT NULL, caption TEXT NOT NULL, warning TEXT);
        CREATE TABLE figure_files (
            figure_id INTEGER NOT NULL REFERENCES figures(id), path TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (figure_id, path));
        CREATE TABLE claims (
            run_id INTEGER NOT NULL REFERENCES runs(id), experiment TEXT NOT NULL, claim TEXT NOT NULL, statement TEXT NOT NULL,
            source TEXT NOT NULL, statistic TEXT NOT NULL, value REAL, spread REAL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY (run_id, experiment, claim));
        CREATE TABLE notes (
            run_id INTEGER NOT NULL REFERENCES runs(id), experiment TEXT NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (run_id, experiment, position));
        CREATE TABLE environment (
            run_id INTEGER NOT NULL REFERENCES runs(id), key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run_id, key));
        CREATE TABLE data_sources (
            run_id INTEGER NOT NULL REFERENCES runs(id), experiment TEXT NOT NULL, name TEXT NOT NULL, quality TEXT NOT NULL,
            fingerprint TEXT NOT NULL, description TEXT NOT NULL, PRIMARY KEY (run_id, experiment, name, fingerprint));

        """;

    private const string Views = """
        CREATE VIEW run_metrics AS
            SELECT runs.id AS run_id, runs.started AS run_started, runs.preset, runs.targets, jobs.kind, jobs.label, jobs.key,
                   metrics.name, metrics.value, metrics.standard_error, metrics.n, metrics.unit
            FROM jobs JOIN runs ON runs.id = jobs.run_id JOIN metrics ON metrics.result_id = jobs.result_id;
        CREATE INDEX jobs_by_result ON jobs (result_id);

        """;

    /// <summary>The commit that computed a result, and the changes of code across which it was kept.</summary>
    private const string Code = """
        CREATE TABLE accepted_code (
            result_id INTEGER NOT NULL REFERENCES results(id), file TEXT NOT NULL, was TEXT, now TEXT, PRIMARY KEY (result_id, file));
        DROP VIEW run_metrics;
        CREATE VIEW run_metrics AS
            SELECT runs.id AS run_id, runs.started AS run_started, runs.preset, runs.targets, jobs.kind, jobs.label, jobs.key,
                   metrics.name, metrics.value, metrics.standard_error, metrics.n, metrics.unit,
                   json_extract(results.environment, '$.commit')
                       || CASE json_extract(results.environment, '$.dirty') WHEN 'true' THEN ' with local changes' ELSE '' END AS "commit",
                   (SELECT group_concat(file, ' ') FROM accepted_code WHERE result_id = results.id) AS accepted_code
            FROM jobs JOIN runs ON runs.id = jobs.run_id JOIN results ON results.id = jobs.result_id
                JOIN metrics ON metrics.result_id = results.id;

        """;

    /// <summary>What a verdict is based on.</summary>
    private const string Evidence = """
        ALTER TABLE claims ADD COLUMN unit TEXT NOT NULL DEFAULT '';
        ALTER TABLE claims ADD COLUMN p_holds REAL;
        ALTER TABLE claims ADD COLUMN p_fails REAL;
        ALTER TABLE claims ADD COLUMN history TEXT NOT NULL DEFAULT '';
        ALTER TABLE claims ADD COLUMN error_rates TEXT NOT NULL DEFAULT '';

        """;

    /// <summary>Returns triggers that refuse changes.</summary>
    private static string AppendOnly(IEnumerable<string> tables) => string.Concat(tables.Select(table => $"""
        CREATE TRIGGER {table}_keep BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
        CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;

        """));

    private static IReadOnlyList<string> TablesOfVersion1 =>
    [
        "runs", "run_ends", "results", "metrics", "jobs", "tables", "table_cells", "figures", "figure_files", "claims", "notes",
        "environment", "data_sources",
    ];
}

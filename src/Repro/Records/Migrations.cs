// The schema of the records, version by version. A file of an older version is migrated step by step.

namespace Repro.Records;

/// <summary>SQL scripts. The n-th migrates a file from version n - 1 to version n. A released script is never changed.</summary>
internal static class Migrations
{
    /// <summary>All scripts; the first is for an empty file.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Tables + AppendOnly(TablesOfVersion1), Views, Code + AppendOnly(["accepted_code"]), Verdicts,
        Evidence + AppendOnly(["conclusions", "conclusion_results", "claim_evidence", "job_inputs"]) + EvidenceViews,
        ShortReasons,
    ];

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

    /// <summary>Statistics of a verdict.</summary>
    private const string Verdicts = """
        ALTER TABLE claims ADD COLUMN unit TEXT NOT NULL DEFAULT '';
        ALTER TABLE claims ADD COLUMN p_holds REAL;
        ALTER TABLE claims ADD COLUMN p_fails REAL;
        ALTER TABLE claims ADD COLUMN history TEXT NOT NULL DEFAULT '';
        ALTER TABLE claims ADD COLUMN error_rates TEXT NOT NULL DEFAULT '';

        """;

    /// <summary>
    /// The command of a run, and what a conclusion and its claims were made of. Of conclusions in older files nothing is known to be
    /// missing.
    /// </summary>
    private const string Evidence = """
        ALTER TABLE runs ADD COLUMN command TEXT NOT NULL DEFAULT '';
        CREATE TABLE conclusions (
            run_id INTEGER NOT NULL REFERENCES runs(id), experiment TEXT NOT NULL, missing_results INTEGER NOT NULL, passed INTEGER,
            PRIMARY KEY (run_id, experiment));
        INSERT INTO conclusions (run_id, experiment, missing_results)
            SELECT run_id, experiment, 0 FROM tables UNION SELECT run_id, experiment, 0 FROM figures
            UNION SELECT run_id, experiment, 0 FROM claims;
        CREATE TABLE conclusion_results (
            run_id INTEGER NOT NULL REFERENCES runs(id), experiment TEXT NOT NULL, result_id INTEGER NOT NULL REFERENCES results(id),
            PRIMARY KEY (run_id, experiment, result_id)) WITHOUT ROWID;
        CREATE TABLE claim_evidence (
            run_id INTEGER NOT NULL REFERENCES runs(id), experiment TEXT NOT NULL, claim TEXT NOT NULL,
            result_id INTEGER NOT NULL REFERENCES results(id), PRIMARY KEY (run_id, experiment, claim, result_id)) WITHOUT ROWID;
        CREATE TABLE job_inputs (
            key TEXT NOT NULL, position INTEGER NOT NULL, input TEXT NOT NULL, PRIMARY KEY (key, position)) WITHOUT ROWID;
        CREATE INDEX job_inputs_by_input ON job_inputs (input, position);

        """;

    /// <summary>
    /// The best conclusion of each target, its claims and the results behind them, and the jobs of each model. docs/records.md describes
    /// them.
    /// </summary>
    private const string EvidenceViews = """
        CREATE VIEW latest_conclusions AS
            WITH judged AS (
                SELECT run_id, experiment, missing_results, passed,
                       (SELECT count(*) FROM data_sources AS source WHERE source.run_id = conclusions.run_id
                           AND source.experiment = conclusions.experiment AND source.quality = 'stand-in') AS stand_ins
                FROM conclusions),
            ranked AS (
                SELECT *, max(run_id) OVER (PARTITION BY experiment) AS last_run,
                       row_number() OVER (PARTITION BY experiment ORDER BY stand_ins, missing_results, run_id DESC) AS place
                FROM judged)
            SELECT run_id, experiment AS target, stand_ins, missing_results, passed,
                   CASE WHEN last_run > run_id THEN last_run END AS worse_later_run
            FROM ranked WHERE place = 1;
        CREATE VIEW latest_claims AS
            SELECT claims.claim, latest.target, claims.rowid AS position, claims.statement, claims.source, claims.statistic,
                   claims.value AS effect, claims.spread AS standard_error, claims.unit, claims.p_holds, claims.p_fails,
                   claims.error_rates, claims.verdict, claims.history, claims.reason,
                   (SELECT group_concat(description, '; ') FROM data_sources AS source
                    WHERE source.run_id = latest.run_id AND source.experiment = latest.target) AS data,
                   latest.stand_ins, latest.missing_results, latest.worse_later_run, runs.id AS run_id, runs.started, runs.preset,
                   runs.command, (SELECT value FROM environment WHERE run_id = runs.id AND key = 'commit') AS "commit"
            FROM latest_conclusions AS latest JOIN runs ON runs.id = latest.run_id
                JOIN claims ON claims.run_id = latest.run_id AND claims.experiment = latest.target;
        CREATE VIEW claim_results AS
            SELECT claims.run_id, claims.experiment AS target, claims.claim, evidence.result_id
            FROM claims JOIN claim_evidence AS evidence USING (run_id, experiment, claim)
            UNION ALL
            SELECT claims.run_id, claims.experiment, claims.claim, read.result_id
            FROM claims JOIN conclusion_results AS read USING (run_id, experiment)
            WHERE NOT EXISTS (
                SELECT 1 FROM claim_evidence AS evidence WHERE evidence.run_id = claims.run_id
                    AND evidence.experiment = claims.experiment AND evidence.claim = claims.claim);
        CREATE VIEW model_jobs AS
            WITH RECURSIVE last AS MATERIALIZED (
                SELECT jobs.key, jobs.kind, jobs.label, jobs.configuration, jobs.run_id, jobs.result_id
                FROM jobs JOIN (SELECT key, max(run_id) AS run_id FROM jobs WHERE result_id IS NOT NULL GROUP BY key)
                    USING (key, run_id)),
            descent (key, root, depth) AS (
                SELECT key, key, 0 FROM last WHERE key NOT IN (
                    SELECT key FROM job_inputs WHERE position = 0 AND input IN (SELECT key FROM last))
                UNION ALL
                SELECT job_inputs.key, descent.root, descent.depth + 1
                FROM descent JOIN job_inputs ON job_inputs.input = descent.key AND job_inputs.position = 0),
            members AS (
                SELECT last.*, descent.root, descent.depth,
                       row_number() OVER (PARTITION BY root, label, kind, configuration ORDER BY run_id DESC, result_id DESC) AS age
                FROM last JOIN descent USING (key))
            SELECT members.root, members.label AS model, members.key, members.kind, members.configuration, run_id, result_id,
                   first_value(result_id) OVER first AS first_result_id, first_value(run_id) OVER first AS first_run_id,
                   row_number() OVER first = 1 AS is_first,
                   sum(results.seconds) OVER (PARTITION BY root, members.label) AS seconds_of_model
            FROM members JOIN results ON results.id = members.result_id WHERE age = 1
            WINDOW first AS (PARTITION BY root, members.label ORDER BY depth, result_id);

        """;

    /// <summary>What a verdict rests on in a few words.</summary>
    private const string ShortReasons = """
        ALTER TABLE claims ADD COLUMN short_reason TEXT NOT NULL DEFAULT '';
        DROP VIEW latest_claims;
        CREATE VIEW latest_claims AS
            SELECT claims.claim, latest.target, claims.rowid AS position, claims.statement, claims.source, claims.statistic,
                   claims.value AS effect, claims.spread AS standard_error, claims.unit, claims.p_holds, claims.p_fails,
                   claims.error_rates, claims.verdict, claims.history, claims.reason, claims.short_reason,
                   (SELECT group_concat(description, '; ') FROM data_sources AS source
                    WHERE source.run_id = latest.run_id AND source.experiment = latest.target) AS data,
                   latest.stand_ins, latest.missing_results, latest.worse_later_run, runs.id AS run_id, runs.started, runs.preset,
                   runs.command, (SELECT value FROM environment WHERE run_id = runs.id AND key = 'commit') AS "commit"
            FROM latest_conclusions AS latest JOIN runs ON runs.id = latest.run_id
                JOIN claims ON claims.run_id = latest.run_id AND claims.experiment = latest.target;

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

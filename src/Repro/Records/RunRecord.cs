// Writes one run into the records while it runs: its start, each job when it ends, the conclusions, and its end.

using Dapper;
using Repro.Claims;
using Repro.Figures;
using Repro.Plans;

namespace Repro.Records;

/// <summary>A job's row in a run.</summary>
/// <param name="Key">Key of the job.</param>
/// <param name="Kind">Kind of the job.</param>
/// <param name="Label">Label of the job.</param>
/// <param name="Configuration">Canonical JSON of the job's configuration.</param>
/// <param name="Folder">Artifact folder of the job, which is recorded relative to the folder of the records.</param>
/// <param name="State">How the job ended: <c>cached</c>, <c>done</c>, <c>failed</c>, <c>skipped</c> or <c>stopped</c>.</param>
/// <param name="Reason">Why the job was run; null when it was cached.</param>
/// <param name="Error">Why the job has no result; null when it has one.</param>
/// <param name="Seconds">Time spent on the job in this run, in seconds.</param>
/// <param name="Result">The verified result; null when there is none.</param>
public sealed record JobRow(
    string Key, string Kind, string Label, string Configuration, string Folder, string State, string? Reason, string? Error, double Seconds,
    ResultRecord? Result)
{
    /// <summary>Keys of the job's inputs, in their order.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The hash of the result; null when there is none.</summary>
    public string? Sha256 => Result?.Sha256;
}

/// <summary>
/// Writes the rows of one run. Each call is a transaction of its own, so a killed run leaves whole records. Rows are made when they are
/// written, since the number of the run may not be known before.
/// </summary>
public sealed class RunRecord
{
    private readonly RecordsDatabase database;

    private RunRecord(RecordsDatabase database, string started) => (this.database, Started) = (database, started);

    /// <summary>When the run began, in UTC, as the records say it.</summary>
    public string Started { get; }

    /// <summary>Number of the run in the file; 0 while its first row waits (<see cref="RecordsDatabase.WriteWaiting"/>).</summary>
    public long Id { get; private set; }

    /// <summary>Begins a run.</summary>
    /// <param name="database">The open file.</param>
    /// <param name="targets">Names of the targets.</param>
    /// <param name="preset">The preset.</param>
    /// <param name="started">When the run began.</param>
    /// <param name="command">The whole command that started the run, as it can be typed again; empty when it is not known.</param>
    public static RunRecord Begin(
        RecordsDatabase database, IEnumerable<string> targets, PresetFile preset, DateTimeOffset started, string command = "")
    {
        var run = new RunRecord(database, Ingestion.Time(started));
        database.Transact(() => run.Id = Insert(database, "runs", new
        {
            started = run.Started,
            targets = string.Join(' ', targets),
            preset = preset.Name,
            settings = CanonicalJson.Write(preset.Settings),
            command,
        }));
        return run;
    }

    /// <summary>Records facts about the machine and the settings; a fact that is already recorded does not change.</summary>
    public void Environment(IEnumerable<KeyValuePair<string, string>> facts) => Execute(
        "INSERT OR IGNORE INTO environment (run_id, key, value) VALUES (@Id, @Key, @Value)",
        facts.Select(fact => new { Id, fact.Key, fact.Value }));

    /// <summary>Records where the data of an experiment came from.</summary>
    public void Data(string experiment, IEnumerable<DataSource> sources) => Execute(
        """
        INSERT OR IGNORE INTO data_sources (run_id, experiment, name, quality, fingerprint, description)
        VALUES (@Id, @experiment, @Name, @Quality, @Fingerprint, @Description)
        """,
        sources.Select(source => new { Id, experiment, source.Name, source.Quality, source.Fingerprint, source.Description }));

    /// <summary>Records how jobs ended; results that are not in the records yet are ingested.</summary>
    public void Jobs(params IReadOnlyCollection<JobRow> rows) => database.Transact(() =>
    {
        Ingestion.Ingest(database, [.. rows.Where(row => row.Result is not null).Select(row => (row.Folder, row.Result!))]);
        Execute(
            $"""
            INSERT INTO jobs (run_id, key, kind, label, state, reason, seconds, folder, configuration, error, result_id)
            VALUES ({Id}, @Key, @Kind, @Label, @State, @Reason, @Seconds, @Folder, @Configuration, @Error,
                (SELECT id FROM results WHERE key = @Key AND sha256 = @Sha256))
            """,
            rows.Select(row => row with { Folder = database.FromHere(row.Folder) }));
        Execute(
            "INSERT OR IGNORE INTO job_inputs (key, position, input) VALUES (@Key, @position, @input)",
            rows.SelectMany(row => row.Inputs, (row, input) => (row.Key, input)).GroupBy(each => each.Key)
                .SelectMany(job => job.Select((each, position) => new { each.Key, position, each.input })));
    });

    /// <summary>Records that an experiment has concluded, and from what. It comes before the claims of the conclusion.</summary>
    /// <param name="experiment">Name of the experiment.</param>
    /// <param name="passed">Whether the experiment, if it is a check, has passed.</param>
    /// <param name="missingResults">Number of jobs without a result.</param>
    /// <param name="results">The results that the conclusion was made from; all are in the records.</param>
    public void Conclusion(string experiment, bool passed, int missingResults, IReadOnlyCollection<ResultRecord> results) =>
        database.Transact(() =>
        {
            Insert(database, "conclusions", new { run_id = Id, experiment, missing_results = missingResults, passed });
            Execute(
                """
                INSERT INTO conclusion_results (run_id, experiment, result_id)
                SELECT @Id, @experiment, id FROM results WHERE key = @Key AND sha256 = @Sha256
                """,
                results.Select(result => new { Id, experiment, result.Key, result.Sha256 }));
        });

    /// <summary>Records a table, cell by cell.</summary>
    public void Table(string experiment, Table table, string csv, string markdown) => database.Transact(() =>
    {
        var row = new
        {
            run_id = Id,
            experiment,
            name = table.Name,
            caption = table.Caption,
            csv = Within(csv),
            markdown = Within(markdown),
        };
        var id = Insert(database, "tables", row);
        Execute(
            """
            INSERT INTO table_cells (table_id, row, position, column_name, unit, text, number)
            VALUES (@id, @row, @position, @Name, @Unit, @text, @number)
            """,
            table.Rows.SelectMany((cells, row) => cells.Zip(table.Columns)
                .Select((each, position) => (row, position, Cell: each.First, Column: each.Second)))
                .Select(at =>
                    new { id, at.row, at.position, at.Column.Name, at.Column.Unit, text = Text(at.Cell), number = Number(at.Cell) }));
    });

    /// <summary>Records a figure and the hashes of its files.</summary>
    public void Figure(string experiment, Figure figure, IEnumerable<string> files)
    {
        var hashed = files.Select(path => (path, sha256: ResultFile.HashOfFile(path))).ToList();
        database.Transact(() =>
        {
            var row = new
            {
                run_id = Id,
                experiment,
                name = figure.Name,
                title = figure.Title,
                caption = figure.Caption,
                warning = figure.Warning
            };
            var id = Insert(database, "figures", row);
            Execute(
                "INSERT INTO figure_files (figure_id, path, sha256) VALUES (@id, @path, @sha256)",
                hashed.Select(file => new { id, path = Within(file.path), file.sha256 }));
        });
    }

    /// <summary>Records a claim, its verdict, and the jobs behind it where it names them.</summary>
    public void Claim(string experiment, Claim claim) => database.Transact(() =>
    {
        Insert(database, "claims", new
        {
            run_id = Id,
            experiment,
            claim = claim.Id,
            statement = claim.Statement,
            source = claim.Source,
            statistic = claim.Statistic,
            value = Number(claim.Value),
            spread = Number(claim.Spread),
            verdict = claim.Verdict.ToString(),
            reason = claim.Reason,
            unit = claim.Unit,
            p_holds = Number(claim.PHolds),
            p_fails = Number(claim.PFails),
            history = claim.History,
            error_rates = claim.ErrorRates,
            short_reason = claim.Short,
        });
        Execute(
            """
            INSERT INTO claim_evidence (run_id, experiment, claim, result_id)
            SELECT @Id, @experiment, @claim, result_id FROM jobs WHERE run_id = @Id AND key = @key AND result_id IS NOT NULL
            """,
            claim.Evidence.Distinct().Select(key => new { Id, experiment, claim = claim.Id, key }));
    });

    /// <summary>Records sentences that a reader must know.</summary>
    public void Notes(string experiment, IReadOnlyList<string> notes) => Execute(
        "INSERT INTO notes (run_id, experiment, position, text) VALUES (@Id, @experiment, @position, @text)",
        notes.Select((text, position) => new { Id, experiment, position, text }));

    /// <summary>
    /// Returns how a new result differs from the last one of the same key on the same machine; null when it does not differ, or there is
    /// none.
    /// </summary>
    /// <param name="result">A result that is already in the records.</param>
    public string? Disagreement(ResultRecord result)
    {
        var row = database.Reading(connection => connection.QueryFirstOrDefault<(string? Name, double Was, double Is, string? Started)>(
            """
            SELECT old.name, old.value, new.value, before.started FROM results AS after
            JOIN results AS before ON before.key = after.key AND before.id < after.id
                AND json_extract(before.environment, '$.host') = json_extract(after.environment, '$.host')
            JOIN metrics AS old ON old.result_id = before.id JOIN metrics AS new ON new.result_id = after.id AND new.name = old.name
            WHERE after.key = @Key AND after.sha256 = @Sha256 AND old.value <> new.value ORDER BY before.id DESC LIMIT 1
            """,
            new { result.Key, result.Sha256 }));
        return row.Name is null ? null
            : $"{row.Name} was {row.Was} ({row.Started}) and is {row.Is}";
    }

    /// <summary>Ends the run, and makes the view of all models, whose columns are the metrics that there are by now.</summary>
    public void End(DateTimeOffset ended, string status, double seconds) => database.Transact(() =>
    {
        Insert(database, "run_ends", new { run_id = Id, ended = Ingestion.Time(ended), status, seconds });
        ModelsView.Make(database.Connection);
    });

    /// <summary>Returns a path relative to the folder of the records where it is inside it, so that the folder can be moved.</summary>
    private string Within(string path) =>
        Path.GetRelativePath(Path.GetDirectoryName(database.Path)!, path) is var inside && !inside.StartsWith("..") ? inside : path;

    private void Execute<T>(string text, IEnumerable<T> rows) => database.Transact(() => database.Connection.Write(text, rows));

    /// <summary>Inserts a row, whose members are named like the columns, and returns its id.</summary>
    private static long Insert(RecordsDatabase database, string table, object row)
    {
        var columns = row.GetType().GetProperties().Select(property => property.Name).ToList();
        return database.Connection.ExecuteScalar<long>(
            $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES (@{string.Join(", @", columns)}) RETURNING rowid", row);
    }

    private static string? Text(object? cell) => cell is null ? null : TableText.Plain(cell);

    /// <summary>Returns a cell as a finite number; null when it is none.</summary>
    private static double? Number(object? cell) => cell switch
    {
        double value => double.IsFinite(value) ? value : null,
        long value => value,
        int value => value,
        bool value => value ? 1 : 0,
        _ => null,
    };
}

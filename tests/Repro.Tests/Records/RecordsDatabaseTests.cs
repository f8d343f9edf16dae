// The records keep what was written, refuse changes, migrate with the program, and survive damage.

using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Repro.Plans;
using Repro.Records;
using Xunit;

namespace Repro.Tests.Records;

public sealed class RecordsDatabaseTests : FolderTest
{
    private string Database => folder["records.sqlite"];

    private string Artifacts => folder["artifacts"];

    [Fact]
    public void Rows_can_be_added_but_neither_changed_nor_removed()
    {
        using var records = RecordsDatabase.Open(Database);
        Fill(records);
        var kept = Toys.Result(Artifacts, Toys.Count()) with { Sha256 = "other", Accepted = new(["key"], [new("a.cs", null, "1")]) };
        Ingestion.Ingest(records, [("folder", kept)]);
        var tables = Strings(records, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");

        Assert.NotEmpty(tables);
        Assert.All(tables, table =>
        {
            Assert.True(records.Connection.ExecuteScalar<long>($"SELECT count(*) FROM {table}") > 0,
                $"{table} is empty, so the test says nothing of it");
            var column = Strings(records, $"SELECT name FROM pragma_table_info('{table}')")[0];
            foreach (var change in (string[])[$"UPDATE {table} SET {column} = {column}", $"DELETE FROM {table}"])
                Assert.Contains("append-only", Assert.Throws<SqliteException>(() => records.Connection.Execute(change)).Message);
            Assert.Throws<SqliteException>(() => records.Connection.Execute($"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"));
        });
    }

    [Fact]
    public void A_job_of_no_run_is_refused()
    {
        using var records = RecordsDatabase.Open(Database);

        Assert.Throws<SqliteException>(
            () => records.Connection.Execute("INSERT INTO run_ends (run_id, ended, status, seconds) VALUES (7, '', '', 0)"));
    }

    [Theory]
    [InlineData("file/records.sqlite")]
    [InlineData("file/below/records.sqlite")]
    [InlineData("folder")]
    public void Records_that_cannot_be_made_ask_for_another_folder(string name)
    {
        File.WriteAllText(folder["file"], "");
        Directory.CreateDirectory(folder["folder"]);

        var error = Assert.Throws<RecordsException>(() => RecordsDatabase.Open(folder[name]));

        Assert.Contains(folder[name], error.Message);
        Assert.EndsWith("give another folder by --results DIR.", error.Message);
    }

    [Fact]
    public void A_file_of_the_first_version_is_brought_up_to_date_with_its_rows()
    {
        using (var old = RecordsDatabase.Open(Database, [Migrations.All[0]]))
        {
            old.Connection.Execute(FirstVersion);
            Assert.Equal(1, old.Connection.ExecuteScalar<long>("PRAGMA user_version"));
        }

        using (var reader = RecordsDatabase.OpenToRead(Database)) Check(reader);
        using var records = RecordsDatabase.Open(Database);

        Check(records);
        static void Check(RecordsDatabase records)
        {
            Assert.Equal(Migrations.All.Count, records.Connection.ExecuteScalar<long>("PRAGMA user_version"));
            Assert.Equal(["sum 4.5 abc"], Strings(records, "SELECT name || ' ' || value || ' ' || \"commit\" FROM run_metrics"));
            Assert.Equal(["Toy.Table1 1 1"], Strings(
                records, "SELECT target || ' ' || run_id || ' ' || stand_ins FROM latest_conclusions"));
            Assert.Equal(("A1", Repro.Claims.Verdict.Holds, 0L), Ledger.Of(records).Select(entry =>
                (entry.Claim, entry.Verdict, entry.Results)).Single());
        }
    }

    /// <summary>Rows as the program of version 1 wrote them.</summary>
    private const string FirstVersion = """
        INSERT INTO runs VALUES (1, '2026-11-20T13:40:00Z', 'Toy.Table1', 'toy', '{}');
        INSERT INTO results VALUES (1, 'key', 'hash', 'count', 'count 1', 'folder', '2026-11-20T13:40:00Z', 1, 0, '{}', '{"commit":"abc"}');
        INSERT INTO metrics VALUES (1, 'sum', 4.5, NULL, NULL, 'nats');
        INSERT INTO jobs VALUES (1, 'key', 'count', 'count 1', 'done', NULL, 1, 'folder', '{}', NULL, 1);
        INSERT INTO claims VALUES (1, 'Toy.Table1', 'A1', 's', 'p', 't', 3.5, 0.1, 'Holds', 'r');
        INSERT INTO data_sources VALUES (1, 'Toy.Table1', 'toys', 'stand-in', '00ff', 'toys from a box');
        """;

    [Fact]
    public void Reading_leaves_the_folder_as_it_is_and_refuses_changes()
    {
        using (var records = RecordsDatabase.Open(Database)) Fill(records);
        var content = File.ReadAllBytes(Database);

        using (var reader = RecordsDatabase.OpenToRead(Database))
        {
            Assert.Single(reader.Query("SELECT * FROM models").Rows);
            Assert.Contains("readonly", Assert.Throws<QueryException>(() => reader.Query("DELETE FROM main.run_ends")).Message);
            Assert.Equal(["artifacts", "picture.png", "records.sqlite"],
                Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
        }

        Assert.Equal(content, File.ReadAllBytes(Database));
        Assert.Contains("Run a target first", Assert.Throws<RecordsException>(() => RecordsDatabase.OpenToRead(folder["none"])).Message);
    }

    [Fact]
    public void A_migration_that_fails_leaves_the_file_as_it_was()
    {
        RecordsDatabase.Open(Database, [Migrations.All[0]]).Dispose();

        Assert.Throws<RecordsDamagedException>(
            () => RecordsDatabase.Open(Database, [Migrations.All[0], "CREATE TABLE half (id); CREATE TABLE half (id);"]));

        using var records = RecordsDatabase.Open(Database, [Migrations.All[0]]);
        Assert.Equal(0, records.Connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'half'"));
    }

    [Fact]
    public void A_file_of_a_newer_program_is_refused_with_the_remedy()
    {
        RecordsDatabase.Open(Database, [.. Migrations.All, "CREATE TABLE future (id);"]).Dispose();

        var error = Assert.Throws<RecordsException>(() => RecordsDatabase.Open(Database));

        Assert.Contains("Update the program", error.Message);
    }

    [Fact]
    public void There_is_no_write_ahead_log()
    {
        using var records = RecordsDatabase.Open(Database);

        Assert.Equal("delete", records.Connection.ExecuteScalar<string>("PRAGMA journal_mode"));
    }

    [Fact]
    public void Rows_wait_in_their_order_while_another_program_reads_and_are_written_when_it_has_finished()
    {
        using var records = RecordsDatabase.Open(Database);
        RunRecord run;
        using (var reader = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            reader.Open();
            reader.Execute("BEGIN; SELECT count(*) FROM runs");
            run = RunRecord.Begin(records, ["target"], new("toy", []), Toys.Then);
            run.Notes("target", ["a note"]);
            run.End(Toys.Then, "Succeeded", 1);

            var locked = records.WriteWaiting(timeoutSeconds: 1);

            Assert.Equal(0, reader.ExecuteScalar<long>("SELECT count(*) FROM runs"));
            Assert.Contains("database is locked", locked);
            Assert.Contains("hvae-repro rebuild", locked);
        }

        Assert.Null(records.WriteWaiting());
        Assert.Equal(1, run.Id);
        Assert.Equal(["1 a note Succeeded"], Strings(
            records, "SELECT runs.id || ' ' || text || ' ' || status FROM runs JOIN notes ON notes.run_id = runs.id "
                + "JOIN run_ends ON run_ends.run_id = runs.id"));
    }

    [Fact]
    public void A_result_is_ingested_once_and_a_new_content_beside_it()
    {
        var job = Toys.Count();
        Toys.Run(Artifacts, job);
        using var records = RecordsDatabase.Open(Database);
        for (var time = 0; time < 3; time++) Ingestion.IngestAll(records, new(Artifacts));
        var result = Toys.Result(Artifacts, job);

        Assert.Equal(1, records.Connection.ExecuteScalar<long>("SELECT count(*) FROM results"));
        Assert.Equal(result.Metrics.Count, records.Connection.ExecuteScalar<long>("SELECT count(*) FROM metrics"));

        Ingestion.Ingest(records, [("there", result with { Sha256 = "other" })]);
        Assert.Equal(2, records.Connection.ExecuteScalar<long>("SELECT count(*) FROM results"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5000)]
    public void A_damaged_file_is_set_aside_with_a_notice_and_made_anew(int at)
    {
        using (var records = RecordsDatabase.Open(Database)) Fill(records);
        var content = File.ReadAllBytes(Database);
        Array.Fill(content, (byte)0x5a, at, 4000);
        File.WriteAllBytes(Database, content);

        var error = Assert.Throws<RecordsDamagedException>(() => RecordsDatabase.Open(Database));
        var notices = new List<string>();
        using var renewed = RecordsDatabase.OpenOrRenew(Database, _ => true, notices.Add, new FakeTimeProvider(Toys.Then), out var isNew);
        Ingestion.IngestAll(renewed, new(Artifacts));

        Assert.Contains("hvae-repro rebuild", error.Message);
        Assert.True(isNew);
        Assert.Contains("records.sqlite.damaged-20261120T134000Z", Assert.Single(notices));
        Assert.Equal(content, File.ReadAllBytes(Database + ".damaged-20261120T134000Z"));
        Assert.Equal(1, renewed.Connection.ExecuteScalar<long>("SELECT count(*) FROM results"));
    }

    [Theory]
    [InlineData("sql = replace(sql, 'REFERENCES results(id)', 'REFERENCES results(iD_)')", "the definition of ")]
    [InlineData("name = CAST(name AS BLOB) WHERE type = 'view'", "System.Byte[]")]
    public void A_damaged_schema_is_noticed_when_the_file_is_opened(string damage, string problem)
    {
        using (var intact = RecordsDatabase.Open(Database))
            intact.Connection.Execute($"PRAGMA writable_schema = 1; UPDATE sqlite_master SET {damage}");

        var error = Assert.Throws<RecordsDamagedException>(() => RecordsDatabase.Open(Database));

        Assert.Contains(problem, error.Message);
        Assert.Contains("hvae-repro rebuild", error.Message);
    }

    [Theory]
    [InlineData("claims", "value = 'much'")]
    [InlineData("metrics", "value = 9e999")]
    [InlineData("claims", "verdict = 'Hold3'")]
    [InlineData("jobs", "configuration = '{'")]
    [InlineData("tables", "name = 'T' || char(0)")]
    [InlineData("environment", "value = x'00'")]
    public void A_value_that_damage_has_changed_to_another_type_is_noticed_when_the_file_is_opened(string table, string damage)
    {
        using (var intact = RecordsDatabase.Open(Database))
        {
            Fill(intact);
            var trigger = intact.Connection.ExecuteScalar<string>($"SELECT sql FROM sqlite_master WHERE name = '{table}_keep'");
            intact.Connection.Execute($"DROP TRIGGER {table}_keep; UPDATE {table} SET {damage}; {trigger}");
        }

        foreach (var open in new[] { RecordsDatabase.Open, RecordsDatabase.OpenToRead })
        {
            var message = Assert.Throws<RecordsDamagedException>(() => open(Database)).Message;
            Assert.Contains($"{table}.{damage.Split(' ')[0]} has a value", message);
            Assert.Contains("hvae-repro rebuild", message);
        }
    }

    [Theory]
    [InlineData(
        "not a database at all, but quite a long text that stands where one is expected, longer than a header of a hundred bytes is")]
    [InlineData("short")]
    public void A_file_that_is_no_database_is_damaged(string content)
    {
        File.WriteAllText(Database, content);

        Assert.Throws<RecordsDamagedException>(() => RecordsDatabase.Open(Database));
    }

    [Fact]
    public void Csv_files_show_runs_jobs_and_metrics()
    {
        using var records = RecordsDatabase.Open(Database);
        Fill(records);

        var files = CsvExport.WriteRecords(records, folder.Path);

        Assert.Equal(["runs.csv", "jobs.csv", "metrics.csv"], files.Select(Path.GetFileName));
        Assert.Equal("run,started,targets,preset,status,seconds\n1,2026-11-20T13:40:00Z,Toy.Table1,toy,Succeeded,1.5\n",
            File.ReadAllText(folder["runs.csv"]));
        Assert.Contains(",sum,4.146264369941973,0.5,3,nats,", File.ReadAllText(folder["metrics.csv"]));
    }

    private static IReadOnlyList<string> Strings(RecordsDatabase records, string query) => [.. records.Connection.Query<string>(query)];

    /// <summary>Writes at least one row to each table.</summary>
    private void Fill(RecordsDatabase records)
    {
        var job = Toys.Count();
        Toys.Run(Artifacts, job);
        var now = Toys.Then;
        var run = RunRecord.Begin(records, ["Toy.Table1"], new PresetFile("toy", []), now);
        run.Environment([new("cpu", "abacus"), new("cpu", "again")]);
        run.Data("Toy.Table1", [new("toys", "official", "00ff", "toys from a box")]);
        run.Jobs(new JobRow(job.Key, job.Kind, job.Label, job.ConfigurationText, "folder", "done", "has not been run", null, 1,
            Toys.Result(Artifacts, job))
        { Inputs = ["another key"] });
        run.Conclusion("Toy.Table1", passed: true, 0, [Toys.Result(Artifacts, job)]);
        run.Table("Toy.Table1", new()
        {
            Name = "T",
            Caption = "C",
            Columns = [new("a"), new("b", "nats")],
            Rows = [["x", 1.5], [null, double.NaN]]
        }, "T.csv", "T.md");
        var picture = folder["picture.png"];
        File.WriteAllText(picture, "picture");
        run.Figure("Toy.Table1", new() { Name = "F", Title = "T", Caption = "C", Panels = [] }, [picture]);
        run.Claim("Toy.Table1", new("A1", "s", "p", "t", double.PositiveInfinity, null, Repro.Claims.Verdict.Undecided, "r")
        {
            Evidence = [job.Key],
        });
        run.Notes("Toy.Table1", ["a note"]);
        run.End(now, "Succeeded", 1.5);
    }
}

// A whole run: its files, its records, its output, and its exit status.

using Dapper;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;
using Repro.Execution;
using Repro.Figures;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class RunnerTests : RunTest
{
    [Fact]
    public async Task A_run_leaves_tables_figures_claims_and_records()
    {
        var result = await RunAsync();

        Assert.Equal(RunStatus.Succeeded, result.Status);
        Assert.Equal(
            ["Toy.Table1.csv", "Toy.Table1.md", "Toy.Table1.Picture.png", "Toy.Table1.Picture.svg", "Toy.Table1.Picture.csv",
                "Toy.Table1.notes.md", "runs.csv", "jobs.csv", "metrics.csv", "records.sqlite"],
            result.Files.Select(Path.GetFileName));
        Assert.All(result.Files, file => Assert.True(File.Exists(file)));
        Assert.Equal("job,total [nats]\nsum of all,15.260647524952612\nsum of the first,4.146264369941973\n",
            File.ReadAllText(folder["results/Toy.Table1.csv"]));
        Assert.Equal(
            "# Toy.Table1\n\nSums \\| of roots\n\n| job | total [nats] |\n|---|---:|\n| sum of all | 15.26 |\n| sum of the first | 4.15 "
            + "|\n", File.ReadAllText(folder["results/Toy.Table1.md"]));
        Assert.Equal([1, 5, 1, 1, 1, 1, 1, 1, 3], (
            (string[])["runs", "jobs", "tables", "figures", "claims", "notes", "data_sources", "run_ends", "figure_files"]).Select(Count));
        Assert.EndsWith(result.Files[^1] + "\n", console.ToString());
        Assert.Contains("5 jobs: 5 done; ", console.ToString());
    }

    [Fact]
    public async Task A_second_run_computes_nothing_and_says_the_same()
    {
        await RunAsync();
        var first = File.ReadAllText(folder["results/Toy.Table1.csv"]);

        var result = await RunAsync();

        Assert.All(result.Jobs, job => Assert.Equal(JobEnd.Cached, job.End));
        Assert.Equal(first, File.ReadAllText(folder["results/Toy.Table1.csv"]));
        Assert.Equal(5, Count("results"));
        Assert.Equal(10, Count("jobs"));
    }

    [Fact]
    public async Task A_result_that_a_killed_run_did_not_record_is_ingested_by_the_next()
    {
        Toys.Run(folder["artifacts"], [.. ToyJobs]);

        await RunAsync();

        Assert.Equal(5, Count("results"));
        Assert.Equal(["cached"], Column("SELECT DISTINCT state FROM jobs"));
    }

    [Fact]
    public async Task Failures_are_told_with_their_log_and_what_they_take_along()
    {
        var result = await RunAsync(settings: ToyExperiment.Settings(troubles: (2, "fail")));

        Assert.Equal(RunStatus.JobsFailed, result.Status);
        Assert.Equal([JobEnd.Done, JobEnd.Failed, JobEnd.Done, JobEnd.Skipped, JobEnd.Done], result.Jobs.Select(job => job.End));
        var failed = result.Jobs[1];
        Assert.Contains($"failed  count count 2: the loss is not finite; lower the learning rate\n        log: {failed.Log}\n",
            console.ToString());
        Assert.Contains("skipped add sum of all: needs 'count 2', which failed\n", console.ToString());
        Assert.True(File.Exists(failed.Log));
        Assert.Equal(["failed: the loss is not finite; lower the learning rate", "skipped: needs 'count 2', which failed"],
            Column("SELECT state || ': ' || error FROM jobs WHERE error IS NOT NULL ORDER BY state"));
        Assert.Contains("sum of all,\n", File.ReadAllText(folder["results/Toy.Table1.csv"]));
    }

    [Fact]
    public async Task Of_a_long_error_the_summary_shows_the_first_line()
    {
        await RunAsync(settings: ToyExperiment.Settings(troubles: (2, "many lines")));

        var tail = console.ToString()[console.ToString().LastIndexOf("failed  count count 2")..];
        Assert.Matches("^failed  count count 2: [^\n]*first line\n        log: ", tail);
        Assert.DoesNotContain("second line", tail);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("progress.jsonl")]
    [InlineData("log.txt")]
    [InlineData("result.json")]
    [InlineData("failure.json")]
    [InlineData("running.lock")]
    [InlineData("result.json.1-2.tmp")]
    public async Task A_folder_in_the_place_of_a_job_s_file_does_not_keep_the_job_from_running(string name)
    {
        var job = ToyJobs[0];
        var place = Path.Combine(new ArtifactStore(folder["artifacts"]).FolderOf(job), name);
        Directory.CreateDirectory(Path.Combine(place, "below"));

        var result = await RunAsync();

        Assert.Equal(RunStatus.Succeeded, result.Status);
        Assert.False(Directory.Exists(place));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_check_that_does_not_pass_is_a_status_of_its_own_and_weighs_more_than_a_missing_picture(bool isDrawn)
    {
        var result = await RunAsync(new ToyExperiment { Passes = false }, renderer: isDrawn ? null : new NoRenderer());

        Assert.Equal(RunStatus.CheckFailed, result.Status);
    }

    [Fact]
    public async Task A_cancelled_run_says_how_to_go_on()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        var result = await RunAsync(cancellation: cancel.Token);

        Assert.Equal(RunStatus.Cancelled, result.Status);
        Assert.Contains(RunResult.Interrupted, console.ToString());
        Assert.Equal(["stopped"], Column("SELECT DISTINCT state FROM jobs"));
    }

    [Theory]
    [InlineData("stand-in", "stand-in data: toys from a box; no number made from it says anything about the real data set\n", 2)]
    [InlineData("unofficial copy", "unofficial copy data: toys from a box; numbers are not comparable to published ones\n", 2)]
    [InlineData("official", "toys from a box", 0)]
    public async Task Data_that_are_not_official_are_announced_before_and_after_and_all_are_recorded(string quality, string text, int times)
    {
        await RunAsync(new ToyExperiment { Quality = quality });

        Assert.Equal(times, console.ToString().Split(text).Length - 1);
        Assert.Equal([quality], Column("SELECT quality FROM data_sources"));
    }

    [Fact]
    public async Task Two_experiments_share_the_jobs_that_both_need()
    {
        IReadOnlyList<IExperiment> two = [new ToyExperiment(), new ToyExperiment { Name = "Toy.Table2" }];

        var result = await Runner().RunAsync(two, Preset(), CancellationToken.None);

        Assert.Equal(5, result.Jobs.Count);
        Assert.Equal(["Toy.Table1", "Toy.Table2"], Column("SELECT name FROM tables"));
    }

    [Fact]
    public async Task An_experiment_that_cannot_conclude_keeps_no_other_from_it()
    {
        var result = await Runner().RunAsync([new Unable(), new ToyExperiment()], Preset(), CancellationToken.None);

        Assert.Equal(RunStatus.NotDrawn, result.Status);
        Assert.Contains("could not conclude: KeyNotFoundException", result.Experiments[0].Error);
        Assert.Contains("Unable.Conclude", File.ReadAllText(folder["results/Unable.error.txt"]));
        Assert.NotNull(result.Experiments[1].Conclusion);
    }

    [Fact]
    public async Task A_figure_that_cannot_be_drawn_costs_neither_claims_nor_its_numbers_and_leaves_no_older_picture()
    {
        await RunAsync();
        File.Delete(folder["results/Toy.Table1.Picture.csv"]);

        var result = await RunAsync(renderer: new NoRenderer());

        Assert.Equal(RunStatus.NotDrawn, result.Status);
        Assert.Contains("The figure Toy.Table1.Picture could not be drawn: no pen", console.ToString());
        Assert.Equal(2, Count("claims"));
        Assert.Equal("panel,series,x,y,z,value,text\n", File.ReadAllText(folder["results/Toy.Table1.Picture.csv"]));
        Assert.Equal(["Toy.Table1.Picture.csv"], Directory.GetFiles(folder["results"], "*Picture*").Select(Path.GetFileName));
        Assert.Equal(["Toy.Table1.Picture.csv"], result.Files.Select(Path.GetFileName).Where(file => file!.Contains("Picture")));
    }

    [Fact]
    public async Task Why_says_the_reason_of_each_job_and_runs_nothing()
    {
        Assert.All(Why(), state => Assert.False(state.IsCached));
        Assert.False(Directory.Exists(folder["results"]));
        await RunAsync();

        Assert.All(Why(), state => Assert.Equal("cached", state.Text));
    }

    [Fact]
    public async Task Captions_and_records_name_the_commit_that_computed_and_not_the_one_that_draws()
    {
        Dictionary<string, string> Facts(string commit) =>
            new() { ["commit"] = commit, ["dirty"] = "false", ["cpu"] = "Abacus", ["cores"] = "2", ["host"] = "here" };
        await RunAsync(facts: Facts("0123456789abcdef"));

        var more = await RunAsync(settings: ToyExperiment.Settings(counts: 4), facts: Facts("fedcba9876543210"));

        Assert.Equal("Commit 0123456789ab (4 results), commit fedcba987654 (2 results); 2 × Abacus.",
            more.Experiments[0].Conclusion!.Figures[0].Caption);
        Assert.Equal(
            ["0123456789abcdef", "fedcba9876543210"],
            Column("""SELECT DISTINCT "commit" FROM run_metrics WHERE run_id = 2 ORDER BY 1"""));
    }

    [Fact]
    public async Task Two_different_results_of_one_key_on_one_machine_are_said_and_recorded()
    {
        var facts = new Dictionary<string, string> { ["host"] = "here" };
        var job = ToyJobs[0];
        await RunAsync(facts: facts);
        Assert.DoesNotContain("other numbers", console.ToString());
        using (var records = RecordsDatabase.Open(folder["results/records.sqlite"]))
        {
            var result = Toys.Result(folder["artifacts"], job);
            Ingestion.Ingest(
                records, [("folder", result with { Sha256 = "before", Metrics = [new("sum", 1.25, "nats"), new("steps", 3, "")] })]);
        }

        await RunAsync(with: options => options with { Force = true }, facts: facts);

        Assert.Contains("1 jobs have other numbers than before on this machine", console.ToString());
        Assert.StartsWith("count count 1: sum was 1.25 (", Column("SELECT text FROM notes WHERE experiment = '(run)'").Single());
    }

    [Fact]
    public async Task A_training_that_diverged_is_a_result_that_only_retry_failed_repeats()
    {
        var settings = ToyExperiment.Settings(troubles: (2, "diverge"));
        var log = new FileInfo((await RunAsync(settings: settings)).Jobs[1].Log);
        var length = log.Length;

        var again = await RunAsync(settings: settings);

        Assert.Equal(RunStatus.JobsFailed, again.Status);
        Assert.Equal([JobEnd.Cached, JobEnd.Failed, JobEnd.Cached, JobEnd.Skipped, JobEnd.Cached], again.Jobs.Select(job => job.End));
        Assert.Contains("3 cached, 0 to be run, 2 without a result because of earlier failures (--retry-failed runs them again)",
            console.ToString());
        Assert.Equal("failed and would fail again: the loss is infinite; --retry-failed runs it again", again.Jobs[1].Error);
        log.Refresh();
        Assert.Equal(length, log.Length);

        await RunAsync(settings: settings, with: options => options with { RetryFailed = true });

        log.Refresh();
        Assert.True(log.Length > length);
    }

    [Fact]
    public async Task A_reader_of_the_records_does_not_end_a_run()
    {
        RecordsDatabase.Open(folder["results/records.sqlite"]).Dispose();
        using var reader = new SqliteConnection($"Data Source={folder["results/records.sqlite"]};Pooling=False");
        reader.Open();
        reader.Execute("BEGIN; SELECT count(*) FROM runs");

        var running = Task.Run(() => RunAsync());
        await Workers.Until(() => ToyJobs.All(job => File.Exists(Path.Combine(folder["artifacts"], job.Kind, job.Key, "result.json"))),
            "jobs whose rows cannot be written");
        Assert.Equal(0, reader.ExecuteScalar<long>("SELECT count(*) FROM runs"));
        reader.Execute("ROLLBACK");

        Assert.Equal(RunStatus.Succeeded, (await running).Status);
        Assert.Equal(["Succeeded"], Column("SELECT status FROM run_ends"));
        Assert.Equal(ToyJobs.Count(), Column("SELECT key FROM jobs").Count());
    }

    [Fact]
    public async Task Any_damage_of_the_records_costs_no_number_and_the_old_file_is_kept_where_it_is_noticed()
    {
        var file = folder["results/records.sqlite"];
        await RunAsync();
        var expected = Workers.MetricsOfLastRun(folder["results"]);
        var whole = File.ReadAllBytes(file);
        var noticed = 0;
        Prop.ForAll<int>(seed =>
        {
            File.WriteAllBytes(file, whole);
            Wound.Inflict(file, new Random(seed));
            var damaged = File.ReadAllBytes(file);
            Assert.Equal(RunStatus.Succeeded, RunAsync().GetAwaiter().GetResult().Status);
            Assert.Equal(expected, Workers.MetricsOfLastRun(folder["results"]));
            foreach (var aside in Directory.GetFiles(folder["results"], "records.sqlite.damaged-*")
                .Where(aside => !aside.EndsWith("-journal")))
            {
                noticed++;
                Assert.Equal(damaged, File.ReadAllBytes(aside));
                Assert.Contains(aside, console.ToString());
                File.Delete(aside);
            }
        }).Holds(50);
        Assert.True(noticed > 0, "no damage was noticed");
    }

    private sealed class NoRenderer : IFigureRenderer
    {
        public FigureFiles Render(Figure figure, string folder) => throw new InvalidOperationException("no pen");
    }

    private sealed class Unable : IExperiment
    {
        public string Name => "Unable";

        public string Description => "Asks for what is not there.";

        public ExperimentPlan Plan(ExperimentContext context) => new([], []);

        public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) =>
            new() { Notes = [results["missing"].Key] };
    }
}

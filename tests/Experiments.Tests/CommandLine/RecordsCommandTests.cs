// The commands that read the records: claims, records with the five questions of a reviewer, and compare.

using System.Text.Json;
using Experiments.CommandLine;
using Repro.Claims;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Xunit;

namespace Experiments.Tests.CommandLine;

public sealed class RecordsCommandTests : IDisposable
{
    private readonly HvaeRepro program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public void A_claim_is_one_line_of_at_most_the_width_or_is_shown_in_full_with_its_evidence()
    {
        Record();

        var all = Run("claims");
        var one = Run("claims", "b4");
        var plain = Run("claims", "--json").Output;
        var json = JsonDocument.Parse(plain).RootElement[0];

        Assert.Contains("\"a mean over β₂\"", plain, StringComparison.Ordinal); // Not as \u03b2.
        Assert.Contains("  B4     holds    0.40 ± 0.10 dB  2 %    a mean over β₂\n", all.Output, StringComparison.Ordinal);
        Assert.Contains("1 holds, 0 fails", all.Output, StringComparison.Ordinal);
        foreach (var expected in new[] { "claim       B4: A statement.", "verdict     holds", "p-values    holds 0.001, fails 1",
            "error rates false 2 %", "history     1/8 undecided", "command     hvae-repro run Figure3",
            "evidence    2 results: hvae-repro records --claim B4 --target Xiao23.Figure3" })
            Assert.Contains(expected, one.Output, StringComparison.Ordinal);
        Assert.Single(one.Output.Split(' '), word => word == "60,000"); // The reason names the data set without its size.
        Assert.Equal(
            (0.4, "holds", "mnist (official): 60,000 images"),
            (json.GetProperty("effect").GetDouble(), json.GetProperty("verdict").GetString(), json.GetProperty("data").GetString()));
    }

    [Fact]
    public void The_evidence_of_a_claim_is_printed_by_the_command_that_it_names()
    {
        Record();
        var command = JsonDocument.Parse(Run("claims", "B4", "--json").Output).RootElement[0].GetProperty("evidence").GetString()!;

        var answer = program.Run([.. command.Split(' ').Skip(1), "--json"]);

        Assert.Equal(["parameters", "psnr", "rate", "rate_z2"], Rows(answer).Select(row => row.GetProperty("name").GetString()).Order());
    }

    [Theory]
    [InlineData("B44", "'B44'. Did you mean 'B4'?")]
    [InlineData("Xiao23.Figure", "Did you mean 'Xiao23.Figure3'?")]
    public void A_mistyped_claim_or_target_gets_the_nearest(string typed, string expected)
    {
        Record();

        var answer = Run("claims", typed);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_records_the_remedy_is_said()
    {
        var answer = Run("claims");

        Assert.Equal(5, answer.ExitCode);
        Assert.Contains("Run a target first", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_is_shown_for_the_models_of_which_the_conditions_are_true()
    {
        Record();

        var row = Assert.Single(Rows(Run("records", "--metric", "RATE_Z2", "--where", "beta2=1", "data_set=mnist", "psnr>20", "--json")));

        Assert.Equal((3.5, 0.1), (row.GetProperty("rate_z2").GetDouble(), row.GetProperty("rate_z2_error").GetDouble()));
        Assert.Equal(("official", "c0ffee"), (
            row.GetProperty("quality").GetString(), row.GetProperty("commit").GetString()));
        Assert.Empty(Rows(Run("records", "--metric", "rate_z2", "--where", "beta2=2", "--json")));
        Assert.Contains("Did you mean 'beta1' or 'beta2'?", Run("records", "--where", "beta3=1").Error, StringComparison.Ordinal);
        Assert.Contains("'beta2' is no condition", Run("records", "--where", "beta2").Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("records").ExitCode);
    }

    [Fact]
    public void A_value_is_never_read_as_sql()
    {
        Record();

        Assert.Empty(Rows(Run("records", "--metric", "psnr", "--where", "data_set=x' OR '1'='1", "--json")));
    }

    [Fact]
    public void The_five_questions_of_a_reviewer_are_answered()
    {
        Record();
        Record(psnr: 21.5, commit: "facade", quality: "stand-in", verdict: Verdict.Undecided);

        var rate = Assert.Single(Rows(Run("records", "rates", "--json")));
        var best = Assert.Single(Rows(Run("records", "best-psnr", "--json")));
        var costs = Rows(Run("records", "costs", "--json"));
        var standIns = Rows(Run("records", "stand-ins", "--json"));
        var changed = Rows(Run("records", "changed", "--since", "c0f", "--json"));

        Assert.Equal((3.5, "mnist"), (rate.GetProperty("rate_z2").GetDouble(), rate.GetProperty("data_set").GetString()));
        Assert.Equal((8.0, 16.0, 21.5), (best.GetProperty("rate_from").GetDouble(), best.GetProperty("rate_to").GetDouble(),
            best.GetProperty("psnr").GetDouble()));
        Assert.Equal([7.0, 7.0, 2.0, 2.0], costs.Select(row => row.GetProperty("seconds").GetDouble()));
        Assert.Contains("psnr", standIns.Select(row => row.GetProperty("name").GetString()));
        Assert.Equal(["verdict Holds Undecided", "psnr 25 21.5"], changed.Select(row =>
            $"{row.GetProperty("metric").GetString()} {row.GetProperty("was")} {row.GetProperty("now")}"));
        Assert.Contains("c0ffee", Run("records", "changed", "--since", "dead").Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'rates'?", Run("records", "rate").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_that_is_printed_gives_the_same_answer_in_another_client()
    {
        Record();

        var query = Run("records", "best-psnr", "--sql").Output;

        Assert.Equal("mnist", Records.Value(program.File("results/smoke/records.sqlite"), query));
    }

    [Fact]
    public void Compare_says_what_moved_and_ends_with_its_exit_code()
    {
        Record("before");
        Record("same");
        Record("after", psnr: 21.5, commit: "facade", verdict: Verdict.Fails);

        var same = program.Run("compare", "before", "same", "--preset", "smoke");
        var moved = program.Run("compare", "before/smoke", "after/smoke/records.sqlite");
        var json = JsonDocument.Parse(program.Run("compare", "before/smoke", "after/smoke", "--json").Output).RootElement;

        Assert.Equal(0, same.ExitCode);
        Assert.Contains("2 jobs in both, 2 of them with identical bits", same.Output, StringComparison.Ordinal);
        Assert.Contains("Environment, data and code are the same.", same.Output, StringComparison.Ordinal);
        Assert.Equal(4, moved.ExitCode);
        foreach (var expected in new[] { "1 metric moved, 1 of them significantly", "-12.37", "environment: commit: c0ffee → facade",
            "verdict: B4 of Xiao23.Figure3 was \"holds\" and is \"fails\"", "code: 1 of 2 jobs have another key" })
            Assert.Contains(expected, moved.Output, StringComparison.Ordinal);
        Assert.True(json.GetProperty("moves")[0].GetProperty("significant").GetBoolean());
        Assert.Equal(5, program.Run("compare", "before", "nowhere").ExitCode);
    }

    [Fact]
    public void Rebuild_brings_back_tables_and_says_which_targets_it_leaves_out()
    {
        program.Run("run", "Xiao23.Table2", "--preset", "smoke", "--offline");
        var file = program.File("results/smoke/records.sqlite");
        File.Delete(file);

        var answer = Run("rebuild");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("(rebuilt), Xiao23.Table2", Records.Value(file, "SELECT group_concat(targets, ', ') FROM runs"));
        Assert.Equal("Xiao23.Table2", Records.Value(file, "SELECT name FROM tables ORDER BY id"));
        Assert.Contains("not concluded: Xiao23.Figure8: 0 of 37 results are there", answer.Output, StringComparison.Ordinal);
        Assert.Contains("not concluded: Fidelity: Fidelity needs the official MNIST", answer.Output, StringComparison.Ordinal);
        Assert.Contains("The data folder lacks mnist; name another by --data DIR.", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_verdict_fails_is_a_failure_of_a_claim()
    {
        var claims = Enum.GetValues<Verdict>().Select(verdict => new Claim($"{verdict}", "", "", "", null, null, verdict, ""));
        var result = new RunResult
        {
            Status = RunStatus.Succeeded,
            Jobs = [],
            Experiments = [new("Xiao23.Verdicts", new() { Claims = [.. claims] }, null), new("broken", null, "an error")],
            Files = [],
            Time = TimeSpan.Zero,
        };

        Assert.Equal(["Fails of Xiao23.Verdicts"], RunCommands.FailedClaims(result));
    }

    private Answer Run(params string[] arguments) => program.Run([.. arguments, "--preset", "smoke", "--results", "results"]);

    private static IReadOnlyList<JsonElement> Rows(Answer answer) =>
        [.. JsonDocument.Parse(answer.Output).RootElement.GetProperty("rows").EnumerateArray()];

    /// <summary>Records a run of one model, which was trained and evaluated, and a claim.</summary>
    private void Record(
        string results = "results", double psnr = 25, string commit = "c0ffee", string quality = "official",
        Verdict verdict = Verdict.Holds)
    {
        using var records = RecordsDatabase.Open(program.File($"{results}/smoke/{RecordsDatabase.FileName}"));
        Record(records, psnr, commit, quality, verdict);
    }

    internal static RunRecord Record(
        RecordsDatabase records, double psnr = 25, string commit = "c0ffee", string quality = "official", Verdict verdict = Verdict.Holds)
    {
        var run = RunRecord.Begin(records, ["Xiao23.Figure3"], new("smoke", []), DateTimeOffset.UnixEpoch, "hvae-repro run Figure3");
        run.Environment([new("commit", commit)]);
        run.Data("Xiao23.Figure3", [new("mnist", quality, "00ff", $"mnist ({quality}): 60,000 images")]);
        const string Setting = """{ "images": {"fingerprint":"00ff","name":"mnist"}, "objective": {"beta1":1,"beta2":1}, """;
        var train = Row("train", Setting + """ "model": {"family":"GHVAE"}, "training": {"seed":2} }""", 7, commit, "1",
            new Metric("parameters", 100, ""));
        var evaluate = Row("evaluate", Setting + """ "seed": 2 }""", 2, commit, $"2 {psnr}",
            new("psnr", psnr, "dB", 0.2), new("rate", 12, "nats", 0.1), new("rate_z2", 3.5, "nats", 0.1));
        run.Jobs([train, evaluate with { Inputs = [train.Key] }]);
        run.Conclusion("Xiao23.Figure3", passed: true, missingResults: 0, [train.Result!, evaluate.Result!]);
        var reason = $"a long reason {new string('x', 200)} (on mnist ({quality}): 60,000 images)";
        run.Claim("Xiao23.Figure3", new("B4", "A statement.", "Xiao23, Figure 3b", "a mean", 0.4, 0.1, verdict, reason)
        {
            Unit = "dB",
            PHolds = 0.001,
            PFails = 1,
            ErrorRates = "false 2 %",
            Short = "a mean over β₂",
            History = "1/8 undecided",
        });
        run.End(DateTimeOffset.UnixEpoch, "Succeeded", 1);
        return run;
    }

    private static JobRow Row(string kind, string configuration, double seconds, string commit, string key, params Metric[] metrics) => new(
        key, kind, "GHVAE mnist beta2=1 beta1=1 seed=2", configuration, "folder", "done", null, null, seconds,
        new()
        {
            Key = key,
            Kind = kind,
            Label = "GHVAE mnist beta2=1 beta1=1 seed=2",
            Metrics = metrics,
            Details = [],
            Files = new Dictionary<string, string>(),
            Started = DateTimeOffset.UnixEpoch,
            Seconds = seconds,
            PeakMemoryBytes = 0,
            Environment = new Dictionary<string, string> { ["commit"] = commit, ["host"] = "abacus" },
            Sha256 = $"{key} {commit}",
        });
}

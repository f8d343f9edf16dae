// The ledger shows the best run of each target with the results behind each claim, and the views answer in the sqlite3 shell.

using System.Diagnostics;
using Repro.Claims;
using Repro.Records;
using Repro.Tests.Execution;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Records;

public sealed class LedgerTests : RunTest
{
    [Fact]
    public async Task A_claim_has_its_verdict_its_command_and_all_results_that_the_conclusion_was_given()
    {
        await RunAsync(with: options => options with { Command = "hvae-repro run Toy" });

        var entry = Assert.Single(Entries());

        Assert.Equal(("A1", "Toy.Table1", Verdict.Holds, 3.5, 0.1), (entry.Claim, entry.Target, entry.Verdict, entry.Effect!.Value,
            entry.StandardError!.Value));
        Assert.Equal(("toys from a box", "hvae-repro run Toy", 5L), (entry.Data, entry.Command, entry.Results));
        Assert.Null(entry.WorseLaterRun);
    }

    [Fact]
    public async Task A_claim_may_name_the_jobs_behind_it()
    {
        await RunAsync(new ToyExperiment { Evidence = plan => [plan.Jobs[1].Key, plan.Jobs[1].Key] });

        Assert.Equal(1, Assert.Single(Entries()).Results);
        Assert.Equal(["sum of the first"], Column("SELECT label FROM claim_results JOIN results ON results.id = result_id"));
    }

    [Theory]
    [InlineData("stand-in", null)]
    [InlineData("official", "fail")]
    public async Task A_worse_run_does_not_hide_a_better_one(string quality, string? trouble)
    {
        await RunAsync();
        await RunAsync(new ToyExperiment { Quality = quality }, ToyExperiment.Settings(troubles: trouble is null ? [] : [(2, trouble)]));

        var entry = Assert.Single(Entries());
        Assert.Equal((1L, 2L, 0L, 0L), (entry.RunId, entry.WorseLaterRun!.Value, entry.StandIns, entry.MissingResults));

        await RunAsync();

        Assert.Equal((3L, null), (Assert.Single(Entries()).RunId, Entries()[0].WorseLaterRun));
    }

    [Fact]
    public async Task The_worse_run_is_shown_with_what_is_wrong_while_there_is_no_better_one()
    {
        await RunAsync(new ToyExperiment { Quality = "stand-in" }, ToyExperiment.Settings(troubles: (2, "fail")));

        Assert.Equal((1L, 2L), (Assert.Single(Entries()).StandIns, Entries()[0].MissingResults));
    }

    [Fact]
    public async Task The_models_have_their_settings_and_metrics_as_columns_and_one_row_for_the_newest_code()
    {
        await RunAsync();
        var changed = new ToyExperiment { Code = new(new Dictionary<string, string> { ["count.cs"] = "other" }) };
        await RunAsync(changed, with: options => options with { AcceptCode = true });

        using var records = Read();
        var models = records.Query("SELECT model, kind, seed, setting_steps, sum, sum_error, total, run_id FROM models WHERE is_newest");

        Assert.Equal(["count 1", "count 2", "count 3", "sum of all", "sum of the first"], models.Rows.Select(row => row[0]).Order());
        Assert.All(models.Rows, row => Assert.Equal(2L, row[7]));
        Assert.Equal(["count 1", "count", 1L, 3L, 4.146264369941973, 0.5, null, 2L], models.Rows.Single(row => row[0] is "count 1"));
        Assert.Equal(10L, records.Query("SELECT count(*) FROM models").Rows[0][0]);
    }

    [Fact]
    public async Task The_shell_of_sqlite_reads_the_views()
    {
        Assert.SkipUnless(HasShell(), "sqlite3 is not installed");
        await RunAsync();

        Assert.Equal("count 1|1|4.14626436994197\n", Shell("SELECT model, seed, sum FROM models WHERE model = 'count 1'"));
        Assert.Equal("A1|Toy.Table1|Holds|3.5\n", Shell("SELECT claim, target, verdict, effect FROM latest_claims"));
        Assert.Equal("5\n", Shell("SELECT count(*) FROM claim_results"));
        Assert.Equal("Toy.Table1|1\n", Shell("SELECT target, run_id FROM latest_conclusions"));
    }

    private RecordsDatabase Read() => RecordsDatabase.OpenToRead(folder["results/records.sqlite"]);

    private IReadOnlyList<LedgerEntry> Entries()
    {
        using var records = Read();
        return Ledger.Of(records);
    }

    private static bool HasShell() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(place => File.Exists(Path.Combine(place, "sqlite3")));

    private string Shell(string query)
    {
        using var shell = Process.Start(new ProcessStartInfo("sqlite3", ["-readonly", folder["results/records.sqlite"], query])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var answer = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return answer;
    }
}

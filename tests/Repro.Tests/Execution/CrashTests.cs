// Whole processes are killed in the middle of their work. Nothing is lost, no process remains, and no number changes.

using Repro.Execution;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class CrashTests : FolderTest
{
    [Theory]
    [InlineData("own")]
    [InlineData("plain")]
    public async Task A_killed_run_leaves_no_workers_and_the_next_one_ends_with_the_same_records(string platform)
    {
        var settings = ToyExperiment.Settings(counts: 6, steps: 60, pause: 20);
        await Finish("calm", settings);
        using var run = Workers.StartRun(folder["killed/artifacts"], folder["killed/results"], settings, platform);
        await Workers.Until(() => Results("killed") >= 2 && HasUnfinished("killed"), "two results and a checkpoint of another job");
        var workers = Processes.ChildrenOf(run.Id);
        run.Kill();
        await run.WaitForExitAsync();
        await Workers.Until(() => !workers.Any(Processes.IsAlive), "the end of the workers");
        var before = Results("killed");

        var output = await Finish("killed", settings, platform);

        Assert.Equal(2, workers.Count);
        Assert.InRange(before, 2, 7);
        Assert.Contains("They are taken over.", output);
        Assert.Contains("goes on from step", string.Concat(Logs("killed").Select(File.ReadAllText)));
        Assert.Equal(Workers.MetricsOfLastRun(folder["calm/results"]), Workers.MetricsOfLastRun(folder["killed/results"]));
        Assert.Equal(File.ReadAllText(folder["calm/results/Toy.Table1.csv"]), File.ReadAllText(folder["killed/results/Toy.Table1.csv"]));
    }

    [Fact]
    public async Task A_worker_that_does_not_listen_ends_itself_after_its_parent_is_gone()
    {
        var settings = ToyExperiment.Settings(counts: 1, steps: 100_000, pause: 20, troubles: (1, "deaf"));
        using var run = Workers.StartRun(folder["artifacts"], folder["results"], settings);
        await Workers.Until(() => Logs("").Any(), "a job");
        var workers = Processes.ChildrenOf(run.Id);
        run.Kill();

        Assert.NotEmpty(workers);
        await Workers.Until(() => !workers.Any(Processes.IsAlive), "the end of the workers");
    }

    [Fact]
    public async Task A_second_invocation_is_refused_while_the_first_runs()
    {
        var settings = ToyExperiment.Settings(counts: 1, steps: 100_000, pause: 20);
        using var first = Workers.StartRun(folder["artifacts"], folder["results"], settings);
        await Workers.Until(() => Logs("").Any(), "a job");

        using var second = Workers.StartRun(folder["artifacts"], folder["results"], settings);
        var errors = await second.StandardError.ReadToEndAsync();
        first.Kill();

        Assert.Contains($"in use by process {first.Id}", errors);
    }

    [Fact]
    public async Task An_interrupted_run_stops_its_workers_at_checkpoints_and_ends_as_cancelled()
    {
        var settings = ToyExperiment.Settings(counts: 2, steps: 5000, pause: 20);
        using var run = Workers.StartRun(folder["artifacts"], folder["results"], settings);
        await Workers.Until(() => Directory.Exists(folder["artifacts"]) && Directory.EnumerateFiles(
            folder["artifacts"], CountHandler.Checkpoint, SearchOption.AllDirectories).Count() == 2, "two checkpoints");
        var workers = Processes.ChildrenOf(run.Id);

        foreach (var process in workers.Append(run.Id)) System.Diagnostics.Process.Start("kill", ["-INT", $"{process}"]).WaitForExit();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();

        Assert.Equal((int)RunStatus.Cancelled, run.ExitCode);
        Assert.Contains(RunResult.Interrupted, output);
        Assert.Equal(2, Logs("").Count(log => File.ReadAllText(log).TrimEnd().EndsWith("stopped")));
        Assert.DoesNotContain(workers, Processes.IsAlive);
    }

    private async Task<string> Finish(string name, System.Text.Json.Nodes.JsonObject settings, string platform = "own")
    {
        using var run = Workers.StartRun(folder[$"{name}/artifacts"], folder[$"{name}/results"], settings, platform);
        var errors = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.Equal((0, ""), (run.ExitCode, await errors));
        return output;
    }

    private int Results(string name) => Directory.Exists(folder[name])
        ? Directory.EnumerateFiles(folder[name], "result.json", SearchOption.AllDirectories).Count()
        : 0;

    /// <summary>Whether a job has a checkpoint with at least half of its steps to go.</summary>
    private bool HasUnfinished(string name) => Directory.EnumerateFiles(folder[name], CountHandler.Checkpoint, SearchOption.AllDirectories)
        .Any(checkpoint => int.Parse(File.ReadAllText(checkpoint).Split(' ')[0]) is > 0 and < 12);

    private IEnumerable<string> Logs(string name) => Directory.Exists(folder[name])
        ? Directory.EnumerateFiles(folder[name], "log.txt", SearchOption.AllDirectories)
        : [];
}

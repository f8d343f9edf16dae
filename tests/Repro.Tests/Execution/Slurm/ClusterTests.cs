// Toy sweeps through a real Slurm of one node, also when tasks are cancelled, exceed their time, or lose their node.

using System.Diagnostics;
using System.Text.Json.Nodes;
using OneNodeCluster;
using Repro.Environments;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution.Slurm;

public sealed class ClusterTests : FolderTest
{
    private readonly Cluster cluster;

    public ClusterTests()
    {
        Assert.SkipUnless(Cluster.Obstacle is null, Cluster.Obstacle ?? "");
        cluster = Cluster.Start();
    }

    public override void Dispose()
    {
        cluster?.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task A_sweep_gives_the_records_of_a_local_run()
    {
        var settings = ToyExperiment.Settings(counts: 7, steps: 3);
        using (var local = Workers.StartRun(folder["local/artifacts"], folder["local/results"], settings)) await Output(local);

        var output = await Finish(settings, cluster: """{ "cellsPerTask": 2 }""");

        Assert.Contains("Submitted 4 tasks as Slurm job", output);
        Assert.Equal(Workers.MetricsOfLastRun(folder["local/results"]), Workers.MetricsOfLastRun(folder["results"]));
        Assert.Equal(File.ReadAllText(folder["local/results/Toy.Table1.csv"]), File.ReadAllText(folder["results/Toy.Table1.csv"]));
        Assert.True(Assert.Single(Submission.All(folder["artifacts"])).Ended);
    }

    [Fact]
    public async Task A_task_that_somebody_cancels_comes_back_and_goes_on_from_its_checkpoint()
    {
        var settings = ToyExperiment.Settings(counts: 2, steps: 80, pause: 100);
        using var run = Start(settings);
        var output = Output(run);
        await Workers.Until(() => Checkpoints() == 2, "two checkpoints");

        cluster.Run("scancel", $"{Arrays()[0].JobId}_1");

        Assert.Contains("was cancelled by somebody else", await output);
        Assert.Equal(1, Logs().Count(log => log.Contains("goes on from step")));
        await AssertLikeCalm(settings);
    }

    [Fact]
    public async Task A_job_that_is_longer_than_the_time_limit_is_stopped_and_put_back_until_it_is_done()
    {
        var settings = ToyExperiment.Settings(counts: 1, steps: 700, pause: 100);

        await Finish(settings, cluster: """{ "time": "1", "graceSeconds": 20 }""");

        Assert.Contains(Logs(), log => log.Contains("stopped\n")
            && log.Contains("goes on from step"));
        Assert.Equal(["0-count", "1-add"], Arrays().Select(array => array.Name)); // Slurm requeued it, and nothing was submitted again.
    }

    [Fact]
    public async Task Tasks_of_a_node_that_crashes_run_again_when_it_is_back()
    {
        var settings = ToyExperiment.Settings(counts: 2, steps: 200, pause: 100);
        using var run = Start(settings);
        var output = Output(run);
        await Workers.Until(() => Checkpoints() == 2, "two checkpoints");

        cluster.CrashNode();
        await Workers.Until(() => cluster.Run("sinfo", "--noheader", "--format=%T").Output.StartsWith("down"), "the node's being missed");
        cluster.RestartNode();

        Assert.DoesNotContain("failed", await output);
        Assert.Equal(2, Logs().Count(log => log.Contains("goes on from step")));
        await AssertLikeCalm(settings);
    }

    [Fact]
    public async Task The_parent_can_leave_and_another_finds_the_tasks_in_the_queue()
    {
        var settings = ToyExperiment.Settings(counts: 2, steps: 200, pause: 100);
        using var first = Start(settings);
        var left = Output(first, expected: RunStatus.Cancelled);
        await Workers.Until(() => Checkpoints() == 2, "two checkpoints");
        Process.Start("kill", ["-INT", $"{first.Id}"]).WaitForExit();
        var id = Assert.Single(Submission.All(folder["artifacts"])).Id;
        Assert.Contains($"`hvae-repro attach {id}`", await left);

        var output = await Finish(settings);

        Assert.Contains($"4 tasks of submission {id} are in the queue already and are watched.", output);
        Assert.Single(Submission.All(folder["artifacts"]));
        Assert.DoesNotContain(Logs(), log => log.Contains("goes on from step"));
    }

    [Fact]
    public async Task A_cancelled_submission_leaves_the_queue_and_ends_the_parent()
    {
        using var run = Start(ToyExperiment.Settings(counts: 2, steps: 1000, pause: 100));
        var output = Output(run, expected: RunStatus.Cancelled);
        await Workers.Until(() => Checkpoints() == 2, "two checkpoints");

        await Submission.Find(folder["artifacts"], id: null).CancelAsync(folder["artifacts"], Commands(), CancellationToken.None);

        await output;
        await Workers.Until(() => cluster.Run("squeue", "--noheader").Output.Trim().Length == 0, "an empty queue");
        Assert.All(Logs(), log => Assert.EndsWith("stopped", log.TrimEnd()));
    }

    [Fact]
    public async Task A_program_that_dies_is_tried_once_more_and_then_fails_with_its_logs()
    {
        var settings = ToyExperiment.Settings(counts: 2, steps: 2, troubles: [(1, "die"), (2, "die-once")]);
        using var run = Start(settings);

        var output = await Output(run, expected: RunStatus.JobsFailed);

        Assert.Contains("was killed by signal 6", output);
        Assert.Contains("dies always",
            string.Concat(Directory.EnumerateFiles(folder["artifacts"], "failure.json", SearchOption.AllDirectories)
            .Select(File.ReadAllText)));
        Assert.Contains("4 jobs: 1 done, 1 failed, 2 skipped", output);
    }

    [Fact]
    public async Task A_job_that_runs_out_of_memory_is_tried_in_a_new_task_and_then_named()
    {
        using var run = Start(
            ToyExperiment.Settings(counts: 1, steps: 2, troubles: [(1, "hog")]),
            """{ "setup": ["export DOTNET_GCHeapHardLimit=0x4000000"] }""");

        var output = await Output(run, expected: RunStatus.JobsFailed);

        Assert.Contains("ran out of memory; give it more", output);
        Assert.Equal(2, Assert.Single(Logs()).Split("failed: System.OutOfMemoryException").Length - 1);
    }

    private async Task<string> Finish(JsonObject settings, string cluster = "{}")
    {
        using var run = Start(settings, cluster);
        return await Output(run);
    }

    private Process Start(JsonObject settings, string cluster = "{}")
    {
        var file = folder["slurm.json"];
        var json = (JsonObject)JsonNode.Parse(cluster)!;
        json["pollSeconds"] = 0.5;
        json["time"] ??= "5";
        json["graceSeconds"] ??= 60;
        File.WriteAllText(file, json.ToJsonString());
        Directory.CreateDirectory(folder["artifacts"]);
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", typeof(ToyHandlers).Assembly.Location, "slurm", folder["artifacts"],
                folder["results"], file, settings.ToJsonString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SLURM_CONF"] = this.cluster.ConfigurationFile;
        return Process.Start(start)!;
    }

    private static async Task<string> Output(Process run, RunStatus expected = RunStatus.Succeeded)
    {
        var errors = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.True(run.ExitCode == (int)expected, $"{(RunStatus)run.ExitCode}\n{output}\n{await errors}");
        return output;
    }

    /// <summary>The numbers are those of a run without faults.</summary>
    private async Task AssertLikeCalm(JsonObject settings)
    {
        using var calm = Workers.StartRun(folder["calm/artifacts"], folder["calm/results"], settings);
        await Output(calm);
        Assert.Equal(Workers.MetricsOfLastRun(folder["calm/results"]), Workers.MetricsOfLastRun(folder["results"]));
    }

    private SlurmCommands Commands() => new(
        (program, arguments) =>
        {
            var (code, output, error) = cluster.Run(program, arguments);
            return Task.FromResult(new CommandAnswer(code, output, error));
        },
        Task.Delay, _ => { });

    private IReadOnlyList<SubmittedArray> Arrays() => [.. Submission.All(folder["artifacts"]).SelectMany(submission => submission.Arrays)];

    private int Checkpoints() =>
        Directory.EnumerateFiles(folder["artifacts"], CountHandler.Checkpoint, SearchOption.AllDirectories).Count();

    private IReadOnlyList<string> Logs() =>
        [.. Directory.EnumerateFiles(Path.Combine(folder["artifacts"], "count"), "log.txt", SearchOption.AllDirectories)
        .Select(File.ReadAllText)];
}

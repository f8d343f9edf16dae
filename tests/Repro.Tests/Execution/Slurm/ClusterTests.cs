// Toy sweeps through a real Slurm of one node, also when the parent leaves, the submission is cancelled, or the node crashes.

using System.Diagnostics;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution.Slurm;

public sealed class ClusterTests : ClusterTest
{
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
}

// Tasks on a real Slurm of one node that end before their job: they are cancelled, exceed their time or memory, or die.

using Repro.Execution;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution.Slurm;

public sealed class ClusterTaskTests : ClusterTest
{
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
}

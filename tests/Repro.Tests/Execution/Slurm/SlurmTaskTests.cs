// A task: its results, missing inputs, starts that make no progress, and the copy of the program that it runs.

using System.Diagnostics;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution.Slurm;

public sealed class SlurmTaskTests : FolderTest
{
    [Fact]
    public void Jobs_run_in_order_and_leave_what_a_local_worker_leaves()
    {
        var count = Toys.Count();
        Toys.Run(folder["local"], Toys.Add(count));

        var code = Run(count, Toys.Add(count));

        Assert.Equal(SlurmTask.Done, code);
        foreach (var job in new[] { count, Toys.Add(count) })
            Assert.Equal(Toys.Result(folder["local"], job).Metrics, Toys.Result(folder.Path, job).Metrics);
    }

    [Fact]
    public void A_job_without_its_inputs_is_left_alone()
    {
        var code = Run(Toys.Add(Toys.Count()));

        Assert.Equal(SlurmTask.Done, code);
        Assert.IsType<MissingArtifact>(new ArtifactStore(folder.Path).Check(Toys.Add(Toys.Count())));
        Assert.Null(new ArtifactStore(folder.Path).FailureOf(Toys.Add(Toys.Count())));
    }

    [Fact]
    public void A_failed_job_is_recorded_and_not_repeated_when_the_task_starts_again()
    {
        var (bad, good) = (Toys.Count(1, trouble: "fail"), Toys.Count(2));

        Assert.Equal(SlurmTask.SomeFailed, Run(bad, good));
        var first = new ArtifactStore(folder.Path).FailureOf(bad)!;
        Run(bad, good);

        Assert.Contains("lower the learning rate", first.Message);
        Assert.Equal(first.When, new ArtifactStore(folder.Path).FailureOf(bad)!.When);
        Assert.Equal(2, Toys.Result(folder.Path, good).Metrics.Count);
    }

    [Fact]
    public void A_kind_without_a_handler_is_a_recorded_failure_too()
    {
        var job = new Job("unknown", "unknown", []);

        Assert.Equal(SlurmTask.SomeFailed, Run(job));
        Assert.Contains("No handler", new ArtifactStore(folder.Path).FailureOf(job)!.Message);
    }

    [Fact]
    public async Task A_job_that_runs_out_of_memory_ends_the_process_and_is_not_yet_a_failure()
    {
        var job = Toys.Count(trouble: "hog");
        WriteTask(job, Toys.Count(2));
        var start = new ProcessStartInfo(
            "dotnet", [typeof(ToyHandlers).Assembly.Location, "worker-task", folder["task-0.json"]])
        { UseShellExecute = false };
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x4000000";

        using var task = Process.Start(start)!;
        await task.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(SlurmTask.OutOfMemory, task.ExitCode);
        Assert.Null(new ArtifactStore(folder.Path).FailureOf(job));
        Assert.Equal(0, TaskReport.Read(TaskReport.PathFor(folder["task-0.json"]))!.Current);
    }

    [Fact]
    public void A_job_that_starts_over_and_over_without_a_newer_checkpoint_is_given_up()
    {
        var job = Toys.Count();
        var report = TaskReport.PathFor(folder["task-0.json"]);
        new TaskReport("node", 0, CheckpointMark.Nothing, CheckpointMark.MostIdleStarts).Write(report);

        Assert.Equal(SlurmTask.SomeFailed, Run(job));
        Assert.Contains("without a newer checkpoint", new ArtifactStore(folder.Path).FailureOf(job)!.Message);
    }

    [Fact]
    public void A_checkpoint_counts_as_newer_when_its_file_and_the_progress_are()
    {
        var job = new ArtifactStore(folder.Path).FolderOf(Toys.Count());
        Directory.CreateDirectory(job);
        void Stand(string checkpoint, double fraction)
        {
            File.WriteAllText(Path.Combine(job, CountHandler.Checkpoint), checkpoint);
            ProgressFile.Append(job, new(default, 1, fraction));
        }

        Stand("1", 0.1);
        var before = CheckpointMark.Of(job);
        ProgressFile.Append(job, new(default, 1, 0.2));
        Assert.False(CheckpointMark.Of(job).IsNewerThan(before)); // No file of the checkpoint is left.
        Stand("12", 0.1);
        Assert.False(CheckpointMark.Of(job).IsNewerThan(before)); // The checkpoint is written again at the same step.
        Stand("123", 0.2);
        Assert.True(CheckpointMark.Of(job).IsNewerThan(before));
    }

    [Fact]
    public void A_later_build_changes_no_copy_of_the_program_and_the_same_build_is_copied_once()
    {
        Directory.CreateDirectory(folder["program/Presets"]);
        File.WriteAllText(folder["program/a.dll"], "one");
        File.WriteAllText(folder["program/Presets/quick.json"], "{}");

        var first = ProgramSnapshot.Take(folder["program"], folder["programs"]);
        var same = ProgramSnapshot.Take(folder["program"], folder["programs"]);
        File.WriteAllText(folder["program/a.dll"], "two");
        var second = ProgramSnapshot.Take(folder["program"], folder["programs"]);

        Assert.Equal(first, same);
        Assert.NotEqual(first, second);
        Assert.Equal("one", File.ReadAllText(Path.Combine(first, "a.dll")));
        Assert.Equal("{}", File.ReadAllText(Path.Combine(second, "Presets", "quick.json")));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(folder["programs"]).Count());
    }

    /// <summary>Runs a task as often as the test asks.</summary>
    private int Run(params Job[] jobs)
    {
        WriteTask(jobs);
        return SlurmTask.Run(folder["task-0.json"], ToyHandlers.All, () => new Dictionary<string, string>());
    }

    /// <summary>Writes the task's file beside the artifacts.</summary>
    private void WriteTask(params Job[] jobs)
    {
        var orders = jobs.Select(job => JobOrder.Of(new(job, new NotYetRun(), null), new(folder.Path))).ToList();
        File.WriteAllText(folder["task-0.json"], RecordJson.Line(new TaskFile(orders)));
    }
}

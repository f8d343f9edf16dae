// The batch file for sbatch, the answers of squeue and sacct, and the distribution of jobs to tasks.

using Repro.Environments;
using Repro.Execution.Slurm;
using Repro.Records;
using Repro.Tests.Records;
using Snapshots;
using Xunit;

namespace Repro.Tests.Execution.Slurm;

public sealed class BatchFileTests
{
    [Fact]
    public void A_batch_file_with_every_setting() => Snapshot.Verify(new BatchFile
    {
        Settings = new()
        {
            Partition = "gpu",
            Account = "vision",
            Constraint = "a100|h100",
            GpusPerTask = 1,
            CpusPerTask = 4,
            Memory = "16G",
            Time = "4:00:00",
            MaxParallel = 8,
            Options = ["--exclusive"],
            Setup = ["module load dotnet"],
        },
        JobName = "repro-20261121-140312-a3f9-1",
        Tasks = 25,
        After = ["100", "101"],
        Folder = new("/home/ada/50% done/artifacts/submissions/20261121-140312-a3f9/1-train"),
        WorkingFolder = "/home/ada/50% done",
        Command = new("/usr/bin/dotnet",
            ["/home/ada/50% done/artifacts/submissions/programs/00c3cb656b54d836/hvae-repro.dll", "worker-task"]),
        Threads = 2,
    }.Text);

    [Fact]
    public void Squeue_lines_are_read_and_others_passed_over()
    {
        Assert.Equal(new("12", 3, "repro-x-0", "PENDING", "(Dependency)|odd"),
            QueueLine.TryParse("12|3|repro-x-0|PENDING|(Dependency)|odd"));
        Assert.Null(QueueLine.TryParse("12|N/A|other|RUNNING|None"));
        Assert.Null(QueueLine.TryParse(""));
    }

    [Theory]
    [InlineData("RUNNING", "None", true, false, false)]
    [InlineData("COMPLETING", "None", true, false, false)]
    [InlineData("PENDING", "Resources", false, false, false)]
    [InlineData("PENDING", "launch failed requeued held", false, false, true)]
    [InlineData("NODE_FAIL", "None", false, true, false)]
    [InlineData("NEW_IN_SLURM_99", "None", false, false, false)]
    public void States_are_told_apart(string state, string reason, bool runs, bool isOver, bool isHeld)
    {
        var line = new QueueLine("1", 0, "x", state, reason);

        Assert.Equal((runs, isOver, isHeld), (line.Runs, line.IsOver, line.IsHeld));
    }

    [Fact]
    public void Of_sacct_the_last_state_of_a_task_counts()
    {
        var states = AccountingLines.Parse("12_0|NODE_FAIL\n12_0|COMPLETED\n12_1|CANCELLED by 1000\n12_2|OUT_OF_MEMORY\n\n");

        Assert.Equal(["COMPLETED", "CANCELLED", "OUT_OF_MEMORY"], [states["12_0"], states["12_1"], states["12_2"]]);
    }

    [Theory]
    [InlineData(SlurmTask.Done, "COMPLETED", TaskEnding.Cause.Finished, "ended")]
    [InlineData(SlurmTask.SomeFailed, "FAILED", TaskEnding.Cause.Finished, "ended")]
    [InlineData(SlurmTask.OutOfTime, "FAILED", TaskEnding.Cause.Lost, "stopped before its time limit")]
    [InlineData(SlurmTask.Terminated, null, TaskEnding.Cause.Lost, "was told to end")]
    [InlineData(SlurmTask.Terminated, "PREEMPTED", TaskEnding.Cause.Lost, "was preempted")]
    [InlineData(LinuxPlatform.KilledExitCode, "PREEMPTED", TaskEnding.Cause.Lost, "was preempted")]
    [InlineData(LinuxPlatform.KilledExitCode, "TIMEOUT", TaskEnding.Cause.Lost, "was ended by its time limit")]
    [InlineData(null, "TIMEOUT", TaskEnding.Cause.Lost, "was ended by its time limit")]
    [InlineData(null, null, TaskEnding.Cause.Lost, "is gone from the queue")]
    [InlineData(SlurmTask.OutOfMemory, null, TaskEnding.Cause.Died, "ran out of memory; give it more")]
    [InlineData(SlurmTask.OutOfMemory, "FAILED", TaskEnding.Cause.Died, "ran out of memory; give it more")]
    [InlineData(LinuxPlatform.KilledExitCode, "OUT_OF_MEMORY", TaskEnding.Cause.Died, "ran out of memory; give it more")]
    [InlineData(null, "OUT_OF_MEMORY", TaskEnding.Cause.Died, "ran out of memory; give it more")]
    [InlineData(LinuxPlatform.KilledExitCode, null, TaskEnding.Cause.Died, "was killed (SIGKILL), often because it took more memory")]
    [InlineData(139, "FAILED", TaskEnding.Cause.Died, "ended: the worker process was killed by signal 11")]
    [InlineData(127, null, TaskEnding.Cause.Died, "ended with exit code 127")]
    [InlineData(null, "FAILED", TaskEnding.Cause.Died, "could not be started")]
    internal void Only_a_death_of_the_program_is_blamed_on_a_job(int? exitCode, string? state, TaskEnding.Cause blame, string text)
    {
        var ending = TaskEnding.Of(exitCode, state);

        Assert.Equal(blame, ending.Blame);
        Assert.StartsWith(text, ending.Text);
    }

    [Fact]
    public void Jobs_are_dealt_out_so_that_tasks_have_about_the_same_work()
    {
        var states = new[] { 7, 1, 5, 3, 6, 2 }.Select(steps => new JobState(Toys.Count(seed: steps, steps: steps), new NotYetRun(), null))
            .ToList();

        var tasks = TaskGroups.Of(states, cellsPerTask: 2);

        Assert.Equal([8, 8, 8], tasks.Select(task => task.Sum(state => state.Job.Cost)));
        Assert.Equal(states.Count, tasks.SelectMany(task => task).Distinct().Count());
    }
}

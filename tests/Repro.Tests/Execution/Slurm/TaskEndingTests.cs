// Which ends of a task are a job's fault, and which word of whom is believed.

using Repro.Environments;
using Repro.Execution.Slurm;
using Xunit;

namespace Repro.Tests.Execution.Slurm;

public sealed class TaskEndingTests
{
    [Theory]
    [InlineData(SlurmTask.OutOfMemory, null)]
    [InlineData(SlurmTask.OutOfMemory, "FAILED")]
    [InlineData(LinuxPlatform.KilledExitCode, "OUT_OF_MEMORY")]
    [InlineData(null, "OUT_OF_MEMORY")]
    public void Out_of_memory_is_named_whether_the_program_or_Slurm_says_it(int? exitCode, string? state)
    {
        var ending = TaskEnding.Of(exitCode, state);

        Assert.Equal(TaskEnding.Cause.Died, ending.Blame);
        Assert.StartsWith("ran out of memory; give it more", ending.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kill_that_nobody_explains_is_called_what_it_often_is()
    {
        var ending = TaskEnding.Of(LinuxPlatform.KilledExitCode, null);

        Assert.Equal(TaskEnding.Cause.Died, ending.Blame);
        Assert.Contains("often because it took more memory", ending.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kill_by_Slurm_itself_is_a_loss()
    {
        Assert.Equal(TaskEnding.Cause.Lost, TaskEnding.Of(LinuxPlatform.KilledExitCode, "TIMEOUT").Blame);
        Assert.Equal(TaskEnding.Cause.Lost, TaskEnding.Of(LinuxPlatform.KilledExitCode, "PREEMPTED").Blame);
    }

    [Fact]
    public void The_programs_own_good_end_is_believed_before_Slurms_state() =>
        Assert.Equal(TaskEnding.Cause.Finished, TaskEnding.Of(SlurmTask.SomeFailed, "FAILED").Blame);
}

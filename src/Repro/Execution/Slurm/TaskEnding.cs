// What the end of a task means for those of its jobs that have no result.

namespace Repro.Execution.Slurm;

/// <summary>How a task ended.</summary>
/// <param name="Blame">Whether a job is to blame.</param>
/// <param name="Text">For people, as the rest of a sentence that begins with "its Slurm task".</param>
internal sealed record TaskEnding(TaskEnding.Cause Blame, string Text)
{
    internal enum Cause
    {
        /// <summary>The program went through its jobs.</summary>
        Finished,

        /// <summary>Something outside took the task away; no job is to blame.</summary>
        Lost,

        /// <summary>The program died at its current job.</summary>
        Died,
    }

    /// <summary>The meaning of an end.</summary>
    /// <param name="exitCode">Of the program; null when the batch file's shell was ended before it could write it down.</param>
    /// <param name="state">Slurm's final state; null when it is not known, as where accounting is off.</param>
    public static TaskEnding Of(int? exitCode, string? state) => (exitCode, state) switch
    {
        (WorkerTask.Done or WorkerTask.SomeFailed, _) => new(Cause.Finished, "ended"),
        (WorkerTask.OutOfMemory, _) or (_, "OUT_OF_MEMORY") => new(Cause.Died, "ran out of memory; give it more by \"memory\" in slurm.json or --slurm-memory"),
        (_, "PREEMPTED") => new(Cause.Lost, "was preempted"),
        (_, "NODE_FAIL" or "BOOT_FAIL") => new(Cause.Lost, "lost its node"),
        (_, "CANCELLED" or "REVOKED") => new(Cause.Lost, "was cancelled by somebody else"),
        (_, "TIMEOUT" or "DEADLINE") => new(Cause.Lost, "was ended by its time limit before it could stop by itself; give it longer by \"graceSeconds\" in slurm.json"),
        (WorkerTask.OutOfTime, _) => new(Cause.Lost, "stopped before its time limit and could not go back into the queue by itself"),
        (WorkerTask.Terminated, _) => new(Cause.Lost, "was told to end"),
        (ProcessDeath.KilledCode, _) => new(Cause.Died, "was killed (SIGKILL), often because it took more memory than it may; give it more by \"memory\" in slurm.json or --slurm-memory"),
        ({ } code, _) when code > ProcessDeath.SignalBase => new(Cause.Died, $"ended: {ProcessDeath.Text(code, outOfMemoryKills: 0)}"),
        ({ } code, _) => new(Cause.Died, $"ended with exit code {code}"),
        (null, "FAILED" or "LAUNCH_FAILED") => new(Cause.Died, "could not be started"),
        _ => new(Cause.Lost, "is gone from the queue without a trace"),
    };
}

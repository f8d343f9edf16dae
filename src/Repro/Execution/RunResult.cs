// The result of a run: how each job ended, what each experiment concluded, the files, and a status for the exit code.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>How a whole run ended; commands map it to their exit codes.</summary>
public enum RunStatus
{
    /// <summary>All jobs have results and all checks passed.</summary>
    Succeeded,

    /// <summary>Some jobs failed or were skipped.</summary>
    JobsFailed,

    /// <summary>All jobs have results, but an experiment that is a check did not pass.</summary>
    CheckFailed,

    /// <summary>The run was cancelled before its end; the same command continues it.</summary>
    Cancelled,

    /// <summary>All jobs have results, but a figure could not be drawn or an experiment could not conclude.</summary>
    NotDrawn,

    /// <summary>All jobs have results, but another program has locked the records, which lack rows of this run.</summary>
    NotRecorded,
}

/// <summary>How one job of the run ended.</summary>
/// <param name="State">The job, and why it was to be run.</param>
/// <param name="End">How the job ended.</param>
/// <param name="Error">Why the job has no result; null when it has one.</param>
/// <param name="Seconds">Time spent on the job in this run, in seconds.</param>
/// <param name="Log">Path of the job's log.</param>
public sealed record JobReport(JobState State, JobEnd End, string? Error, double Seconds, string Log);

/// <summary>What one experiment concluded.</summary>
/// <param name="Name">Name of the experiment.</param>
/// <param name="Conclusion">Its conclusion; null when it could not conclude.</param>
/// <param name="Error">Why it could not conclude, or what could not be drawn; null when all went well.</param>
public sealed record ExperimentReport(string Name, Conclusion? Conclusion, string? Error);

/// <summary>The result of a run.</summary>
public sealed record RunResult
{
    /// <summary>What an interrupted run says beside its results, because these may go to a file.</summary>
    public const string Interrupted = "interrupted: nothing finished is lost; run the same command again to go on";

    /// <summary>How the run ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>All jobs, in the order of the plan.</summary>
    public required IReadOnlyList<JobReport> Jobs { get; init; }

    /// <summary>All experiments, in the order in which they were asked for.</summary>
    public required IReadOnlyList<ExperimentReport> Experiments { get; init; }

    /// <summary>Paths of all files that were written; the records are last.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Duration of the whole run.</summary>
    public required TimeSpan Time { get; init; }
}

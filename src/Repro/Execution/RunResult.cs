// What a run has come to: each job's end, what each experiment concluded, the files, and a status for the exit code.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>How a run as a whole ended; commands map it to their exit codes.</summary>
public enum RunStatus
{
    /// <summary>All jobs have results and all checks passed.</summary>
    Succeeded,

    /// <summary>Some jobs failed or were skipped.</summary>
    JobsFailed,

    /// <summary>All jobs have results, but an experiment that is a check did not pass.</summary>
    CheckFailed,

    /// <summary>Cancelled before its end; the same command goes on.</summary>
    Cancelled,

    /// <summary>All jobs have results, but a figure could not be drawn or an experiment could not conclude.</summary>
    NotDrawn,
}

/// <summary>How one job of the run ended.</summary>
/// <param name="State">The job and why it was to be run.</param>
/// <param name="End">How it ended.</param>
/// <param name="Error">Why it has no result.</param>
/// <param name="Seconds">Time spent in this run.</param>
/// <param name="Log">The job's log.</param>
public sealed record JobReport(JobState State, JobEnd End, string? Error, double Seconds, string Log);

/// <summary>What one experiment came to.</summary>
/// <param name="Name">The experiment's name.</param>
/// <param name="Conclusion">Null when it could not conclude.</param>
/// <param name="Error">Why it could not, or what could not be drawn.</param>
public sealed record ExperimentReport(string Name, Conclusion? Conclusion, string? Error);

/// <summary>A whole run.</summary>
public sealed record RunResult
{
    /// <summary>For the exit code.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>In plan order.</summary>
    public required IReadOnlyList<JobReport> Jobs { get; init; }

    /// <summary>In the order asked for.</summary>
    public required IReadOnlyList<ExperimentReport> Experiments { get; init; }

    /// <summary>All files written, the records last.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Time of the whole run.</summary>
    public required TimeSpan Time { get; init; }
}

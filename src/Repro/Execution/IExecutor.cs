// Runs the jobs of a plan somewhere, and tells what happens to each.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>Where jobs run: in this process, in local worker processes, on a cluster.</summary>
public interface IExecutor
{
    /// <summary>
    /// Runs all jobs that are not cached, each after its inputs. A job that fails makes its dependents skipped; the others go on.
    /// Each job that is not cached ends exactly once as a <see cref="JobEnded"/>.
    /// </summary>
    /// <param name="states">All jobs of the plan, inputs first.</param>
    /// <param name="report">Takes what happens; called by one thread at a time.</param>
    /// <param name="cancellation">Asks running jobs to write a checkpoint and stop, and starts no others.</param>
    Task ExecuteAsync(IReadOnlyList<JobState> states, Action<JobEvent> report, CancellationToken cancellation);
}

/// <summary>How a job of a run ended.</summary>
public enum JobEnd
{
    /// <summary>Its verified result was there before.</summary>
    Cached,

    /// <summary>It ran and has a result.</summary>
    Done,

    /// <summary>It ran and has none.</summary>
    Failed,

    /// <summary>It did not run, because an input has no result.</summary>
    Skipped,

    /// <summary>It was not finished when cancellation was asked for.</summary>
    Stopped,
}

/// <summary>Something that happened to a job.</summary>
/// <param name="Job">Which.</param>
public abstract record JobEvent(Job Job);

/// <summary>A job begins.</summary>
/// <param name="Job">Which.</param>
/// <param name="Worker">By which worker, from 1.</param>
/// <param name="Facts">What the worker says of itself.</param>
public sealed record JobStarted(Job Job, int Worker, IReadOnlyDictionary<string, string> Facts) : JobEvent(Job);

/// <summary>A job has gone on.</summary>
/// <param name="Job">Which.</param>
/// <param name="Progress">How far it is.</param>
public sealed record JobAdvanced(Job Job, JobProgress Progress) : JobEvent(Job);

/// <summary>A job's worker died and the job is tried again.</summary>
/// <param name="Job">Which.</param>
/// <param name="Cause">How the worker died.</param>
public sealed record JobRetried(Job Job, string Cause) : JobEvent(Job);

/// <summary>A job has ended.</summary>
/// <param name="Job">Which.</param>
/// <param name="End">How; never <see cref="JobEnd.Cached"/>.</param>
/// <param name="Result">The verified result when it is done.</param>
/// <param name="Error">Why it has no result, otherwise null.</param>
/// <param name="Seconds">Time spent in this run.</param>
public sealed record JobEnded(Job Job, JobEnd End, ResultRecord? Result, string? Error, double Seconds) : JobEvent(Job);

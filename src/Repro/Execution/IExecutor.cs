// Runs the jobs of a plan somewhere, and tells what happens to each.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>Where jobs run: in this process, in local worker processes, on a cluster.</summary>
public interface IExecutor
{
    /// <summary>
    /// Runs all jobs that are not cached, each after its inputs. When a job fails, its dependents are skipped and the others go on. Each
    /// job that is not cached is reported exactly once as a <see cref="JobEnded"/>.
    /// </summary>
    /// <param name="states">All jobs of the plan, inputs first.</param>
    /// <param name="report">Called with each event, by one thread at a time.</param>
    /// <param name="cancellation">Asks running jobs to write a checkpoint and stop; no other jobs are started after that.</param>
    Task ExecuteAsync(IReadOnlyList<JobState> states, Action<JobEvent> report, CancellationToken cancellation);
}

/// <summary>How a job of a run ended.</summary>
public enum JobEnd
{
    /// <summary>The job has a verified result from before this run.</summary>
    Cached,

    /// <summary>The job ran and has a result.</summary>
    Done,

    /// <summary>The job ran and has no result.</summary>
    Failed,

    /// <summary>The job did not run, because one of its inputs has no result.</summary>
    Skipped,

    /// <summary>The job was not finished when the run was cancelled.</summary>
    Stopped,
}

/// <summary>Something that happened to a job.</summary>
/// <param name="Job">The job.</param>
public abstract record JobEvent(Job Job);

/// <summary>A job begins.</summary>
/// <param name="Job">The job.</param>
/// <param name="Worker">Number of the worker, counted from 1.</param>
/// <param name="Facts">Facts about the worker and its libraries, by name.</param>
public sealed record JobStarted(Job Job, int Worker, IReadOnlyDictionary<string, string> Facts) : JobEvent(Job);

/// <summary>A job has made progress.</summary>
/// <param name="Job">The job.</param>
/// <param name="Progress">How far the job is.</param>
public sealed record JobAdvanced(Job Job, JobProgress Progress) : JobEvent(Job);

/// <summary>A job's worker died and the job is tried again.</summary>
/// <param name="Job">The job.</param>
/// <param name="Cause">How the worker died, for people.</param>
public sealed record JobRetried(Job Job, string Cause) : JobEvent(Job);

/// <summary>A job has ended.</summary>
/// <param name="Job">The job.</param>
/// <param name="End">How the job ended; never <see cref="JobEnd.Cached"/>.</param>
/// <param name="Result">The verified result; null when the job has none.</param>
/// <param name="Error">Why the job has no result; null when it has one.</param>
/// <param name="Seconds">Time spent on the job in this run, in seconds.</param>
public sealed record JobEnded(Job Job, JobEnd End, ResultRecord? Result, string? Error, double Seconds) : JobEvent(Job);

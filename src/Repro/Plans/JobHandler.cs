// What a kind of job needs in order to run: the work itself is written by whoever plans the job.

using System.Text.Json.Nodes;

namespace Repro.Plans;

/// <summary>Runs the jobs of one kind. Called in a worker process (or in this one by the debug executor).</summary>
public interface IJobHandler
{
    /// <summary>The <see cref="Job.Kind"/> that this handler runs.</summary>
    string Kind { get; }

    /// <summary>
    /// Computes the job's result. May leave checkpoints in the folder and must go on from them bit for bit.
    /// </summary>
    /// <exception cref="JobFailedException">The job cannot have a result, e.g. its loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for; a checkpoint was written.</exception>
    JobOutput Run(JobContext context);
}

/// <summary>What a handler is given.</summary>
public sealed class JobContext
{
    /// <summary>The job's key: names its checkpoints.</summary>
    public required string Key { get; init; }

    /// <summary>The job's configuration.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>The job's own artifact folder; exists.</summary>
    public required string Folder { get; init; }

    /// <summary>The artifact folders of the job's inputs, in their order; all complete and verified.</summary>
    public required IReadOnlyList<string> InputFolders { get; init; }

    /// <summary>Takes the share of work done so far.</summary>
    public required IProgress<JobProgress> Progress { get; init; }

    /// <summary>The job's own log, kept beside its result.</summary>
    public required TextWriter Log { get; init; }

    /// <summary>Takes facts of how the numbers are computed, beside those of the worker, e.g. <c>precision</c>.</summary>
    public IDictionary<string, string> Facts { get; } = new Dictionary<string, string>();

    /// <summary>Asks the handler to write a checkpoint and stop.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>How far a job is.</summary>
/// <param name="Fraction">Share of the work done, 0 to 1.</param>
/// <param name="Note">Where it stands, e.g. "epoch 3 of 10, loss 101.2".</param>
public sealed record JobProgress(double Fraction, string? Note = null);

/// <summary>What a job has computed.</summary>
public sealed record JobOutput
{
    /// <summary>The numbers.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>
    /// Names of the files in the job's folder that belong to the result; their content is hashed and verified before each later use.
    /// What else the handler left there, such as checkpoints, is removed once the result is on disk.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Anything else that those who planned the job want back.</summary>
    public JsonObject Details { get; init; } = [];
}

/// <summary>The job cannot have a result; the message says why, and what to do.</summary>
public sealed class JobFailedException(string message, Exception? inner = null) : Exception(message, inner);

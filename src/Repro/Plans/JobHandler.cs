// What a kind of job needs in order to run. Experiments implement the handlers.

using System.Text.Json.Nodes;

namespace Repro.Plans;

/// <summary>Runs the jobs of one kind, in a worker process or, with the debug executor, in the process of the command.</summary>
public interface IJobHandler
{
    /// <summary>The <see cref="Job.Kind"/> that this handler runs.</summary>
    string Kind { get; }

    /// <summary>Computes the job's result. It may leave checkpoints in the folder, and must continue from them to the same bits.</summary>
    /// <exception cref="JobFailedException">Thrown when the job cannot have a result, e.g. because its loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">Thrown when the run was cancelled and a checkpoint has been written.</exception>
    JobOutput Run(JobContext context);
}

/// <summary>What a handler receives.</summary>
public sealed class JobContext
{
    /// <summary>Key of the job, which names its checkpoints.</summary>
    public required string Key { get; init; }

    /// <summary>The job's configuration.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Artifact folder of the job, which exists.</summary>
    public required string Folder { get; init; }

    /// <summary>Artifact folders of the job's inputs, in their order. All are complete and verified.</summary>
    public required IReadOnlyList<string> InputFolders { get; init; }

    /// <summary>Takes the share of the work that is done.</summary>
    public required IProgress<JobProgress> Progress { get; init; }

    /// <summary>The job's own log, kept beside its result.</summary>
    public required TextWriter Log { get; init; }

    /// <summary>Takes facts about how the numbers are computed, beside those of the worker, e.g. <c>precision</c>.</summary>
    public IDictionary<string, string> Facts { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Checks that throw if something that the job read is no longer the same. They run at the end of the job, however it ends. Where one
    /// fails, the job has no result and no checkpoint.
    /// </summary>
    public IList<Action> ChecksAtEnd { get; } = [];

    /// <summary>Asks the handler to write a checkpoint and stop.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>The progress of a job.</summary>
/// <param name="Fraction">Share of the work that is done, from 0 to 1.</param>
/// <param name="Note">What the job does now, e.g. "epoch 3 of 10, loss 101.2".</param>
public sealed record JobProgress(double Fraction, string? Note = null);

/// <summary>What a job has computed.</summary>
public sealed record JobOutput
{
    /// <summary>The numbers.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>
    /// Names of the files in the job's folder that belong to the result; their content is hashed and verified before each later use. Other
    /// files of the handler, such as checkpoints, are removed once the result is on disk.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Further results for the experiment that planned the job.</summary>
    public JsonObject Details { get; init; } = [];
}

/// <summary>Thrown when a job cannot have a result; the message says why, and what to do.</summary>
public sealed class JobFailedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same job would fail in the same way again. A run repeats it only on demand.</summary>
    public bool IsFinal { get; init; }
}

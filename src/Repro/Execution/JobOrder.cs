// All that a worker must know to run one job, and what comes back.

using System.Text.Json.Nodes;
using Repro.Records;

namespace Repro.Execution;

/// <summary>A job as it is handed to the process that runs it.</summary>
internal sealed record JobOrder(
    string Kind, string Key, string Label, JsonObject Configuration, string Folder, IReadOnlyList<string> InputFolders, bool Afresh)
{
    /// <summary>A job reads its configuration back from the canonical text, so that a handler sees the same numbers in any process.</summary>
    public static JobOrder Of(JobState state, ArtifactStore store) => new(
        state.Job.Kind, state.Job.Key, state.Job.Label, state.Job.Configuration, store.FolderOf(state.Job),
        [.. state.Job.Inputs.Select(store.FolderOf)], state.Reason?.StartsAfresh ?? false);
}

/// <summary>How an attempt at a job ended in the process that ran it.</summary>
internal abstract record Attempt;

/// <summary>result.json is written.</summary>
internal sealed record AttemptDone : Attempt;

/// <summary>failure.json is written.</summary>
/// <param name="Message">What happened and what to do.</param>
/// <param name="IsOutOfMemory">Whether a process with nothing else in its memory might succeed.</param>
internal sealed record AttemptFailed(string Message, bool IsOutOfMemory = false) : Attempt;

/// <summary>Cancellation was asked for and the job has stopped.</summary>
internal sealed record AttemptStopped : Attempt;

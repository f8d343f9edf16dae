// How a worker process is started, the lines that it and its parent exchange, and how an attempt at a job ends.

using System.Text.Json.Nodes;
using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>A line to a worker: run a job, or stop the running one (<see cref="Job"/> is null).</summary>
/// <param name="Job">The job to run; null to stop the running one.</param>
/// <param name="HeartbeatSeconds">Seconds between two heartbeats while the job runs; null for no heartbeats.</param>
internal sealed record ParentMessage(JobOrder? Job = null, double? HeartbeatSeconds = null);

/// <summary>A line from a worker, about the job that it runs.</summary>
internal sealed record WorkerMessage(string Key, WorkerMessage.About What)
{
    /// <summary>What a line is about.</summary>
    internal enum About
    {
        Started,
        Progress,
        Done,
        Failed,
        Stopped,
        Alive,
    }

    public IReadOnlyDictionary<string, string>? Facts { get; init; }

    public double? Fraction { get; init; }

    public string? Text { get; init; }

    /// <summary>Processor time that the process has used so far, in seconds.</summary>
    public double? ProcessorSeconds { get; init; }

    /// <summary>Line on standard error after each job; what is before it belongs to that job.</summary>
    public const string EndOfErrors = "@repro end of job";

    private const string Mark = "@repro ";

    /// <summary>Returns the line. Its mark tells it from what a library may print.</summary>
    public string ToLine() => Mark + RecordJson.Line(this);

    /// <summary>Reads a line; null when it is something else.</summary>
    public static WorkerMessage? TryRead(string line)
    {
        var at = line.IndexOf(Mark);
        return at < 0 ? null : RecordJson.TryRead<WorkerMessage>(line[(at + Mark.Length)..]);
    }
}

/// <summary>
/// A command line that runs
/// <see cref="WorkerLoop.Run(IReadOnlyList{Plans.IJobHandler}, Func{IReadOnlyDictionary{string, string}}, TimeSpan?)"/>.
/// </summary>
/// <param name="FileName">Name of the program, e.g. <c>dotnet</c>.</param>
/// <param name="Arguments">Arguments of the program, e.g. <c>hvae-repro.dll worker</c>.</param>
public sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Environment variables beside those that set the number of threads.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Returns the environment variables of a worker with <paramref name="threads"/> threads. With the default spin-waiting of libgomp the
    /// threads of neighbouring workers take processor time from one another, hence <c>GOMP_SPINCOUNT</c>. A worker frees and asks for the
    /// same few hundred megabytes again and again: glibc keeps them, in the one heap that can grow, instead of giving them back to the
    /// kernel, which would have to clear them each time. Other C libraries ignore these variables.
    /// </summary>
    internal IReadOnlyDictionary<string, string> Variables(int threads) => new Dictionary<string, string>(Environment)
    {
        ["OMP_NUM_THREADS"] = $"{threads}",
        ["MKL_NUM_THREADS"] = $"{threads}",
        ["OPENBLAS_NUM_THREADS"] = $"{threads}",
        ["GOMP_SPINCOUNT"] = "2000",
        ["MALLOC_ARENA_MAX"] = "1",
        ["MALLOC_MMAP_THRESHOLD_"] = "1073741824",
        ["MALLOC_TRIM_THRESHOLD_"] = "2146435072",
        ["MALLOC_TOP_PAD_"] = "67108864",
    };
}

/// <summary>A job as the process that runs it receives it.</summary>
internal sealed record JobOrder(
    string Kind, string Key, string Request, string Label, JsonObject Configuration, IReadOnlyDictionary<string, string> Sources,
    string Folder,
    IReadOnlyList<string> InputFolders, bool Afresh)
{
    /// <summary>
    /// Makes the order of a job. A job reads its configuration from the canonical text, so a handler sees the same numbers in any process.
    /// </summary>
    public static JobOrder Of(JobState state, ArtifactStore store) => new(
        state.Job.Kind, state.Job.Key, state.Job.Request, state.Job.Label, state.Job.Configuration, state.Job.Sources.Files,
        store.FolderOf(state.Job),
        [.. state.Job.Inputs.Select(store.FolderOf)], state.Reason?.StartsAfresh ?? false);
}

/// <summary>How an attempt at a job ended in the process that ran it.</summary>
/// <param name="End">Done when result.json is written, failed, or stopped because the run was cancelled.</param>
/// <param name="Message">What happened and what to do, for people; null when the job is done.</param>
/// <param name="IsOutOfMemory">Whether a process with nothing else in its memory might succeed.</param>
internal sealed record Attempt(JobEnd End, string? Message = null, bool IsOutOfMemory = false)
{
    public static Attempt Done { get; } = new(JobEnd.Done);

    public static Attempt Stopped { get; } = new(JobEnd.Stopped, "stopped");

    public static Attempt Failed(string message) => new(JobEnd.Failed, message);

    /// <summary>Returns how the job ended. A job is done only when its result verifies.</summary>
    public JobEnded Of(Job job, ArtifactStore store, double seconds) => End != JobEnd.Done
        ? new(job, End, null, Message, seconds)
        : store.Check(job) switch
        {
            CompleteArtifact complete => new(job, End, complete.Result, null, seconds),
            DamagedArtifact damaged =>
                new(job, JobEnd.Failed, null, $"its result does not verify: {damaged.Path} {damaged.Problem}", seconds),
            _ => new(job, JobEnd.Failed, null, $"{store.FolderOf(job)} has no result although the job said so", seconds),
        };
}

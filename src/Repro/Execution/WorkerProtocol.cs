// The lines that this process and a worker process exchange.

using Repro.Records;

namespace Repro.Execution;

/// <summary>A line to a worker: run a job, or stop the running one (<see cref="Job"/> is null).</summary>
/// <param name="Job">What to run.</param>
/// <param name="HeartbeatSeconds">How often to say that the process lives while the job runs; null for never.</param>
internal sealed record WorkerOrder(JobOrder? Job = null, double? HeartbeatSeconds = null);

/// <summary>A line from a worker, about the job that it runs.</summary>
internal sealed record WorkerAnswer(string Key, WorkerAnswer.About What)
{
    /// <summary>What a line tells.</summary>
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

    /// <summary>Processor time that the process has used so far.</summary>
    public double? ProcessorSeconds { get; init; }

    /// <summary>A line on standard error after each job: what comes before it belongs to that job.</summary>
    public const string EndOfErrors = "@repro end of job";

    private const string Mark = "@repro ";

    /// <summary>The line; the mark tells it from what a library may print.</summary>
    public string ToLine() => Mark + RecordJson.Line(this);

    /// <summary>Null when the line is something else.</summary>
    public static WorkerAnswer? TryRead(string line)
    {
        var at = line.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? null : RecordJson.TryRead<WorkerAnswer>(line[(at + Mark.Length)..]);
    }
}

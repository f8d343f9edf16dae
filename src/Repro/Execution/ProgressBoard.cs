// What each worker is at, and how the whole stands.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>The data behind a progress display. Not safe for several threads.</summary>
internal sealed class ProgressBoard(IReadOnlyList<JobState> states, int workers, TimeProvider time)
{
    private readonly ProgressEstimate estimate = new(states, time);
    private readonly Dictionary<string, int> workerOf = [];
    private readonly string?[] doing = new string?[workers];

    /// <summary>The total line.</summary>
    public string Total => estimate.Text;

    /// <summary>One line for each worker.</summary>
    public IEnumerable<string> Workers => doing.Select((line, at) => $"worker {at + 1}: {line ?? "idle"}");

    /// <summary>What those workers do that do something.</summary>
    public IEnumerable<string> Busy => doing.OfType<string>();

    /// <summary>Takes what happened; returns a line worth keeping, if it is.</summary>
    public string? Take(JobEvent happened)
    {
        estimate.Take(happened);
        var job = happened.Job;
        switch (happened)
        {
            case JobStarted started when started.Worker > doing.Length: // It has no line of its own.
                return null;
            case JobStarted started:
                workerOf[job.Key] = Math.Max(started.Worker, 1) - 1;
                doing[workerOf[job.Key]] = Named(job);
                return null;
            case JobAdvanced advanced when workerOf.TryGetValue(job.Key, out var worker):
                doing[worker] = $"{Named(job)}  {Math.Floor(100 * advanced.Progress.Fraction):F0} %{(advanced.Progress.Note is { } note ? "  " + note : "")}";
                return null;
            case JobRetried retried:
                return $"again   {Named(job)}: {retried.Cause}";
            case JobEnded ended:
                if (workerOf.Remove(job.Key, out var free)) doing[free] = null;
                return Line(ended);
            default:
                return null;
        }
    }

    private static string? Line(JobEnded ended) => ended.End switch
    {
        JobEnd.Done => $"done    {Named(ended.Job)} ({DurationText.Of(TimeSpan.FromSeconds(ended.Seconds))})",
        JobEnd.Stopped => null,
        var end => $"{end.ToString().ToLowerInvariant(),-7} {Named(ended.Job)}: {ended.Error}",
    };

    private static string Named(Job job) => $"{job.Kind} {job.Label}";
}

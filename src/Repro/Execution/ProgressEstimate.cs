// How much work is left and when it will be finished, from the costs of jobs, their progress, and the speed measured so far.

using Repro.Records;

namespace Repro.Execution;

/// <summary>The state of a run's work. Not safe for several threads.</summary>
public sealed class ProgressEstimate
{
    /// <summary>Work that is less than this share of what is left says nothing about the speed.</summary>
    private const double LeastShare = 1e-3;

    private readonly TimeProvider time;
    private readonly Dictionary<string, JobState> open;
    private readonly Dictionary<string, double> fraction = [];
    private readonly int total;
    private readonly double totalCost;
    private readonly long start;
    private double remainingCost;
    private double notFromThisRun;

    /// <param name="states">All jobs of the plan. Only those that are to be run count.</param>
    /// <param name="time">The clock.</param>
    public ProgressEstimate(IReadOnlyList<JobState> states, TimeProvider time)
    {
        this.time = time;
        open = states.Where(state => !state.IsCached).ToDictionary(state => state.Job.Key);
        total = open.Count;
        totalCost = remainingCost = open.Values.Sum(CostOf);
        start = time.GetTimestamp();
    }

    /// <summary>Number of jobs that have not ended.</summary>
    public int Remaining => open.Count;

    /// <summary>Share of the work that is done, by cost, from 0 to 1.</summary>
    public double Done => totalCost <= 0 ? 1 : Math.Clamp(1 - RemainingCost / totalCost, 0, 1);

    /// <summary>
    /// Cost of the work that is left. It is kept as a sum, because plans are long, and rounding must leave nothing of it at the end.
    /// </summary>
    private double RemainingCost => open.Count == 0 ? 0 : Math.Clamp(remainingCost, 0, totalCost);

    /// <summary>Takes an event.</summary>
    public void Take(JobEvent happened)
    {
        if (!open.TryGetValue(happened.Job.Key, out var state)) return;
        if (happened is JobAdvanced advanced) Advance(state, advanced.Progress.Fraction);
        if (happened is JobEnded ended) Close(state, ended.End);
    }

    /// <summary>Time until the end at the speed so far; null while the speed is not known.</summary>
    public TimeSpan? Left
    {
        get
        {
            if (open.Count == 0) return TimeSpan.Zero;
            var elapsed = time.GetElapsedTime(start).TotalSeconds;
            var achieved = totalCost - RemainingCost - notFromThisRun;
            return achieved > LeastShare * RemainingCost && elapsed > 0 ? TimeSpan.FromSeconds(elapsed * RemainingCost / achieved) : null;
        }
    }

    /// <summary>A line for people, e.g. "remaining 17 of 25 (32 % done), finishes 2026-11-20 14:05 (25 min)", in local time.</summary>
    public string Text
    {
        get
        {
            var text = $"remaining {Remaining} of {total} ({Math.Floor(100 * Done + 1e-9):F0} % done)";
            return Left is { } left && Remaining > 0
                ? $"{text}, finishes {time.GetLocalNow() + left:yyyy-MM-dd HH:mm} ({DurationText.Of(left)})"
                : text;
        }
    }

    private void Advance(JobState state, double reached)
    {
        var known = fraction.TryGetValue(state.Job.Key, out var before);
        if (!known && (state.Reason is Resumes or FailedBefore)) notFromThisRun += reached * CostOf(state);
        fraction[state.Job.Key] = Math.Max(before, reached);
        remainingCost -= CostOf(state) * (fraction[state.Job.Key] - before);
    }

    /// <summary>Takes the end of a job. Work that will never be done says nothing about the speed.</summary>
    private void Close(JobState state, JobEnd end)
    {
        open.Remove(state.Job.Key);
        remainingCost -= CostOf(state) * (1 - fraction.GetValueOrDefault(state.Job.Key));
        if (end != JobEnd.Done) notFromThisRun += CostOf(state) * (1 - fraction.GetValueOrDefault(state.Job.Key));
    }

    private static double CostOf(JobState state) => Math.Max(state.Job.Cost, 1e-9);
}

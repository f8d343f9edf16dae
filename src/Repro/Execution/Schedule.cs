// Which job may run next: its inputs have results, and the most work hangs on it.

using Repro.Plans;

namespace Repro.Execution;

/// <summary>The jobs of a run that are still to be started. Not safe for several threads.</summary>
internal sealed class Schedule
{
    private readonly Dictionary<string, JobState> waiting = [];
    private readonly HashSet<string> available = [];
    private readonly Dictionary<string, double> chain = [];

    public Schedule(IReadOnlyList<JobState> states)
    {
        foreach (var state in states)
        {
            if (state.IsCached) available.Add(state.Job.Key);
            else waiting.Add(state.Job.Key, state);
        }

        foreach (var job in states.Select(state => state.Job).Reverse())
        {
            var own = chain[job.Key] = chain.GetValueOrDefault(job.Key) + job.Cost;
            foreach (var input in job.Inputs) chain[input.Key] = Math.Max(chain.GetValueOrDefault(input.Key), own);
        }
    }

    /// <summary>Whether any job has not been taken.</summary>
    public bool HasWaiting => waiting.Count > 0;

    /// <summary>Whether a job has not been taken.</summary>
    public bool IsWaiting(Job job) => waiting.ContainsKey(job.Key);

    /// <summary>Whether a job's result is there.</summary>
    public bool IsDone(Job job) => available.Contains(job.Key);

    /// <summary>Takes a given job.</summary>
    public void Take(Job job) => waiting.Remove(job.Key);

    /// <summary>Takes the ready job with the longest chain of work from it to the end; null when none is ready.</summary>
    public JobState? Take()
    {
        var next = waiting.Values.Where(state => state.Job.Inputs.All(input => available.Contains(input.Key)))
            .MaxBy(state => chain[state.Job.Key]);
        if (next is not null) waiting.Remove(next.Job.Key);
        return next;
    }

    /// <summary>Makes the dependents of a finished job possible.</summary>
    public void Done(Job job) => available.Add(job.Key);

    /// <summary>Removes all that hangs on a job without a result, and says what that is, each with its cause.</summary>
    public IReadOnlyList<JobEnded> Skip(Job failed)
    {
        var skipped = new List<JobEnded>();
        var causes = new Queue<Job>([failed]);
        while (causes.TryDequeue(out var cause))
        {
            foreach (var state in waiting.Values.Where(state => state.Job.Inputs.Any(input => input.Key == cause.Key)).ToList())
            {
                waiting.Remove(state.Job.Key);
                causes.Enqueue(state.Job);
                skipped.Add(new(state.Job, JobEnd.Skipped, null, $"needs '{cause.Label}', which {(cause == failed ? "failed" : "has no result")}", 0));
            }
        }

        return skipped;
    }

    /// <summary>Removes all that is left after cancellation.</summary>
    public IReadOnlyList<JobEnded> Abandon()
    {
        var left = waiting.Values.Select(state => new JobEnded(state.Job, JobEnd.Stopped, null, "was not started", 0)).ToList();
        waiting.Clear();
        return left;
    }
}

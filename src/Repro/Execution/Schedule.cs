// Which job runs next: one whose inputs have results and on which the most work depends.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>The jobs of a run that are still to be started. Not safe for several threads.</summary>
internal sealed class Schedule
{
    private readonly Dictionary<string, JobState> waiting = [];
    private readonly HashSet<string> available = [];
    private readonly Dictionary<string, int> missingInputs = [];
    private readonly Dictionary<string, List<JobState>> dependents = [];
    private readonly Dictionary<string, double> chain = [];

    /// <summary>Jobs that can run: those with the longest chain first, and of equal ones the first of the plan.</summary>
    private readonly PriorityQueue<JobState, (double Chain, int Place)> ready = new();
    private readonly Dictionary<string, int> place = [];

    public Schedule(IReadOnlyList<JobState> states)
    {
        available.UnionWith(states.Where(state => state.IsCached).Select(state => state.Job.Key));
        foreach (var job in states.Select(state => state.Job).Reverse())
        {
            var own = chain[job.Key] = chain.GetValueOrDefault(job.Key) + job.Cost;
            foreach (var input in job.Inputs) chain[input.Key] = Math.Max(chain.GetValueOrDefault(input.Key), own);
        }

        foreach (var state in states.Where(state => !state.IsCached))
        {
            var inputs = state.Job.Inputs.Select(input => input.Key).Where(key => !available.Contains(key)).ToHashSet();
            waiting.Add(state.Job.Key, state);
            place[state.Job.Key] = place.Count;
            missingInputs[state.Job.Key] = inputs.Count;
            foreach (var input in inputs) (dependents.TryGetValue(input, out var others) ? others : dependents[input] = []).Add(state);
            if (inputs.Count == 0) Enqueue(state);
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
        while (ready.TryDequeue(out var next, out _))
        {
            if (waiting.Remove(next.Job.Key)) return next;
        }

        return null;
    }

    /// <summary>Takes the end of a job: its dependents become ready when it has a result, and are removed when it failed.</summary>
    /// <returns>The removed jobs, each with its cause.</returns>
    public IReadOnlyList<JobEnded> End(JobEnded ended)
    {
        if (ended.End == JobEnd.Failed) return Skip(ended.Job);
        if (ended.End == JobEnd.Done && available.Add(ended.Job.Key))
        {
            foreach (var state in DependentsOf(ended.Job))
            {
                if (--missingInputs[state.Job.Key] == 0) Enqueue(state);
            }
        }

        return [];
    }

    /// <summary>Removes all jobs that are left after cancellation, and returns their ends.</summary>
    public IReadOnlyList<JobEnded> Abandon()
    {
        var left = waiting.Values.Select(state => new JobEnded(state.Job, JobEnd.Stopped, null, "was not started", 0)).ToList();
        waiting.Clear();
        return left;
    }

    private List<JobEnded> Skip(Job failed)
    {
        var skipped = new List<JobEnded>();
        var causes = new Queue<Job>([failed]);
        while (causes.TryDequeue(out var cause))
        {
            foreach (var state in DependentsOf(cause).Where(state => waiting.Remove(state.Job.Key)))
            {
                causes.Enqueue(state.Job);
                skipped.Add(new(state.Job, JobEnd.Skipped, null,
                    $"needs '{cause.Label}', which {(cause == failed ? "failed" : "has no result")}", 0));
            }
        }

        return skipped;
    }

    private void Enqueue(JobState state) => ready.Enqueue(state, (-chain[state.Job.Key], place[state.Job.Key]));

    private IReadOnlyList<JobState> DependentsOf(Job job) => dependents.GetValueOrDefault(job.Key, []);
}

// Puts several short jobs into one task, so that the tasks of an array take about the same time.


using Repro.Records;

namespace Repro.Execution.Slurm;

internal static class TaskGroups
{
    /// <summary>
    /// So many tasks that each has <paramref name="cellsPerTask"/> jobs on average; the longest jobs are dealt out first, each to the
    /// task with the least work (the LPT rule). Tasks come with the most work first.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<JobState>> Of(IReadOnlyCollection<JobState> jobs, int cellsPerTask)
    {
        var tasks = Enumerable.Range(0, (jobs.Count + cellsPerTask - 1) / cellsPerTask).Select(_ => new List<JobState>()).ToList();
        var least = new PriorityQueue<List<JobState>, (double Cost, int Order)>(tasks.Select((task, at) => (task, (0.0, at))));
        foreach (var state in jobs.OrderByDescending(state => state.Job.Cost))
        {
            least.TryDequeue(out var task, out var load);
            task!.Add(state);
            least.Enqueue(task, (load.Cost + state.Job.Cost, load.Order));
        }

        return [.. tasks.OrderByDescending(task => task.Sum(state => state.Job.Cost))];
    }
}

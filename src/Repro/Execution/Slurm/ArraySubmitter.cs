// Turns open jobs into job arrays, one or more for each level of the plan, and hands them to Slurm.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution.Slurm;

/// <summary>Submits the jobs of one run. Its submission begins with the first array.</summary>
internal sealed class ArraySubmitter(SlurmPlace place, ArtifactStore store, SlurmCommands commands, TimeProvider time)
{
    /// <summary>Most tasks of an array: the default of Slurm's MaxArraySize is 1001, and indices stay below it.</summary>
    private const int MostTasks = 1000;

    private readonly HashSet<string> prepared = [];

    /// <summary>The submission of this run; null before the first array.</summary>
    public Submission? Submission { get; private set; } = place.Attached;

    /// <summary>
    /// Submits jobs whose inputs have results or are among them. Each level of the plan depends on the one before, so this process does not
    /// wait.
    /// </summary>
    /// <exception cref="SlurmException">Thrown when Slurm refuses them.</exception>
    public async Task<IReadOnlyList<WatchedTask>> SubmitAsync(IReadOnlyList<JobState> jobs, CancellationToken cancellation)
    {
        var submitted = new List<WatchedTask>();
        IReadOnlyList<string> before = [];
        foreach (var level in Levels(jobs))
        {
            foreach (var state in level) Prepare(state, cancellation);
            var arrays = new List<string>();
            foreach (var tasks in TaskGroups.Of(level, place.Settings.CellsPerTask).Chunk(MostTasks))
            {
                var watched = await SubmitAsync(tasks, before, cancellation);
                arrays.Add(watched[0].JobId);
                submitted.AddRange(watched);
            }

            before = arrays;
        }

        return submitted;
    }

    private static IEnumerable<IReadOnlyList<JobState>> Levels(IReadOnlyList<JobState> jobs)
    {
        var level = new Dictionary<string, int>();
        foreach (var job in jobs.Select(state => state.Job))
            level[job.Key] = job.Inputs.Max(input => (int?)level.GetValueOrDefault(input.Key, -1)) + 1 ?? 0;
        return jobs.GroupBy(state => level[state.Job.Key]).OrderBy(group => group.Key).Select(group => group.ToList());
    }

    /// <summary>Prepares the folder of a job once in a run; a job that comes back into the queue continues from its checkpoint.</summary>
    private void Prepare(JobState state, CancellationToken cancellation)
    {
        if (!prepared.Add(state.Job.Key)) return;
        try
        {
            JobFolder.PrepareForQueue(JobOrder.Of(state, store), time, cancellation);
        }
        catch (JobFailedException problem)
        {
            throw new SlurmException(problem.Message, problem);
        }
    }

    private async Task<IReadOnlyList<WatchedTask>> SubmitAsync(
        IReadOnlyList<IReadOnlyList<JobState>> tasks, IReadOnlyList<string> after, CancellationToken cancellation)
    {
        var submission = Submission ??= Submission.Begin(store.Root, place.ProgramFolder, place.Arguments, place.WorkingFolder, time);
        var number = submission.Arrays.Count;
        var kinds = tasks.SelectMany(task => task).Select(state => state.Job.Kind).Distinct().ToList();
        var array = new SubmittedArray(
            $"{number}-{(kinds.Count == 1 ? kinds[0] : "jobs")}", $"repro-{submission.Id}-{number}",
            [.. tasks.Select(task => (IReadOnlyList<string>)[.. task.Select(state => state.Job.Key)])]);
        var folder = submission.FolderOf(store.Root, array);
        folder.Write(BatchFor(array, folder, after),
            [.. tasks.Select(task => task.Select(state => JobOrder.Of(state, store) with { Afresh = false }).ToList())]);
        (submission with { Arrays = [.. submission.Arrays, array] })
            .Write(store.Root); // This comes before sbatch: if this process is killed now, the array is still found by its name.
        try
        {
            array = array with { JobId = await commands.SubmitAsync(folder.Batch, array.JobName, cancellation) };
        }
        catch (SlurmException)
        {
            submission.Write(store.Root);
            throw;
        }

        Submission = submission with { Arrays = [.. submission.Arrays, array] };
        Submission.Write(store.Root);

        return [.. tasks.Select((task, at) => new WatchedTask(folder, array.JobName, array.JobId!, at, array.Tasks[at], task))];
    }

    private string BatchFor(SubmittedArray array, ArrayFolder folder, IReadOnlyList<string> after) => new BatchFile
    {
        Settings = place.Settings,
        JobName = array.JobName,
        Tasks = array.Tasks.Count,
        After = after,
        Folder = folder,
        WorkingFolder = place.WorkingFolder,
        Command = place.Command(Submission!.Program),
        Threads = place.Threads,
    }.Text;
}

internal static class TaskGroups
{
    /// <summary>
    /// Deals jobs out to tasks with <paramref name="cellsPerTask"/> jobs on average. The longest jobs come first, each to the task with the
    /// least work (the LPT rule). The task with the most work is the first.
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

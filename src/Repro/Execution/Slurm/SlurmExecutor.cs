// Runs jobs as arrays of a Slurm cluster: submits what is not in the queue yet, watches the queue, and submits again what was lost.

using Repro.Records;
using Shared;

namespace Repro.Execution.Slurm;

/// <summary>
/// Runs jobs in tasks of job arrays. The tasks need this process only to be submitted again after a loss. It may end (cancellation leaves
/// the tasks running), and a later run of the same jobs finds and watches them.
/// </summary>
/// <param name="store">Store of the artifacts, in a folder that the nodes share.</param>
/// <param name="place">The cluster and the program.</param>
/// <param name="commands">Slurm's commands.</param>
/// <param name="wait">Waits.</param>
/// <param name="notice">Called with sentences for people.</param>
/// <param name="time">The clock.</param>
public sealed class SlurmExecutor(
    ArtifactStore store, SlurmPlace place, SlurmCommands commands, Func<TimeSpan, CancellationToken, Task> wait, Action<string> notice,
    TimeProvider time) : IExecutor
{
    /// <inheritdoc/>
    /// <exception cref="SlurmException">Thrown when Slurm cannot be used.</exception>
    public async Task ExecuteAsync(IReadOnlyList<JobState> states, Action<JobEvent> report, CancellationToken cancellation)
    {
        var book = new JobBook(states, store, report, time);
        var submitter = new ArraySubmitter(place, store, commands, time);
        var queue = new WatchedQueue(book, commands, place.Settling, notice, time);
        IReadOnlyList<Adopted> adopted = [];
        IReadOnlyList<Submission> Watched() =>
            [.. adopted.Select(each => each.Submission), .. submitter.Submission is { } own ? new[] { own } : []];
        bool IsCancelled() => Watched().Any(submission => submission.IsCancelled(store.Root));
        try
        {
            adopted = await AdoptAsync(book, queue, cancellation);
            var told = place.Attached?.Arrays.Count ?? 0;
            while (book.HasOpen && !IsCancelled())
            {
                queue.Watch(await submitter.SubmitAsync(Submittable(book, queue), cancellation));
                told = Tell(submitter.Submission, told);
                await queue.LookAsync(cancellation);
                if (book.HasOpen) await wait(place.Poll, cancellation);
            }

            if (!book.HasOpen)
                foreach (var ended in Watched()
                    .Except(adopted.Where(each => !each.IsWhole).Select(each => each.Submission))) ended.Close(store.Root);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            foreach (var left in Watched())
                notice($"The submitted jobs are left to Slurm. Come back by `hvae-repro attach {left.Id}`, "
                    + $"or take it from the queue by `hvae-repro cancel {left.Id}`.");
        }

        book.Stop(IsCancelled() ? "its submission was cancelled" : "is left to Slurm");
    }

    /// <summary>Returns the open jobs that no task of the queue has, and whose inputs have results or are submitted with them.</summary>
    private static IReadOnlyList<JobState> Submittable(JobBook book, WatchedQueue queue)
    {
        var queued = queue.Keys;
        var chosen = new HashSet<string>();
        return [.. book.Open.Where(state => !queued.Contains(state.Job.Key)
            && state.Job.Inputs.All(input => book.IsDone(input) || chosen.Contains(input.Key)) && chosen.Add(state.Job.Key))];
    }

    private int Tell(Submission? submission, int told)
    {
        foreach (var array in submission?.Arrays.Skip(told) ?? [])
            notice($"Submitted {Counted.Of(array.Tasks.Count, "task")} as Slurm job {array.JobId} ({array.Name} of submission "
                + $"{submission!.Id}).");
        return submission?.Arrays.Count ?? 0;
    }

    /// <summary>Watches the tasks that earlier invocations have left in the queue, so that their jobs are not submitted twice.</summary>
    private async Task<IReadOnlyList<Adopted>> AdoptAsync(JobBook book, WatchedQueue queue, CancellationToken cancellation)
    {
        var open = Submission.All(store.Root).Where(submission => submission.IsOpen(store.Root)).ToList();
        var lines = await commands.QueueAsync(
            [.. open.SelectMany(submission => submission.Arrays).Select(array => array.JobName)], cancellation);
        var adopted = new List<Adopted>();
        foreach (var submission in open)
        {
            var live = lines.Where(line => !line.IsOver && submission.Arrays.Any(array => array.JobName == line.JobName)).ToList();
            var tasks = live.Select(line => Task(submission, line, book)).Where(task => task.Jobs.Count > 0).ToList();
            if (tasks.Count > 0 && tasks.SelectMany(task => task.Jobs).FirstOrDefault(state => state.Reason is Forced) is { } forced)
                throw new SlurmException(
                    $"'{forced.Job.Label}' is in the queue already, so --force cannot begin it anew. "
                    + $"Type `hvae-repro cancel {submission.Id}` first.");
            queue.Watch(tasks);
            if (tasks.Count > 0)
                notice($"{Counted.Of(tasks.Count, "task")} of submission {submission.Id} {(tasks.Count == 1 ? "is" : "are")} in the queue "
                    + $"already and {(tasks.Count == 1 ? "is" : "are")} watched.");
            if (submission.Id == place.Attached?.Id) continue;
            if (tasks.Count > 0) adopted.Add(new(submission, tasks.Count == live.Count));
            else if (live.Count == 0 && submission.Keys.All(book.Has)) submission.Close(store.Root); // This run takes its place.
        }

        return adopted;
    }

    private WatchedTask Task(Submission submission, QueueLine line, JobBook book)
    {
        var array = submission.Arrays.First(array => array.JobName == line.JobName);
        IReadOnlyList<string> keys = line.Task < array.Tasks.Count ? array.Tasks[line.Task] : [];
        return new(submission.FolderOf(store.Root, array), array.JobName, line.ArrayJobId, line.Task, keys,
            [.. keys.Select(book.FindOpen).OfType<JobState>()]);
    }

    /// <param name="Submission">Submission of an earlier invocation.</param>
    /// <param name="IsWhole">Whether this run watches all of its tasks that are in the queue.</param>
    private sealed record Adopted(Submission Submission, bool IsWhole);
}

/// <summary>Where and how jobs are submitted.</summary>
public sealed record SlurmPlace
{
    /// <summary>What each task asks of the cluster.</summary>
    public required SlurmSettings Settings { get; init; }

    /// <summary>Folder of the program, which is copied when jobs are submitted.</summary>
    public required string ProgramFolder { get; init; }

    /// <summary>
    /// Returns, for the folder of the copy, the command line that runs a task; the path of the task file is appended to its arguments.
    /// </summary>
    public required Func<string, WorkerCommand> Command { get; init; }

    /// <summary>Number of threads of each task.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Arguments of the command line, kept for <c>attach</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Folder from which relative paths start.</summary>
    public string WorkingFolder { get; init; } = Environment.CurrentDirectory;

    /// <summary>The submission to continue; null to begin one when something is to be submitted.</summary>
    public Submission? Attached { get; init; }

    /// <summary>
    /// How long the files of a task that is gone from the queue may take to become visible here before it is believed to have ended
    /// without them; network file systems are slow to tell.
    /// </summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two looks at the queue.</summary>
    internal TimeSpan Poll => TimeSpan.FromSeconds(Settings.PollSeconds);
}

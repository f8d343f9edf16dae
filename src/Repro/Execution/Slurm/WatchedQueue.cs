// Follows the tasks in the queue: progress of those that run, and what is to become of the jobs of those that are gone.

namespace Repro.Execution.Slurm;

/// <summary>The tasks of one run. One question to the controller for all of them at each look.</summary>
internal sealed class WatchedQueue(JobBook book, SlurmCommands commands, TimeSpan settling, Action<string> notice, TimeProvider time)
{
    private readonly List<WatchedTask> tasks = [];

    public void Watch(IEnumerable<WatchedTask> more) => tasks.AddRange(more);

    /// <summary>The jobs that some task has.</summary>
    public IReadOnlySet<string> Keys => tasks.SelectMany(task => task.Jobs).Select(state => state.Job.Key).ToHashSet();

    /// <summary>Asks how the tasks stand, reports what is new, and settles those that have ended.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var lines = (await commands.QueueAsync([.. tasks.Select(task => task.JobName).Distinct()], cancellation))
            .GroupBy(line => (line.JobName, line.Task)).ToDictionary(same => same.Key, same => same.OrderBy(line => line.IsOver).First());
        var gone = new List<(WatchedTask Task, string? State)>();
        foreach (var task in tasks)
        {
            var line = lines.GetValueOrDefault((task.JobName, task.Index));
            if (line is { IsOver: false }) Follow(task, line);
            else gone.Add((task, line?.State));
        }

        var accounted = await commands.AccountingAsync([.. gone.Where(each => each.State is null).Select(each => each.Task.Id)]);
        foreach (var (task, state) in gone.Where(each => HasSettled(each.Task)))
        {
            tasks.Remove(task);
            Settle(task, state ?? accounted.GetValueOrDefault(task.Id));
        }
    }

    private void Follow(WatchedTask task, QueueLine line)
    {
        task.GoneSince = null;
        if (line.IsHeld && !task.HeldTold)
        {
            task.HeldTold = true;
            notice($"Slurm holds the task {task.Id} ({line.Reason}). `scontrol release {task.Id}` lets it start.");
        }

        if (!line.Runs || task.Folder.ReportOf(task.Index) is not { } report) return;
        foreach (var state in task.Jobs)
        {
            var at = task.Keys.ToList().IndexOf(state.Job.Key);
            if (at < report.Current) book.TryEnd(state.Job);
            else if (at == report.Current && report.Facts is { } facts && book.FindOpen(state.Job.Key) is not null) book.Advance(state.Job, facts);
        }
    }

    /// <summary>Whether all that the task has written can be seen: its last word is there, or it has been gone for long enough.</summary>
    private bool HasSettled(WatchedTask task)
    {
        task.GoneSince ??= time.GetTimestamp();
        return task.Folder.ExitCodeOf(task.Index) is WorkerTask.Done or WorkerTask.SomeFailed || time.GetElapsedTime(task.GoneSince.Value) >= settling;
    }

    private void Settle(WatchedTask task, string? state)
    {
        var left = task.Jobs.Select(each => each.Job).Where(job => !book.TryEnd(job)).ToList();
        if (left.FirstOrDefault(book.HasInputs) is not { } current) return; // Those without inputs come back with their inputs.
        var ending = TaskEnding.Of(task.Folder.ExitCodeOf(task.Index), state);
        if (ending.Blame == TaskEnding.Cause.Died) book.Die(current, task.WithLogs(ending.Text));
        else book.Lose(current, $"its Slurm task {task.Id} {ending.Text}");
    }
}

// Follows the tasks in the queue: the progress of those that run, and what happens to the jobs of those that have left the queue.

using Repro.Environments;
using Repro.Records;

namespace Repro.Execution.Slurm;

/// <summary>Watches the tasks of one run. Each look asks the controller once for all of them.</summary>
internal sealed class WatchedQueue(JobBook book, SlurmCommands commands, TimeSpan settling, Action<string> notice, TimeProvider time)
{
    private readonly List<WatchedTask> tasks = [];

    public void Watch(IEnumerable<WatchedTask> more) => tasks.AddRange(more);

    /// <summary>Keys of the jobs that the watched tasks have.</summary>
    public IReadOnlySet<string> Keys => tasks.SelectMany(task => task.Jobs).Select(state => state.Job.Key).ToHashSet();

    /// <summary>Asks for the states of the tasks, reports what is new, and settles those that have ended.</summary>
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
            else if (at == report.Current && report.Facts is { } facts && book.FindOpen(state.Job.Key) is not null)
                book.Advance(state.Job, facts);
        }
    }

    /// <summary>
    /// Whether everything that the task has written is visible here: its exit code is there, or it has been gone for long enough.
    /// </summary>
    private bool HasSettled(WatchedTask task)
    {
        task.GoneSince ??= time.GetTimestamp();
        return task.Folder.ExitCodeOf(task.Index) is SlurmTask.Done or SlurmTask.SomeFailed
            || time.GetElapsedTime(task.GoneSince.Value) >= settling;
    }

    private void Settle(WatchedTask task, string? state)
    {
        var left = task.Jobs.Select(each => each.Job).Where(job => !book.TryEnd(job)).ToList();
        if (left.FirstOrDefault(book.HasInputs) is not { } current) return; // Jobs without inputs are submitted again with their inputs.
        var ending = TaskEnding.Of(task.Folder.ExitCodeOf(task.Index), state);
        if (ending.Blame == TaskEnding.Cause.Died) book.Die(current, task.WithLogs(ending.Text));
        else book.Lose(current, $"its Slurm task {task.Id} {ending.Text}");
    }
}

/// <summary>One task of an array, and those of its jobs that belong to the run.</summary>
internal sealed record WatchedTask(
    ArrayFolder Folder, string JobName, string JobId, int Index, IReadOnlyList<string> Keys, IReadOnlyList<JobState> Jobs)
{
    /// <summary>Id of the task as Slurm writes it, e.g. <c>123_4</c>.</summary>
    public string Id => $"{JobId}_{Index}";

    /// <summary>Time stamp since when the task has not been in the queue; null while it is there.</summary>
    public long? GoneSince { get; set; }

    /// <summary>Whether people were told that the task is held.</summary>
    public bool HeldTold { get; set; }

    /// <summary>Returns a message about the end of the task with the paths and the last lines of both logs.</summary>
    public string WithLogs(string text)
    {
        var said = $"its Slurm task {Id} {text}";
        foreach (var log in Folder.LogsOf(JobId, Index))
        {
            said += $"\n{log}";
            if (Tail(log) is { Length: > 0 } tail) said += $":\n{tail}";
        }

        return said;
    }

    private static string? Tail(string log)
    {
        const int Lines = 20;
        return Platform.TryReadText(log) is { } text ? string.Join('\n', text.TrimEnd().Split('\n').TakeLast(Lines)) : null;
    }
}

/// <summary>How a task ended.</summary>
/// <param name="Blame">Who or what caused the end.</param>
/// <param name="Text">The end for people, as the rest of a sentence that begins with "its Slurm task".</param>
internal sealed record TaskEnding(TaskEnding.Cause Blame, string Text)
{
    internal enum Cause
    {
        /// <summary>The program went through all its jobs.</summary>
        Finished,

        /// <summary>Something outside the program ended the task; no job is to blame.</summary>
        Lost,

        /// <summary>The program died at its current job.</summary>
        Died,
    }

    /// <summary>Returns how a task ended.</summary>
    /// <param name="exitCode">Exit code of the program; null when the shell of the batch file ended before it wrote the code.</param>
    /// <param name="state">Slurm's final state; null when it is not known, e.g. where accounting is off.</param>
    public static TaskEnding Of(int? exitCode, string? state) => (exitCode, state) switch
    {
        (SlurmTask.Done or SlurmTask.SomeFailed, _) => new(Cause.Finished, "ended"),
        (SlurmTask.OutOfMemory, _) or (_, "OUT_OF_MEMORY") =>
            new(Cause.Died, "ran out of memory; give it more by \"memory\" in slurm.json or --slurm-memory"),
        (_, "PREEMPTED") => new(Cause.Lost, "was preempted"),
        (_, "NODE_FAIL" or "BOOT_FAIL") => new(Cause.Lost, "lost its node"),
        (_, "CANCELLED" or "REVOKED") => new(Cause.Lost, "was cancelled by somebody else"),
        (_, "TIMEOUT" or "DEADLINE") => new(
            Cause.Lost, "was ended by its time limit before it could stop by itself; give it longer by \"graceSeconds\" in slurm.json"),
        (SlurmTask.OutOfTime, _) => new(Cause.Lost, "stopped before its time limit and could not go back into the queue by itself"),
        (SlurmTask.Terminated, _) => new(Cause.Lost, "was told to end"),
        (LinuxPlatform.KilledExitCode, _) =>
            new(Cause.Died,
            "was killed (SIGKILL), often because it took more memory than it may; "
            + "give it more by \"memory\" in slurm.json or --slurm-memory"),
        ({ } code, _) when code > LinuxPlatform.SignalBase =>
            new(Cause.Died, $"ended: {Platform.Current.ExitDescription(code, outOfMemoryKills: 0)}"),
        ({ } code, _) => new(Cause.Died, $"ended with exit code {code}"),
        (null, "FAILED" or "LAUNCH_FAILED") => new(Cause.Died, "could not be started"),
        _ => new(Cause.Lost, "is gone from the queue without a trace"),
    };
}

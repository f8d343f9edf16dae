// Shows the progress of a run: a live board on a terminal, plain lines elsewhere.

using Repro.Plans;
using Repro.Records;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Repro.Execution;

/// <summary>Shows the events of a run.</summary>
internal abstract class ProgressView : IAsyncDisposable
{
    /// <summary>Most lines of a board: a cluster runs more jobs than a terminal has lines.</summary>
    private const int MostLines = 12;

    /// <summary>Takes an event; called by one thread at a time.</summary>
    public abstract void Report(JobEvent happened);

    /// <summary>Ends the display.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Returns the view that fits the console and the options; null when progress is not to be shown.</summary>
    public static ProgressView? For(IAnsiConsole console, RunnerOptions options, IReadOnlyList<JobState> states, TimeProvider time)
    {
        var board = new ProgressBoard(states, options.Executor == ExecutorKind.Slurm ? MostLines : options.EffectiveWorkers, time);
        if (options.Verbosity < Verbosity.Normal) return null;
        return console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? new LiveProgress(console, board)
            : new PlainProgress(console, board, time);
    }
}

internal sealed class PlainProgress(IAnsiConsole console, ProgressBoard board, TimeProvider time) : ProgressView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private long last = time.GetTimestamp();

    public override void Report(JobEvent happened)
    {
        if (board.Take(happened) is { } line)
        {
            Write($"{line}; {board.Total}");
        }
        else if (time.GetElapsedTime(last) >= Interval)
        {
            Write($"{board.Total}; {string.Join(", ", board.Busy)}");
        }
    }

    private void Write(string line)
    {
        last = time.GetTimestamp();
        console.Line(line);
    }
}

internal sealed class LiveProgress : ProgressView
{
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(0.5);

    private readonly ProgressBoard board;
    private readonly Lock gate = new();
    private readonly List<string> ended = [];
    private readonly CancellationTokenSource closed = new();
    private readonly Task drawing;

    public LiveProgress(IAnsiConsole console, ProgressBoard board)
    {
        this.board = board;
        drawing = Task.Run(() => Draw(console));
    }

    public override void Report(JobEvent happened)
    {
        lock (gate)
        {
            if (board.Take(happened) is { } line) ended.Add(line);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await drawing;
        closed.Dispose();
    }

    private Task Draw(IAnsiConsole console) => console.Live(Board()).AutoClear(true).StartAsync(async live =>
    {
        while (!closed.IsCancellationRequested)
        {
            foreach (var line in TakeEnded()) console.WriteLine(line);
            live.UpdateTarget(Board());
            await Task.Delay(Redraw, closed.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        foreach (var line in TakeEnded()) console.WriteLine(line);
    });

    private IReadOnlyList<string> TakeEnded()
    {
        lock (gate)
        {
            var lines = ended.ToList();
            ended.Clear();
            return lines;
        }
    }

    private Rows Board()
    {
        lock (gate) return new Rows(
            [.. board.Workers.Append(board.Total)
            .Select(line => (IRenderable)new Text(line, new Style()) { Overflow = Overflow.Ellipsis })]);
    }
}

/// <summary>The data behind a progress display. Not safe for several threads.</summary>
internal sealed class ProgressBoard(IReadOnlyList<JobState> states, int workers, TimeProvider time)
{
    private readonly ProgressEstimate estimate = new(states, time);
    private readonly Dictionary<string, int> workerOf = [];
    private readonly string?[] doing = new string?[workers];

    /// <summary>The line about all jobs.</summary>
    public string Total => estimate.Text;

    /// <summary>One line for each worker.</summary>
    public IEnumerable<string> Workers => doing.Select((line, at) => $"worker {at + 1}: {line ?? "idle"}");

    /// <summary>One line for each worker that is not idle.</summary>
    public IEnumerable<string> Busy => doing.OfType<string>();

    /// <summary>Takes an event; returns a line that is to stay on the console, or null.</summary>
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
                doing[worker] = $"{Named(job)}  {Math.Floor(100 * advanced.Progress.Fraction):F0} "
                    + $"%{(advanced.Progress.Note is { } note ? "  " + note : "")}";
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

internal static class ConsoleLines
{
    /// <summary>Writes a line without any markup.</summary>
    public static void Line(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>Writes a line whose first word is coloured.</summary>
    public static void Line(this IAnsiConsole console, string colour, string head, string rest)
    {
        console.Markup($"[{colour}]{Markup.Escape(head)}[/]");
        console.Line(rest);
    }
}

/// <summary>Writes durations with at most two units.</summary>
public static class DurationText
{
    /// <summary>Returns e.g. "40 s", "25 min", "3 h 5 min", "2 d 4 h"; fewer than ten seconds have one decimal.</summary>
    public static string Of(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(9.95)) return $"{Math.Max(0, time.TotalSeconds):0.0} s";
        if (time < TimeSpan.FromSeconds(99.5)) return $"{time.TotalSeconds:0} s";
        var minutes = (long)Math.Round(time.TotalMinutes);
        if (minutes < 60) return $"{minutes} min";
        if (minutes < 24 * 60) return $"{minutes / 60} h {minutes % 60} min";
        var hours = (long)Math.Round(time.TotalHours);
        return $"{hours / 24} d {hours % 24} h";
    }
}

// Shows the progress of a run: a live board on a terminal, plain lines elsewhere.

using Repro.Plans;
using Repro.Records;
using Shared;
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
        return console.Profile.Capabilities is { Interactive: true, Ansi: true } && console.Profile.Out.IsTerminal
            ? new LiveProgress(console, board)
            : new PlainProgress(console, board, time);
    }
}

/// <summary>
/// Writes lines to a file or a pipe. Failures are written at once. Jobs that end shortly after one another share a line, and while none
/// ends there is a line now and then.
/// </summary>
internal sealed class PlainProgress(IAnsiConsole console, ProgressBoard board, TimeProvider time) : ProgressView
{
    private static readonly TimeSpan BetweenEnds = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WithoutEnd = TimeSpan.FromSeconds(30);

    private readonly List<string> ended = [];
    private long last = time.GetTimestamp();
    private bool isFirst = true;

    public override void Report(JobEvent happened)
    {
        var line = board.Take(happened);
        var since = time.GetElapsedTime(last);
        if (line is not null && happened is JobEnded { End: JobEnd.Done })
        {
            ended.Add(line);
            if (isFirst || since >= BetweenEnds) WriteEnded();
        }
        else if (line is not null)
        {
            WriteEnded();
            Write($"{line}; {board.Total}");
        }
        else if (since >= WithoutEnd)
        {
            if (ended.Count > 0) WriteEnded();
            else Write($"{board.Total}; {string.Join(", ", board.Busy)}");
        }
    }

    public override ValueTask DisposeAsync()
    {
        WriteEnded();
        return ValueTask.CompletedTask;
    }

    private void WriteEnded()
    {
        if (ended.Count == 0) return;
        var before = ended.Count == 1 ? "" : $" and {Counted.Of(ended.Count - 1, "job")} before it";
        Write($"{ended[^1]}{before}; {board.Total}");
        ended.Clear();
    }

    private void Write(string line)
    {
        (last, isFirst) = (time.GetTimestamp(), false);
        console.Line(line);
    }
}

/// <summary>
/// Keeps a board with a line for each worker below everything else that is written to a terminal. Before each writing the board is
/// erased, so that nothing of it is left behind.
/// </summary>
internal sealed class LiveProgress : ProgressView, IRenderHook
{
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(0.5);

    /// <summary>Lines of the terminal that the board leaves to others.</summary>
    private const int LinesOfOthers = 4;

    private readonly IAnsiConsole console;
    private readonly ProgressBoard board;
    private readonly Lock gate = new();
    private readonly List<string> ended = [];
    private readonly CancellationTokenSource closed = new();
    private readonly Task drawing;
    private int drawn;

    public LiveProgress(IAnsiConsole console, ProgressBoard board)
    {
        (this.console, this.board) = (console, board);
        console.Pipeline.Attach(this);
        drawing = Task.Run(Draw);
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
        console.Write(Nothing);
        console.Pipeline.Detach(this);
        closed.Dispose();
    }

    /// <summary>Erases the board, and draws it again below what is written.</summary>
    IEnumerable<IRenderable> IRenderHook.Process(RenderOptions options, IEnumerable<IRenderable> renderables)
    {
        lock (gate)
        {
            var erase = new ControlCode(drawn == 0 ? "" : $"\r\e[{drawn}A\e[J");
            var lines = closed.IsCancellationRequested ? [] : Board();
            drawn = lines.Count;
            IRenderable[] all = [erase, .. renderables, .. ended.Concat(lines).Select(line => new Text(line + "\n"))];
            ended.Clear();
            return all;
        }
    }

    private static ControlCode Nothing => new("");

    private async Task Draw()
    {
        while (!closed.IsCancellationRequested)
        {
            console.Write(Nothing);
            await Task.Delay(Redraw, closed.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private List<string> Board() =>
        [.. board.Workers.Take(Math.Max(1, console.Profile.Height - LinesOfOthers)).Append(board.Total)
            .Select(line => line.CutTo(console.Profile.Width - 1))];
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

// Progress on a terminal: a line for each worker and one for the whole, redrawn in place.

using Spectre.Console;
using Spectre.Console.Rendering;

namespace Repro.Execution;

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

    /// <inheritdoc/>
    public override void Report(JobEvent happened)
    {
        lock (gate)
        {
            if (board.Take(happened) is { } line) ended.Add(line);
        }
    }

    /// <inheritdoc/>
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
        lock (gate) return new Rows([.. board.Workers.Append(board.Total).Select(line => (IRenderable)new Text(line, new Style()) { Overflow = Overflow.Ellipsis })]);
    }
}

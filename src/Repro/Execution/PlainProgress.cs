// Progress as plain lines: one at each job's end, and one now and then, so that logs stay readable.

using Spectre.Console;

namespace Repro.Execution;

internal sealed class PlainProgress(IAnsiConsole console, ProgressBoard board, TimeProvider time) : ProgressView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private long last = time.GetTimestamp();

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(string line)
    {
        last = time.GetTimestamp();
        console.Line(line);
    }
}

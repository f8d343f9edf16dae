// Shows how a run goes on: a live board on a terminal, plain lines elsewhere.

using Repro.Records;
using Spectre.Console;

namespace Repro.Execution;

/// <summary>Takes events and shows them.</summary>
internal abstract class ProgressView : IAsyncDisposable
{
    /// <summary>A cluster runs more jobs than a terminal has lines.</summary>
    private const int MostLines = 12;

    /// <summary>Takes what happened; called by one thread at a time.</summary>
    public abstract void Report(JobEvent happened);

    /// <summary>Ends the display.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>The view that fits the console.</summary>
    public static ProgressView For(IAnsiConsole console, RunnerOptions options, IReadOnlyList<JobState> states, TimeProvider time)
    {
        var board = new ProgressBoard(states, options.Executor == ExecutorKind.Slurm ? MostLines : options.EffectiveWorkers, time);
        if (options.Verbosity < Verbosity.Normal) return new SilentProgress();
        return console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? new LiveProgress(console, board)
            : new PlainProgress(console, board, time);
    }

    private sealed class SilentProgress : ProgressView
    {
        public override void Report(JobEvent happened)
        {
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

// Ctrl+C: from the first moment on, a command that can stop in an orderly way is asked to, and any other ends at once.

using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Repro.Execution;

namespace Experiments.CommandLine;

/// <summary>
/// Receives Ctrl+C and SIGTERM. System.CommandLine would do so only after a command has first waited for something, so that a run whose
/// jobs are all cached would be killed while it draws.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>
    /// Time after Ctrl+C in which a run may write checkpoints, finish the figure that is being drawn and record that it was cancelled.
    /// </summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interruption() => registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];

    /// <summary>Returns the token of a command that looks at it. From now on Ctrl+C ends any other command at once.</summary>
    /// <exception cref="OperationCanceledException">Thrown when Ctrl+C came before the command has done anything.</exception>
    public CancellationToken TokenFor(ParseResult parsed)
    {
        if (parsed.Action is not AsynchronousCommandLineAction) Dispose();
        source.Token.ThrowIfCancellationRequested();
        return source.Token;
    }

    /// <summary>Says on standard error that nothing is lost, and returns the exit code.</summary>
    public static int Ended()
    {
        Console.Error.WriteLine(RunResult.Interrupted);
        return ExitCode.Interrupted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (source.IsCancellationRequested) return;
        _ = Task.Delay(TimeToEnd).ContinueWith(_ => Environment.Exit(Ended()), TaskScheduler.Default);
        _ = source.CancelAsync();
    }
}

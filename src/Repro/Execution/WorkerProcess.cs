// A worker process as its parent sees it: it takes and writes lines, and it may end at any time.

using System.Diagnostics;
using System.Text;
using Repro.Environments;
using Repro.Records;

namespace Repro.Execution;

/// <summary>One running worker process.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int KeptLines = 40;
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly Queue<string> errors = [];
    private readonly SemaphoreSlim jobsEnded = new(0);
    private readonly Task reading;
    private readonly long outOfMemoryKills = Platform.Current.OutOfMemoryKills;
    private readonly TaskCompletionSource gaveUp = new();
    private string? hung;

    private WorkerProcess(Process process)
    {
        this.process = process;
        reading = ReadErrors();
    }

    /// <exception cref="WorkerStartException">Thrown when the command cannot be started.</exception>
    public static WorkerProcess Start(WorkerCommand command, int threads)
    {
        var info = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        foreach (var (name, value) in command.Variables(threads)) info.Environment[name] = value;
        try
        {
            return new(Process.Start(info)!);
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new WorkerStartException(
                $"The worker '{command.FileName} {string.Join(' ', command.Arguments)}' cannot be started: "
                + $"{problem.Message} Check that the program is there, or run with --executor debug.", problem);
        }
    }

    /// <summary>How the process hung, or else its exit code or signal once it has died.</summary>
    public string ExitDescription =>
        hung ?? Platform.Current.ExitDescription(process.ExitCode, Platform.Current.OutOfMemoryKills - outOfMemoryKills);

    /// <summary>
    /// Waits until all that the ended job wrote to standard error has arrived, but at most two seconds, because the mark may be lost.
    /// </summary>
    public Task<bool> ErrorsOfJobAsync() => jobsEnded.WaitAsync(TimeSpan.FromSeconds(2));

    /// <summary>Returns the lines that arrived on standard error since the last call.</summary>
    public IReadOnlyList<string> TakeErrors()
    {
        lock (errors)
        {
            var taken = errors.ToList();
            errors.Clear();
            return taken;
        }
    }

    /// <summary>Ends the input, which makes the worker exit; kills the worker when it does not exit.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(ExitTimeout);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            Kill();
        }

        gaveUp.TrySetResult();
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1)));
        process.Dispose();
    }

    /// <summary>
    /// Kills the process because its job hangs. A process that the system cannot end, e.g. because it waits for a dead disk, is left
    /// behind.
    /// </summary>
    /// <param name="how">How the job hangs, for people.</param>
    public async Task KillHungAsync(string how)
    {
        hung = how;
        Kill();
        await Task.Delay(ExitTimeout, CancellationToken.None);
        gaveUp.TrySetResult();
    }

    /// <summary>Waits until the process has ended or was left behind.</summary>
    public Task WaitForExitAsync() => Task.WhenAny(process.WaitForExitAsync(CancellationToken.None), gaveUp.Task);

    /// <summary>Kills the process and all processes that it has started.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // The process has ended by itself.
        }
    }

    /// <summary>Sends a line to the worker.</summary>
    public async Task SendAsync(ParentMessage order)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(RecordJson.Line(order));
            await process.StandardInput.FlushAsync();
        }
        catch (Exception problem) when (problem is IOException or InvalidOperationException)
        {
            // The process has died. The end of its answers shows it.
        }
    }

    /// <summary>Returns the next answer of the worker; null when there will be none. Other lines are kept with its errors.</summary>
    public async Task<WorkerMessage?> ReadAnswerAsync()
    {
        while (await ReadLine() is { } line)
        {
            if (WorkerMessage.TryRead(line) is { } answer) return answer;
            Keep(line);
        }

        return null;
    }

    private async Task<string?> ReadLine()
    {
        var line = process.StandardOutput.ReadLineAsync();
        return await Task.WhenAny(line, gaveUp.Task) == line ? await line : null;
    }

    private async Task ReadErrors()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line == WorkerMessage.EndOfErrors) jobsEnded.Release();
            else if (line.Length > 0) Keep(line);
        }
    }

    private void Keep(string line)
    {
        lock (errors)
        {
            errors.Enqueue(line);
            if (errors.Count > KeptLines) errors.Dequeue();
        }
    }
}

/// <summary>Thrown when worker processes cannot be started; the message says why and what else to do.</summary>
public sealed class WorkerStartException(string message, Exception? inner = null) : Exception(message, inner);

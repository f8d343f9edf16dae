// A worker process as its parent sees it: orders go in, answers come out, and it may die at any time.

using System.Diagnostics;
using System.Text;
using Repro.Records;

namespace Repro.Execution;

/// <summary>One running worker process.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int KeptLines = 40;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly Queue<string> errors = [];
    private readonly SemaphoreSlim jobsEnded = new(0);
    private readonly Task reading;
    private readonly long outOfMemoryKills = ProcessDeath.OutOfMemoryKills;
    private readonly TaskCompletionSource gaveUp = new();
    private string? hung;

    private WorkerProcess(Process process)
    {
        this.process = process;
        reading = ReadErrors();
    }

    /// <exception cref="WorkerStartException">The command cannot be started.</exception>
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
            throw new WorkerStartException($"The worker '{command.FileName} {string.Join(' ', command.Arguments)}' cannot be started: {problem.Message} Check that the program is there, or run with --executor debug.", problem);
        }
    }

    /// <summary>Runs one job. Null when the process died; then <see cref="HowItDied"/> says how.</summary>
    public async Task<Attempt?> RunAsync(
        JobOrder order, Action<WorkerAnswer> report, TimeSpan patience, HangWatch watch, CancellationToken cancellation)
    {
        await Send(new(order, watch.HeartbeatSeconds));
        using var ended = new CancellationTokenSource();
        await using var stop = cancellation.Register(() => _ = StopJob(patience, ended.Token));
        _ = Watch(watch, ended.Token);
        try
        {
            return await ReadAnswers(order, report, watch);
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private async Task<Attempt?> ReadAnswers(JobOrder order, Action<WorkerAnswer> report, HangWatch watch)
    {
        while (await ReadAnswer() is { } answer)
        {
            if (answer.Key != order.Key) continue;
            watch.Hear(answer);
            switch (answer.What)
            {
                case WorkerAnswer.About.Alive: break;
                case WorkerAnswer.About.Done: return new AttemptDone();
                case WorkerAnswer.About.Failed: return new AttemptFailed(answer.Text ?? "");
                case WorkerAnswer.About.Stopped: return new AttemptStopped();
                default: report(answer); break;
            }
        }

        await Task.WhenAny(process.WaitForExitAsync(CancellationToken.None), gaveUp.Task);
        return null;
    }

    /// <summary>Exit code or signal, once the process has died, or how it hung.</summary>
    public string HowItDied => hung ?? ProcessDeath.Text(process.ExitCode, ProcessDeath.OutOfMemoryKills - outOfMemoryKills);

    /// <summary>Waits until all that the ended job wrote to standard error has come; not for ever, should the mark be lost.</summary>
    public Task<bool> ErrorsOfJobAsync() => jobsEnded.WaitAsync(TimeSpan.FromSeconds(2));

    /// <summary>What came on standard error since the last call.</summary>
    public IReadOnlyList<string> TakeErrors()
    {
        lock (errors)
        {
            var taken = errors.ToList();
            errors.Clear();
            return taken;
        }
    }

    /// <summary>Ends the input, which makes the worker exit; kills it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(Farewell);
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

    /// <summary>Kills the process when its job hangs. One that the system cannot end, e.g. because it waits for a dead disk, is left behind.</summary>
    private async Task Watch(HangWatch watch, CancellationToken ended)
    {
        while (hung is null && await Passes(watch.Tick, ended)) hung = watch.Verdict();
        if (hung is null) return;
        Kill();
        await Task.Delay(Farewell, CancellationToken.None);
        gaveUp.TrySetResult();
    }

    private static Task<bool> Passes(TimeSpan time, CancellationToken ended) =>
        Task.Delay(time, ended).ContinueWith(waited => !waited.IsCanceled, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private async Task StopJob(TimeSpan patience, CancellationToken ended)
    {
        await Send(new(null));
        await Task.Delay(patience, ended).ContinueWith(waited => waited.IsCanceled, TaskScheduler.Default);
        if (!ended.IsCancellationRequested) Kill();
    }

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has gone by itself.
        }
    }

    private async Task Send(WorkerOrder order)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(RecordJson.Line(order));
            await process.StandardInput.FlushAsync();
        }
        catch (Exception problem) when (problem is IOException or InvalidOperationException)
        {
            // It has died; the answers end, which is how that is noticed.
        }
    }

    private async Task<WorkerAnswer?> ReadAnswer()
    {
        while (await ReadLine() is { } line)
        {
            if (WorkerAnswer.TryRead(line) is { } answer) return answer;
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
            if (line == WorkerAnswer.EndOfErrors) jobsEnded.Release();
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

/// <summary>Worker processes cannot be started; the message says why and what else to do.</summary>
public sealed class WorkerStartException(string message, Exception? inner = null) : Exception(message, inner);

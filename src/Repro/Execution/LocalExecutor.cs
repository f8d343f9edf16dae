// Runs jobs in several long-lived worker processes on this machine.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>Runs jobs in worker processes, one job at a time each.</summary>
/// <param name="store">Store of the artifacts.</param>
/// <param name="command">Command line that starts a worker.</param>
/// <param name="workers">Number of workers at most.</param>
/// <param name="threads">Number of threads of each worker.</param>
/// <param name="time">The clock.</param>
public sealed class LocalExecutor(ArtifactStore store, WorkerCommand command, int workers, int threads, TimeProvider time) : IExecutor
{
    /// <summary>How long a job may take to write its checkpoint after cancellation, before its worker is killed.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a job may stand still before its worker is killed (<see cref="HangWatch"/>); zero for no limit.</summary>
    public TimeSpan HangLimit { get; init; } = RunnerOptions.DefaultHangLimit;

    /// <inheritdoc/>
    public async Task ExecuteAsync(IReadOnlyList<JobState> states, Action<JobEvent> report, CancellationToken cancellation)
    {
        var schedule = new Schedule(states);
        var gate = new Lock();
        void Report(JobEvent happened)
        {
            lock (gate) report(happened);
        }

        var slots = new Stack<WorkerSlot>(Enumerable.Range(1, workers).Reverse()
            .Select(number => new WorkerSlot(number, store, command, threads, Patience, HangLimit, time)));
        var all = slots.ToList();
        var running = new List<Task<(WorkerSlot Slot, JobEnded Ended)>>();
        try
        {
            while (true)
            {
                while (slots.Count > 0 && !cancellation.IsCancellationRequested && schedule.Take() is { } state)
                    running.Add(RunOn(slots.Pop(), state, Report, cancellation));
                if (running.Count == 0) break;
                var finished = await Task.WhenAny(running);
                running.Remove(finished);
                var (slot, ended) = await finished;
                slots.Push(slot);
                Report(ended);
                foreach (var skipped in schedule.End(ended)) Report(skipped);
            }

            foreach (var left in schedule.Abandon()) Report(left);
        }
        finally
        {
            await Task.WhenAll(all.Select(slot => slot.DisposeAsync().AsTask()));
        }
    }

    private static async Task<(WorkerSlot Slot, JobEnded Ended)> RunOn(
        WorkerSlot slot, JobState state, Action<JobEvent> report, CancellationToken cancellation) =>
        (slot, await slot.RunAsync(state, report, cancellation));
}

internal sealed class WorkerSlot(
    int number, ArtifactStore store, WorkerCommand command, int threads, TimeSpan patience, TimeSpan hangLimit, TimeProvider time)
        : IAsyncDisposable
{
    private const int Attempts = 2;
    private WorkerProcess? worker;

    /// <summary>Runs a job to its end. When its worker dies, the job is tried once more in a new worker.</summary>
    public async Task<JobEnded> RunAsync(JobState state, Action<JobEvent> report, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var attempt = await RunAsync(state.Job, JobOrder.Of(state, store), report, cancellation);
        return attempt.Of(state.Job, store, time.GetElapsedTime(began).TotalSeconds);
    }

    public ValueTask DisposeAsync() => worker?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<Attempt> RunAsync(Job job, JobOrder order, Action<JobEvent> report, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            worker ??= WorkerProcess.Start(command, threads);
            if (await AttemptAsync(worker, order, answer => Forward(job, answer, report), new(hangLimit, time), cancellation) is { } ended)
            {
                await worker.ErrorsOfJobAsync();
                AppendToLog(order.Folder, worker.TakeErrors());
                return ended;
            }

            var death = await DisposeDeadWorkerAsync(order);
            if (cancellation.IsCancellationRequested) return Attempt.Stopped with { Message = death };
            if (attempt == Attempts) return JobFolder.Fail(order, death, "", time);
            report(new JobRetried(job, death));
            order = order with { Afresh = false };
        }
    }

    /// <summary>Runs one attempt; null when the process died.</summary>
    private async Task<Attempt?> AttemptAsync(
        WorkerProcess process, JobOrder order, Action<WorkerMessage> report, HangWatch watch, CancellationToken cancellation)
    {
        await process.SendAsync(new(order, watch.HeartbeatSeconds));
        using var ended = new CancellationTokenSource();
        await using var stop = cancellation.Register(() => _ = StopAsync(process, ended.Token));
        _ = WatchAsync(process, watch, ended.Token);
        try
        {
            return await ReadAnswersAsync(process, order, report, watch);
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private static async Task<Attempt?> ReadAnswersAsync(
        WorkerProcess process, JobOrder order, Action<WorkerMessage> report, HangWatch watch)
    {
        while (await process.ReadAnswerAsync() is { } answer)
        {
            if (answer.Key != order.Key) continue;
            watch.Hear(answer);
            switch (answer.What)
            {
                case WorkerMessage.About.Alive: break;
                case WorkerMessage.About.Done: return Attempt.Done;
                case WorkerMessage.About.Failed: return Attempt.Failed(answer.Text ?? "");
                case WorkerMessage.About.Stopped: return Attempt.Stopped;
                default: report(answer); break;
            }
        }

        await process.WaitForExitAsync();
        return null;
    }

    private static async Task WatchAsync(WorkerProcess process, HangWatch watch, CancellationToken ended)
    {
        while (await PassesAsync(watch.Tick, ended))
        {
            if (watch.Verdict() is not { } how) continue;
            await process.KillHungAsync(how);
            return;
        }
    }

    /// <summary>Asks the job to stop, and kills the process when the job has not done so in time.</summary>
    private async Task StopAsync(WorkerProcess process, CancellationToken ended)
    {
        await process.SendAsync(new(null));
        if (await PassesAsync(patience, ended)) process.Kill();
    }

    /// <summary>Waits; returns false when the attempt ended first.</summary>
    private static Task<bool> PassesAsync(TimeSpan time, CancellationToken ended) =>
        Task.Delay(time, ended).ContinueWith(
            waited => !waited.IsCanceled, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private void Forward(Job job, WorkerMessage answer, Action<JobEvent> report)
    {
        if (answer.What == WorkerMessage.About.Started)
            report(new JobStarted(job, number, answer.Facts ?? new Dictionary<string, string>()));
        else report(new JobAdvanced(job, new(answer.Fraction ?? 0, answer.Text)));
    }

    private async Task<string> DisposeDeadWorkerAsync(JobOrder order)
    {
        var dead = worker!;
        worker = null;
        var death = dead.ExitDescription;
        await dead.DisposeAsync();
        AppendToLog(order.Folder, [.. dead.TakeErrors(), $"--- {time.GetUtcNow():u} {death}"]);
        return death;
    }

    private static void AppendToLog(string folder, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return;
        try
        {
            Directory.CreateDirectory(folder);
            using var log = JobFolder.OpenLog(folder);
            foreach (var line in lines) log.WriteLine(line);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A log that cannot be written must not end the run.
        }
    }
}

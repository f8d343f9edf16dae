// A place for one worker process: starts it when there is work, replaces it when it dies, and tries the job once more.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

internal sealed class WorkerSlot(
    int number, ArtifactStore store, WorkerCommand command, int threads, TimeSpan patience, TimeSpan hangLimit, TimeProvider time) : IAsyncDisposable
{
    private const int Attempts = 2;
    private WorkerProcess? worker;

    /// <summary>Runs a job to its end, through the death of a worker if need be.</summary>
    public async Task<JobEnded> RunAsync(JobState state, Action<JobEvent> report, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var order = JobOrder.Of(state, store);
        var death = "";
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            worker ??= WorkerProcess.Start(command, threads);
            var outcome = await worker.RunAsync(order, answer => Forward(state.Job, answer, report), patience, new(hangLimit, time), cancellation);
            if (outcome is not null)
            {
                await worker.ErrorsOfJobAsync();
                AppendToLog(order.Folder, worker.TakeErrors());
                return Ending.Of(state.Job, outcome, store, time.GetElapsedTime(began).TotalSeconds);
            }

            death = await Bury(order);
            if (cancellation.IsCancellationRequested) return new(state.Job, JobEnd.Stopped, null, death, time.GetElapsedTime(began).TotalSeconds);
            if (attempt < Attempts) report(new JobRetried(state.Job, death));
            order = order with { Afresh = false };
        }

        JobFolder.Fail(order, death, "", time);
        return new(state.Job, JobEnd.Failed, null, death, time.GetElapsedTime(began).TotalSeconds);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => worker?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Forward(Job job, WorkerAnswer answer, Action<JobEvent> report)
    {
        if (answer.What == WorkerAnswer.About.Started) report(new JobStarted(job, number, answer.Facts ?? new Dictionary<string, string>()));
        else report(new JobAdvanced(job, new(answer.Fraction ?? 0, answer.Text)));
    }

    private async Task<string> Bury(JobOrder order)
    {
        var dead = worker!;
        worker = null;
        var death = dead.HowItDied;
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

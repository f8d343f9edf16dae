// Runs jobs in several long-lived worker processes on this machine.

using Repro.Records;

namespace Repro.Execution;

/// <summary>Runs jobs in worker processes, one job at a time each.</summary>
/// <param name="store">Where artifacts are.</param>
/// <param name="command">Starts a worker.</param>
/// <param name="workers">How many at most.</param>
/// <param name="threads">Threads of each.</param>
/// <param name="time">The clock.</param>
public sealed class LocalExecutor(ArtifactStore store, WorkerCommand command, int workers, int threads, TimeProvider time) : IExecutor
{
    /// <summary>How long a job may take to write its checkpoint after cancellation, before its worker is killed.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a job may stand still before its worker is killed (<see cref="HangWatch"/>); zero for ever.</summary>
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
                if (ended.End == JobEnd.Done) schedule.Done(ended.Job);
                if (ended.End == JobEnd.Failed) schedule.Skip(ended.Job).ToList().ForEach(Report);
            }

            schedule.Abandon().ToList().ForEach(Report);
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

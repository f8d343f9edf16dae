// Runs jobs in this process, one after another, where a debugger can follow.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>Runs jobs in this process on the caller's thread.</summary>
/// <param name="store">Store of the artifacts.</param>
/// <param name="handlers">One handler for each kind of job.</param>
/// <param name="facts">Returns facts about the libraries in this process; called when the first job begins.</param>
/// <param name="time">The clock.</param>
public sealed class DebugExecutor(
    ArtifactStore store, IReadOnlyList<IJobHandler> handlers, Func<IReadOnlyDictionary<string, string>> facts, TimeProvider time)
        : IExecutor
{
    private readonly JobRunner runner = new(handlers, facts, capturesConsole: false, time);

    /// <inheritdoc/>
    public Task ExecuteAsync(IReadOnlyList<JobState> states, Action<JobEvent> report, CancellationToken cancellation)
    {
        var schedule = new Schedule(states);
        while (!cancellation.IsCancellationRequested && schedule.Take() is { } state) Run(state, schedule, report, cancellation);
        foreach (var left in schedule.Abandon()) report(left);
        return Task.CompletedTask;
    }

    private void Run(JobState state, Schedule schedule, Action<JobEvent> report, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var attempt = runner.Run(
            JobOrder.Of(state, store),
            known => report(new JobStarted(state.Job, 1, known)),
            progress => report(new JobAdvanced(state.Job, progress)),
            cancellation);
        var ended = attempt.Of(state.Job, store, time.GetElapsedTime(began).TotalSeconds);
        report(ended);
        foreach (var skipped in schedule.End(ended)) report(skipped);
    }
}

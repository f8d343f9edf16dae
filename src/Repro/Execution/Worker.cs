// Runs ordered jobs in this process, for a parent at the other end of a pipe or for a batch system.

using Repro.Plans;

namespace Repro.Execution;

/// <summary>The handlers and libraries of a process that runs jobs.</summary>
/// <param name="handlers">One for each kind.</param>
/// <param name="facts">What is to be known of the libraries in this process; asked when the first job begins.</param>
internal sealed class Worker(IReadOnlyList<IJobHandler> handlers, Func<IReadOnlyDictionary<string, string>> facts)
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> known = new(facts);

    /// <summary>Runs one attempt at a job.</summary>
    /// <param name="order">The job.</param>
    /// <param name="started">Takes the facts when the job begins.</param>
    /// <param name="advanced">Takes progress.</param>
    /// <param name="cancellation">Asks the job to stop.</param>
    public Attempt Run(JobOrder order, Action<IReadOnlyDictionary<string, string>> started, Action<JobProgress> advanced, CancellationToken cancellation)
    {
        if (handlers.FirstOrDefault(handler => handler.Kind == order.Kind) is not { } handler)
            return new AttemptFailed($"No handler of the worker runs the kind '{order.Kind}'. Register one for it.");
        try
        {
            started(known.Value);
        }
        catch (Exception problem) when (problem is not IOException)
        {
            return new AttemptFailed($"The worker cannot load its libraries: {problem.Message}");
        }

        return new JobRun(order, handler, known.Value, TimeProvider.System).Run(advanced, captureConsole: true, cancellation);
    }
}

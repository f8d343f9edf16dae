// A worker's sign of life while its job runs: that the process runs at all, and how much it computes.

namespace Repro.Execution;

/// <summary>Beats on a thread of its own, so that a job that fills the thread pool does not silence it.</summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly ManualResetEventSlim ended = new();
    private readonly Thread thread;

    private Heartbeat(TimeSpan interval, Action<double> beat)
    {
        thread = new(() =>
        {
            do beat(Environment.CpuUsage.TotalTime.TotalSeconds);
            while (!ended.Wait(interval));
        })
        { IsBackground = true, Name = "heartbeat" };
        thread.Start();
    }

    /// <summary>Begins to beat.</summary>
    /// <param name="seconds">Between two beats; null for none at all.</param>
    /// <param name="beat">Takes the processor time that this process has used so far, in seconds.</param>
    public static IDisposable? Start(double? seconds, Action<double> beat) => seconds is { } interval ? new Heartbeat(TimeSpan.FromSeconds(interval), beat) : null;

    /// <summary>No beat comes after this.</summary>
    public void Dispose()
    {
        ended.Set();
        thread.Join();
        ended.Dispose();
    }
}

// Tells a job that hangs from one that takes long: by its progress, its worker's heartbeat, and the processor time that the worker uses.

namespace Repro.Execution;

/// <summary>
/// Watches one attempt at one job. The job hangs when its worker has sent, for <paramref name="limit"/>, nothing but heartbeats without
/// processor time; or when it computes for <see cref="BusyFactor"/> times as long without reporting progress. Only time during which this
/// process was awake is counted, so a suspended machine does not count as a hang.
/// </summary>
/// <param name="limit">How long a job may stand still; zero for no limit.</param>
/// <param name="time">The clock. Only its timestamps are used, which do not jump.</param>
internal sealed class HangWatch(TimeSpan limit, TimeProvider time)
{
    /// <summary>
    /// Factor by which the limit is longer for a worker that computes, because one step may be long, e.g. when a classifier is fitted.
    /// </summary>
    public const int BusyFactor = 12;

    /// <summary>
    /// Share of the time between two heartbeats below which a worker counts as idle: the heartbeat itself takes that much processor time.
    /// </summary>
    private const double LeastShare = 0.02;

    private const int BeatsWithinLimit = 20;
    private const double LongestBeat = 5;

    private readonly Lock gate = new();
    private TimeSpan still;
    private TimeSpan withoutProgress;
    private TimeSpan silent;
    private double processorSeconds;
    private long last = time.GetTimestamp();

    /// <summary>Seconds between two heartbeats of the worker; null when there is no limit.</summary>
    public double? HeartbeatSeconds => limit > TimeSpan.Zero ? Math.Min(LongestBeat, limit.TotalSeconds / BeatsWithinLimit) : null;

    /// <summary>Time between two calls of <see cref="Verdict"/>.</summary>
    public TimeSpan Tick => HeartbeatSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan;

    /// <summary>Takes a message of the worker.</summary>
    public void Hear(WorkerMessage answer)
    {
        lock (gate)
        {
            silent = default;
            var computed = answer.ProcessorSeconds - processorSeconds;
            if (answer.What != WorkerMessage.About.Alive || computed > LeastShare * HeartbeatSeconds) still = default;
            if (answer.What != WorkerMessage.About.Alive) withoutProgress = default;
            processorSeconds = answer.ProcessorSeconds ?? processorSeconds;
        }
    }

    /// <summary>Returns how the job hangs, for people; null while it does not hang.</summary>
    public string? Verdict()
    {
        lock (gate)
        {
            var passed = time.GetElapsedTime(last);
            last = time.GetTimestamp();
            var awake = passed < 2 * Tick ? passed : 2 * Tick;
            still += awake;
            withoutProgress += awake;
            silent += awake;
            if (still >= limit)
                return $"the worker process hung: {(silent < limit / 2 ? "no progress and no processor time" : "no sign of life")} for "
                    + $"{DurationText.Of(still)}, so it was killed (--hang-limit)";
            if (withoutProgress >= BusyFactor * limit)
                return $"the worker process hung: it computed without any progress for {DurationText.Of(withoutProgress)}, "
                    + "so it was killed (--hang-limit)";
            return null;
        }
    }
}

/// <summary>Sends heartbeats from a thread of its own, so that a job that fills the thread pool does not stop them.</summary>
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

    /// <summary>Starts the heartbeats.</summary>
    /// <param name="seconds">Seconds between two heartbeats; null for no heartbeats.</param>
    /// <param name="beat">Called at each heartbeat with the processor time that this process has used so far, in seconds.</param>
    public static IDisposable? Start(double? seconds, Action<double> beat) =>
        seconds is { } interval ? new Heartbeat(TimeSpan.FromSeconds(interval), beat) : null;

    /// <summary>Stops the heartbeats; none comes after this call.</summary>
    public void Dispose()
    {
        ended.Set();
        thread.Join();
        ended.Dispose();
    }
}

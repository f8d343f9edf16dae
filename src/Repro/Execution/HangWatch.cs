// Tells a job that hangs from one that takes long: by its progress, its worker's heartbeat, and the processor time that the worker uses.

namespace Repro.Execution;

/// <summary>
/// Watches one attempt at one job. The job hangs when for <paramref name="limit"/> nothing came from its worker but heartbeats without
/// processor time, or nothing at all; or when it computes for <see cref="BusyFactor"/> times as long without reporting progress.
/// Only time during which this process was awake is counted, so that suspending all of them is nobody's fault.
/// </summary>
/// <param name="limit">How long a job may stand still; zero for ever.</param>
/// <param name="time">The clock; only its timestamps, which do not jump, are used.</param>
internal sealed class HangWatch(TimeSpan limit, TimeProvider time)
{
    /// <summary>One step may be long (a classifier is fitted, a data set is measured), so a worker that computes is believed for longer.</summary>
    public const int BusyFactor = 12;

    /// <summary>A worker that computes for less than this share of the time between two heartbeats does not compute: the heartbeat itself takes that much.</summary>
    private const double LeastShare = 0.02;

    private const int BeatsWithinLimit = 20;
    private const double LongestBeat = 5;

    private readonly Lock gate = new();
    private TimeSpan still;
    private TimeSpan withoutProgress;
    private TimeSpan silent;
    private double processorSeconds;
    private long last = time.GetTimestamp();

    /// <summary>How often the worker is to say that it lives; null when nobody listens.</summary>
    public double? HeartbeatSeconds => limit > TimeSpan.Zero ? Math.Min(LongestBeat, limit.TotalSeconds / BeatsWithinLimit) : null;

    /// <summary>How often <see cref="Verdict"/> is to be asked for.</summary>
    public TimeSpan Tick => HeartbeatSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan;

    /// <summary>Takes what the worker says.</summary>
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

    /// <summary>How the job hangs, for people; null while it does not.</summary>
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
    public static IDisposable? Start(double? seconds, Action<double> beat) =>
        seconds is { } interval ? new Heartbeat(TimeSpan.FromSeconds(interval), beat) : null;

    /// <summary>No beat comes after this.</summary>
    public void Dispose()
    {
        ended.Set();
        thread.Join();
        ended.Dispose();
    }
}

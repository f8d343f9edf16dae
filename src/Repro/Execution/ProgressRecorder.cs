// Takes a handler's progress, writes it to progress.jsonl from time to time, and passes it on.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

internal sealed class ProgressRecorder : IProgress<JobProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly string folder;
    private readonly Action<JobProgress> forward;
    private readonly TimeProvider time;
    private readonly double secondsBefore;
    private readonly long began;
    private readonly Lock gate = new();
    private long? written;

    public ProgressRecorder(string folder, Action<JobProgress> forward, TimeProvider time)
    {
        this.folder = folder;
        this.forward = forward;
        this.time = time;
        secondsBefore = ArtifactStore.HandlerFiles(folder).Count > 0 ? ProgressFile.Last(folder)?.Seconds ?? 0 : 0;
        began = time.GetTimestamp();
    }

    /// <summary>Time spent so far, earlier attempts included where their checkpoint is there.</summary>
    public double Seconds => secondsBefore + time.GetElapsedTime(began).TotalSeconds;

    /// <inheritdoc/>
    public void Report(JobProgress value)
    {
        lock (gate)
        {
            if (written is { } last && time.GetElapsedTime(last) < Interval) return;
            Write(value with { Fraction = double.IsFinite(value.Fraction) ? Math.Clamp(value.Fraction, 0, 1) : 0 });
        }
    }

    /// <summary>Writes the last line.</summary>
    public void Complete()
    {
        lock (gate) Write(new(1, "done"));
    }

    private void Write(JobProgress value)
    {
        written = time.GetTimestamp();
        ProgressFile.Append(folder, new(time.GetUtcNow(), Seconds, value.Fraction, value.Note));
        forward(value);
    }
}

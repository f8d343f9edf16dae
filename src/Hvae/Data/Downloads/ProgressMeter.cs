// Turns byte counts into progress reports with speed and finish time, a few per second.

namespace Hvae.Data.Downloads;

internal sealed class ProgressMeter(OfficialFile file, long resumedFrom, IProgress<DownloadProgress>? progress, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly long started = time.GetTimestamp();
    private TimeSpan? last;

    public void Report(long done)
    {
        var elapsed = time.GetElapsedTime(started);
        if (progress is null || (last is { } before && elapsed - before < Interval && done < file.Length))
            return;
        last = elapsed;
        var speed = elapsed > TimeSpan.Zero ? Math.Max(0, done - resumedFrom) / elapsed.TotalSeconds : 0;
        var left = speed > 0 ? TimeSpan.FromSeconds((file.Length - done) / speed) : (TimeSpan?)null;
        progress.Report(new(file.FileName, done, file.Length, speed, left is { } wait ? time.GetLocalNow() + wait : null));
    }
}

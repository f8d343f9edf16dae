// Downloads published files. A download continues where an earlier one stopped, is retried after faults, and is checked before use.

namespace Hvae.Data.Downloads;

/// <summary>Downloads files by HTTP.</summary>
public sealed class Downloader : IDisposable
{
    private readonly DownloadPolicy policy;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    /// <param name="policy">Limits of a download.</param>
    /// <param name="time">Clock of waits and limits.</param>
    /// <param name="handler">
    /// The handler of HTTP requests, which the caller disposes of, or null for the system's with its proxy settings.
    /// </param>
    public Downloader(DownloadPolicy policy, TimeProvider time, HttpMessageHandler? handler = null)
    {
        this.policy = policy;
        this.time = time;
        http = handler is null
            ? new HttpClient(new SocketsHttpHandler { ConnectTimeout = policy.ConnectLimit })
            : new HttpClient(handler, disposeHandler: false);
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.DefaultRequestHeaders.UserAgent.ParseAdd("HvaeRepro/0.1");
    }

    /// <summary>
    /// Downloads <paramref name="file"/> into <paramref name="folder"/>. The incomplete file is called <c>*.part</c>. It is kept
    /// when the download fails, and the next download continues it. The file itself appears at once, with the right checksum.
    /// </summary>
    /// <exception cref="ServerUnreachableException">Thrown when there is no network, or when all tries fail.</exception>
    /// <exception cref="WrongContentException">Thrown when the content is not the published one. Nothing of it is kept.</exception>
    /// <exception cref="DownloadException">Thrown when the server refuses, or when the folder cannot be written.</exception>
    public async Task DownloadAsync(
        OfficialFile file, string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        var target = Path.Combine(folder, file.FileName);
        try
        {
            using var part = PartialFile.Open(target);
            if (part.Length > file.Length)
                part.Clear();
            await FillAndCheckAsync(file, part, progress, cancellation);
            part.Complete(target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DownloadException(file.Address, $"the file cannot be stored as {target} ({error.Message})", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>
    /// After a continued download with wrong content, downloads the file once more from the start: the part of an earlier run may be wrong.
    /// </summary>
    private async Task FillAndCheckAsync(
        OfficialFile file, PartialFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        while (true)
        {
            var isResumed = part.Length > 0;
            try
            {
                await FillAsync(file, part, new ProgressMeter(file, part.Length, progress, time), cancellation);
                var md5 = part.Md5();
                if (md5 == file.Md5)
                    return;
                throw new WrongContentException(file.Address, $"the content has MD5 {md5} instead of {file.Md5}; it was removed");
            }
            catch (WrongContentException) when (isResumed)
            {
                part.Clear();
            }
            catch (WrongContentException)
            {
                part.Remove();
                throw;
            }
        }
    }

    private async Task FillAsync(OfficialFile file, PartialFile part, ProgressMeter meter, CancellationToken cancellation)
    {
        var range = new HttpRange(http, policy.SilenceLimit, time);
        meter.Report(part.Length);
        var (failures, unconnected) = (0, 0);
        while (part.Length < file.Length)
        {
            var before = part.Length;
            try
            {
                await range.AppendRestAsync(file, part, () => meter.Report(part.Length), cancellation);
            }
            catch (PassingFaultException fault)
            {
                failures = part.Length > before ? 1 : failures + 1;
                unconnected = fault.IsConnection ? unconnected + 1 : 0;
                if (failures >= policy.Attempts || unconnected >= policy.ConnectAttempts)
                    throw new ServerUnreachableException(file.Address, fault.Message.TrimEnd('.'), fault);
                await Task.Delay(policy.WaitAfter(failures), time, cancellation);
            }
        }
    }
}

/// <summary>Turns byte counts into progress reports with an estimated finish time, a few per second.</summary>
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
        progress.Report(new(file.FileName, done, file.Length, left is { } wait ? time.GetLocalNow() + wait : null));
    }
}

// Shows how far a download is: one line that rewrites itself on a terminal, a line every ten seconds elsewhere.

using Hvae.Data.Downloads;

namespace Experiments.CommandLine;

/// <summary>Writes to standard error, so that standard output stays the program's result.</summary>
internal sealed class DownloadLine : IProgress<DownloadProgress>
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);
    private long last;

    public void Report(DownloadProgress value)
    {
        var finished = value.Done >= value.Total;
        if (Console.IsErrorRedirected && !finished && last != 0 && TimeProvider.System.GetElapsedTime(last) < PlainInterval) return;
        last = TimeProvider.System.GetTimestamp();
        var finish = value.FinishesAt is { } at && !finished ? $", finishes {at:HH:mm:ss}" : "";
        var line =
            $"{value.FileName}: {value.Done / 1e6:F1} of {value.Total / 1e6:F1} MB ({100.0 * value.Done / Math.Max(1, value.Total):F0} %){finish}";
        if (Console.IsErrorRedirected) Console.Error.WriteLine(line);
        else Console.Error.Write($"\r{line,-78}{(finished ? "\n" : "")}");
    }
}

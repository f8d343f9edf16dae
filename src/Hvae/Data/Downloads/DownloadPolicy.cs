// How patient a download is.

namespace Hvae.Data.Downloads;

/// <summary>Limits of a download.</summary>
public sealed record DownloadPolicy
{
    /// <summary>Tries in a row that bring no new byte before a download is given up.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Of these, tries in a row that do not even reach the server; low, so that a machine without network does not wait.</summary>
    public int ConnectAttempts { get; init; } = 2;

    /// <summary>Wait before the second try; doubles with each further one.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between tries.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may take.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a server may be silent, before its answer or within it.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before try number <paramref name="attempt"/> + 1.</summary>
    public TimeSpan WaitAfter(int attempt) =>
        TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(attempt - 1, 20)));
}

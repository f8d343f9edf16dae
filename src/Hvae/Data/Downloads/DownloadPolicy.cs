// The limits of a download.

namespace Hvae.Data.Downloads;

/// <summary>Limits of a download.</summary>
public sealed record DownloadPolicy
{
    /// <summary>Number of consecutive tries without a new byte after which a download fails.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>
    /// Number of consecutive tries that do not reach the server after which it fails. Low, so that a machine without network does not wait.
    /// </summary>
    public int ConnectAttempts { get; init; } = 2;

    /// <summary>Wait before the second try. It doubles with each further one.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between tries.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time limit for a connection.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time without data from a server, before or during its answer.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Returns the wait before try number <paramref name="attempt"/> + 1.</summary>
    public TimeSpan WaitAfter(int attempt) =>
        TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(attempt - 1, 20)));
}

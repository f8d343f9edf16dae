// The errors of a download: by what the user can do about them.

namespace Hvae.Data.Downloads;

/// <summary>A file could not be downloaded although its server was reached: refused, gone, or in use by another process.</summary>
public class DownloadException(Uri address, string problem, Exception? inner = null)
    : Exception($"{address}: {problem}.", inner)
{
    /// <summary>Address of the file.</summary>
    public Uri Address { get; } = address;

    /// <summary>What happened, without address.</summary>
    public string Problem { get; } = problem;
}

/// <summary>The server could not be reached, or fell silent for good: no network, no name, a proxy in between.</summary>
public sealed class ServerUnreachableException(Uri address, string problem, Exception? inner = null)
    : DownloadException(address, problem, inner);

/// <summary>The downloaded content is not the published file; it was removed.</summary>
public sealed class WrongContentException(Uri address, string problem) : DownloadException(address, problem);

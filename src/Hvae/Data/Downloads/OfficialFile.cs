// A published file, how far its download is, and the errors of downloads by what the user can do about them.

namespace Hvae.Data.Downloads;

/// <summary>A file that can be downloaded, and how to know that it is the right one.</summary>
/// <param name="Address">Where it is published.</param>
/// <param name="Md5">MD5 of the file as published, 32 lower-case hexadecimal digits.</param>
/// <param name="Length">Its length in bytes; nothing longer is accepted.</param>
public sealed record OfficialFile(Uri Address, string Md5, long Length)
{
    /// <summary>The last part of the address.</summary>
    public string FileName => Path.GetFileName(Address.AbsolutePath);
}

/// <summary>How far the download of one file is.</summary>
/// <param name="FileName">Name of the file.</param>
/// <param name="Done">Number of bytes on disk, with those of an earlier run.</param>
/// <param name="Total">Number of bytes when finished.</param>
/// <param name="FinishesAt">When it will be finished at the mean speed of this run; null until that is known.</param>
public sealed record DownloadProgress(string FileName, long Done, long Total, DateTimeOffset? FinishesAt);

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

// A published file, the progress of its download, and the errors of downloads by what the user can do about them.

namespace Hvae.Data.Downloads;

/// <summary>A file that can be downloaded, and the checksum and length that identify it.</summary>
/// <param name="Address">Address at which it is published.</param>
/// <param name="Md5">MD5 of the file as published, 32 lower-case hexadecimal digits.</param>
/// <param name="Length">Its length in bytes. A longer file is refused.</param>
public sealed record OfficialFile(Uri Address, string Md5, long Length)
{
    /// <summary>The last part of the address.</summary>
    public string FileName => Path.GetFileName(Address.AbsolutePath);
}

/// <summary>The progress of the download of one file.</summary>
/// <param name="FileName">Name of the file.</param>
/// <param name="Done">Number of bytes on disk, including those of an earlier run.</param>
/// <param name="Total">Number of bytes of the whole file.</param>
/// <param name="FinishesAt">When it will be finished at the mean speed of this run, or null while that is unknown.</param>
public sealed record DownloadProgress(string FileName, long Done, long Total, DateTimeOffset? FinishesAt);

/// <summary>
/// Thrown when a file could not be downloaded although its server was reached: it was refused, is gone, or is in use by another process.
/// </summary>
public class DownloadException(Uri address, string problem, Exception? inner = null)
    : Exception($"{address}: {problem}.", inner)
{
    /// <summary>Address of the file.</summary>
    public Uri Address { get; } = address;

    /// <summary>What happened, without the address.</summary>
    public string Problem { get; } = problem;
}

/// <summary>Thrown when the server cannot be reached or stops answering, e.g. without a network or behind a proxy.</summary>
public sealed class ServerUnreachableException(Uri address, string problem, Exception? inner = null)
    : DownloadException(address, problem, inner);

/// <summary>Thrown when the downloaded content is not the published file. The content was removed.</summary>
public sealed class WrongContentException(Uri address, string problem) : DownloadException(address, problem);

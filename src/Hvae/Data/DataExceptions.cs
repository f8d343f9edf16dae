// The errors of data: an unknown name, a data set that is missing, a damaged file, and a cache that cannot be used.

using Shared;

namespace Hvae.Data;

/// <summary>Thrown when a data file cannot be read in the format that it should have.</summary>
public sealed class DataFormatException : Exception
{
    /// <param name="file">Path of the file.</param>
    /// <param name="offset">Byte at which the error was found. It counts unpacked content when <paramref name="unpacked"/> is true.</param>
    /// <param name="expected">What is expected at this byte.</param>
    /// <param name="found">What was found at this byte.</param>
    /// <param name="remedy">What the user should do.</param>
    /// <param name="unpacked">Whether <paramref name="offset"/> counts unpacked bytes of a compressed file.</param>
    /// <param name="inner">The error that a decoder reported, if any.</param>
    public DataFormatException(
        string file, long offset, string expected, string found, string remedy, bool unpacked = false, Exception? inner = null)
        : base($"{file}, byte {offset}{(unpacked ? " of the unpacked content" : "")}: expected {expected}, found {found}. {remedy}", inner)
    {
        File = file;
        Offset = offset;
        Expected = expected;
        Found = found;
        Remedy = remedy;
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Byte at which the error was found.</summary>
    public long Offset { get; }

    /// <summary>What is expected at this byte.</summary>
    public string Expected { get; }

    /// <summary>What was found at this byte.</summary>
    public string Found { get; }

    /// <summary>What the user should do.</summary>
    public string Remedy { get; }
}

/// <summary>The files of a data set are not in the data folder and cannot be downloaded, or cannot be read.</summary>
public sealed class DataMissingException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Returns the error of files that are there for other users.</summary>
    /// <param name="name">Name of the data set, or what else is looked for.</param>
    /// <param name="place">Folder or file.</param>
    /// <param name="inner">The error of the system, which names the file.</param>
    internal static DataMissingException Forbidden(string name, string place, UnauthorizedAccessException inner) => new(
        $"{name} in {place} may not be read by this user. {inner.Message} Have it made readable, or name another folder by --data.", inner);
}

/// <summary>
/// Thrown when a cache file of decoded images is missing or damaged, or cannot be written. <see cref="DataCatalog.Open"/> rebuilds such a
/// file. A worker process, which only opens what its parent prepared, reports the error.
/// </summary>
/// <param name="file">Path of the cache file.</param>
/// <param name="problem">What is wrong with the file, without the remedy.</param>
/// <param name="remedy">What the user should do.</param>
/// <param name="inner">The error that caused this one, if any.</param>
public sealed class DataCacheException(string file, string problem, string remedy, Exception? inner = null)
    : Exception($"{file}: {problem}. {remedy}", inner)
{
    /// <summary>Path of the cache file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong with the file, without the remedy.</summary>
    public string Problem { get; } = problem;
}

/// <summary>Thrown when no data set has the name that was asked for.</summary>
public sealed class UnknownDataSetException(string name, IReadOnlyList<string> names)
    : Exception($"There is no data set \"{name}\".{Question(NearestNames.Of(name, names))} Known data sets: {string.Join(", ", names)}.")
{
    private static string Question(IReadOnlyList<string> nearest) =>
        nearest.Count > 0 ? $" Did you mean {string.Join(" or ", nearest)}?" : "";
}

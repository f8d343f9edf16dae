// The errors of data: a name that nobody knows, a set that cannot be had, a file that is damaged, a cache that cannot be used.

using Shared;

namespace Hvae.Data;

/// <summary>A data file cannot be read as the format that it should have.</summary>
public sealed class DataFormatException : Exception
{
    /// <param name="file">Path of the file.</param>
    /// <param name="offset">Byte at which it went wrong; counted in the unpacked content when <paramref name="unpacked"/>.</param>
    /// <param name="expected">What should stand there.</param>
    /// <param name="found">What stands there.</param>
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

    /// <summary>Byte at which it went wrong.</summary>
    public long Offset { get; }

    /// <summary>What should stand there.</summary>
    public string Expected { get; }

    /// <summary>What stands there.</summary>
    public string Found { get; }

    /// <summary>What the user should do.</summary>
    public string Remedy { get; }
}

/// <summary>The files of a data set are not in the data folder and cannot be downloaded, or cannot be read.</summary>
public sealed class DataMissingException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// A cache file of decoded images is missing or damaged, or cannot be written. <see cref="DataCatalog.Open"/> rebuilds such a file by
/// itself; a worker process, which only opens what its parent prepared, reports it.
/// </summary>
/// <param name="file">Path of the cache file.</param>
/// <param name="problem">What is wrong with it, without the remedy.</param>
/// <param name="remedy">What the user should do.</param>
/// <param name="inner">The error below, if any.</param>
public sealed class DataCacheException(string file, string problem, string remedy, Exception? inner = null)
    : Exception($"{file}: {problem}. {remedy}", inner)
{
    /// <summary>Path of the cache file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong with it, without the remedy.</summary>
    public string Problem { get; } = problem;
}

/// <summary>No data set has this name.</summary>
public sealed class UnknownDataSetException(string name, IReadOnlyList<string> names)
    : Exception($"There is no data set \"{name}\".{Question(NearestNames.Of(name, names))} Known data sets: {string.Join(", ", names)}.")
{
    private static string Question(IReadOnlyList<string> nearest) =>
        nearest.Count > 0 ? $" Did you mean {string.Join(" or ", nearest)}?" : "";
}

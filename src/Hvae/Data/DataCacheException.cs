// The error for a decoded cache file that is missing, damaged, or cannot be written.

namespace Hvae.Data;

/// <summary>
/// A cache file of decoded images cannot be used. <see cref="DataCatalog.Open"/> rebuilds such a file by itself;
/// a worker process, which only opens what its parent prepared, reports it.
/// </summary>
public sealed class DataCacheException(string file, string problem, string remedy, Exception? inner = null)
    : Exception($"{file}: {problem}. {remedy}", inner)
{
    /// <summary>Path of the cache file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong with it, without the remedy.</summary>
    public string Problem { get; } = problem;
}

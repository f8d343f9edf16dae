// The error for a data file that is damaged, cut short, or not what its name says.

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

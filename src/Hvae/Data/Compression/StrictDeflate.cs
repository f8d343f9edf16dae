// Unpacks deflate data (RFC 1951) between a header and a checksum, and notices all that the streams of
// System.IO.Compression pass over in silence: a missing or cut checksum, and bytes after the end.

using System.IO.Compression;

namespace Hvae.Data.Compression;

/// <summary>
/// The unpacked content of one stretch of a file. <see cref="Read"/> returns 0 only after the checksum and the end of the
/// stretch were found right.
/// </summary>
internal abstract class StrictDeflate : ReadOnlyStream
{
    /// <summary>No deflate stream unpacks to more than this multiple of its length.</summary>
    public const int LargestRatio = 1032;

    private const string Remedy = "Download the file again.";

    private readonly string path;
    private readonly PackedBytes packed;
    private readonly DeflateStream deflate;
    private readonly byte[] trailer;

    /// <param name="path">For messages.</param>
    /// <param name="file">Positioned at the start of the deflate data; stays open.</param>
    /// <param name="end">Where the stretch ends, its checksum included.</param>
    /// <param name="trailerLength">Bytes of the checksum.</param>
    /// <exception cref="DataFormatException">The stretch is too short for any data.</exception>
    protected StrictDeflate(string path, FileStream file, long end, int trailerLength)
    {
        this.path = path;
        var start = file.Position;
        var trailerStart = end - trailerLength;
        if (trailerStart <= start)
            throw Damaged(path, end, "compressed data and a checksum", "the end of the compressed data");
        trailer = new byte[trailerLength];
        file.Position = trailerStart;
        file.ReadExactly(trailer);
        file.Position = start;
        packed = new(file, trailerStart);
        deflate = new(packed, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>Fills as much of the buffer, which is not empty, as there is; 0 at the verified end.</summary>
    /// <exception cref="DataFormatException">The file is damaged.</exception>
    public sealed override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = deflate.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw new DataFormatException(path, packed.Position, "deflate data", "bytes that do not unpack", Remedy, inner: error);
        }

        if (count > 0)
        {
            Append(buffer[..count]);
            return count;
        }

        if (!packed.IsUsedUp)
            throw Damaged(path, packed.Position, $"the end of the compressed data just before its checksum of {trailer.Length} bytes", "more bytes");
        CheckTrailer(path, packed.Length, trailer);
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            deflate.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Takes unpacked bytes into the checksum.</summary>
    protected abstract void Append(ReadOnlySpan<byte> unpacked);

    /// <summary>Compares the checksum of all unpacked bytes with the one in the file.</summary>
    /// <exception cref="DataFormatException">They differ.</exception>
    protected abstract void CheckTrailer(string path, long offset, ReadOnlySpan<byte> trailer);

    protected static DataFormatException Damaged(string path, long offset, string expected, string found) => new(path, offset, expected, found, Remedy);
}

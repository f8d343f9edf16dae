// Reads a data file from its first byte to its last, unpacked where it is packed, and knows the place when something is wrong.

namespace Hvae.Data.Compression;

/// <summary>The content of a file, or of a compressed stretch of it, in order.</summary>
internal sealed class ContentReader : IDisposable
{
    private const string Remedy = "The file is damaged or is another file; put a fresh copy in its place, or delete it to have it downloaded.";

    private readonly FileStream file;
    private readonly Stream stream;
    private readonly Func<ContentReader> again;
    private readonly long packedLength;
    private readonly string place;

    private ContentReader(FileStream file, Stream stream, long packedLength, Func<ContentReader> again, string place = "")
    {
        this.file = file;
        this.stream = stream;
        this.packedLength = packedLength;
        this.again = again;
        this.place = place;
    }

    /// <summary>Path of the file.</summary>
    public string Path => file.Name;

    /// <summary>Bytes of the content read or skipped so far.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the content is unpacked while it is read; a plain file's length is <see cref="LongestLength"/>.</summary>
    public bool IsPacked => stream != file;

    /// <summary>No content is longer: the file's length, or what deflate can make of the packed bytes at the very most.</summary>
    public long LongestLength => IsPacked ? packedLength * StrictDeflate.LargestRatio : file.Length;

    /// <summary>Whether the whole file is one gzip member is seen from its first byte, not from its name.</summary>
    /// <exception cref="DataFormatException">The gzip header is damaged.</exception>
    public static ContentReader Open(string path) =>
        Open(path, start: 0, file =>
        {
            var isPacked = file.ReadByte() == 0x1f;
            file.Position = 0;
            return isPacked
                ? new(file, StrictGzip.Open(path, file), file.Length, () => Open(path))
                : new(file, file, file.Length, () => Open(path));
        });

    /// <summary>The file as it is.</summary>
    public static ContentReader OpenPlain(string path) =>
        Open(path, start: 0, file => new(file, file, file.Length, () => OpenPlain(path)));

    /// <summary>The unpacked content of the zlib stream from byte <paramref name="start"/> to byte <paramref name="end"/>.</summary>
    /// <exception cref="DataFormatException">The zlib header is damaged.</exception>
    public static ContentReader OpenZlib(string path, long start, long end) =>
        Open(path, start, file => new(
            file, StrictZlib.Open(path, file, end), end - start, () => OpenZlib(path, start, end), $" in the compressed element at byte {start}"));

    /// <summary>Fills the buffer, or as much of it as there is.</summary>
    /// <exception cref="DataFormatException">The compression or its checksum is damaged.</exception>
    public int Fill(Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length && stream.Read(buffer[filled..]) is > 0 and var count)
            filled += count;
        Position += filled;
        return filled;
    }

    /// <summary>Whether nothing is left; a byte that is left is lost.</summary>
    public bool IsAtEnd()
    {
        Span<byte> next = stackalloc byte[1];
        return Fill(next) == 0;
    }

    /// <summary>Passes over so many bytes, or as many as there are; returns how many.</summary>
    public long Skip(long count)
    {
        var before = Position;
        if (!IsPacked)
        {
            Position = Math.Min(Position + count, Math.Max(Position, file.Length));
            file.Position = Position;
            return Position - before;
        }

        Span<byte> buffer = stackalloc byte[4096];
        while (count > 0 && Fill(buffer[..(int)Math.Min(count, buffer.Length)]) is > 0 and var got)
            count -= got;
        return Position - before;
    }

    /// <summary>
    /// How many of the next <paramref name="count"/> bytes there are, found out before memory is taken for them. Packed content is
    /// believed up to <paramref name="trustedRatio"/> times its packed length, and unpacked once without keeping it for any more.
    /// </summary>
    public long Holds(long count, int trustedRatio)
    {
        if (!IsPacked)
            return Math.Min(count, file.Length - Position);
        if (Position + count > LongestLength)
            return LongestLength - Position;
        if (Position + count <= packedLength * trustedRatio)
            return count;
        using var other = again();
        return other.Skip(Position + count) - Position;
    }

    /// <param name="offset">Place in the content.</param>
    /// <param name="expected">What should stand there.</param>
    /// <param name="found">What stands there.</param>
    public DataFormatException Error(long offset, string expected, string found) =>
        new(Path, offset, $"{expected}{place}", found, Remedy, unpacked: IsPacked);

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        file.Dispose();
    }

    private static ContentReader Open(string path, long start, Func<FileStream, ContentReader> open)
    {
        var opened = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            opened.Position = start;
            return open(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}

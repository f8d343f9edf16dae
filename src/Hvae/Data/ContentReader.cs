// Reads a data file, packed or not, from its first byte to its last. Errors name the place of the damage.
// Directory.Build.props turns on System.IO.Compression.UseStrictValidation, with which the framework's streams refuse cut data and wrong
// checksums. What they pass over are bytes after the end, which are looked for here: most gzip files end with the length of their content,
// and others, of several members or padded with zeros, are cut off without their last byte; a zlib stream is finished when, and only when,
// it has asked for its last byte.

using System.Buffers.Binary;
using System.IO.Compression;

namespace Hvae.Data;

/// <summary>The content of a file, or of a compressed stretch of it, in order.</summary>
internal sealed class ContentReader : IDisposable
{
    private const string Remedy =
        "The file is damaged or is another file; put a fresh copy in its place, or delete it to have it downloaded.";

    /// <summary>Number of bytes for which memory is reserved before any of them is read.</summary>
    private const int FirstPiece = 1 << 16;

    private readonly Stream stored;
    private readonly Stream content;
    private readonly long start;

    private ContentReader(string path, Stream stored, Stream content, long start = 0)
    {
        (Path, this.stored, this.content, this.start) = (path, stored, content, start);
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Number of bytes of the content read so far.</summary>
    public long Position { get; private set; }

    private bool IsPacked => content != stored;

    /// <summary>Opens a file. Its first byte, not its name, shows whether it is packed with gzip.</summary>
    public static ContentReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var isPacked = file.ReadByte() == 0x1f;
        file.Position = 0;
        return new(path, file, isPacked ? new GZipStream(file, CompressionMode.Decompress) : file);
    }

    /// <summary>Opens the zlib stream that starts at the current position.</summary>
    /// <param name="length">Number of bytes, all of which belong to the stream.</param>
    /// <param name="what">What the bytes are, for messages.</param>
    /// <exception cref="DataFormatException">Thrown when the content ends before the stream does.</exception>
    public ContentReader OpenZlib(long length, string what)
    {
        var from = Position;
        var packed = new LastByteAlone(Read(length, what));
        return new(Path, packed, new ZLibStream(packed, CompressionMode.Decompress), from);
    }

    /// <summary>Fills the buffer, or as much of it as the rest of the content can fill.</summary>
    /// <exception cref="DataFormatException">
    /// Thrown when the compression or its checksum is damaged, or when bytes follow its end.
    /// </exception>
    public int Fill(Span<byte> buffer)
    {
        try
        {
            var filled = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            Position += filled;
            if (filled == buffer.Length || !IsPacked || IsUsedUp())
                return filled;
        }
        catch (Exception error) when (IsPacked && error is InvalidDataException or IOException)
        {
            throw new DataFormatException(
                Path, start + stored.Position, "compressed data that unpack", $"\"{error.Message}\"", Remedy, inner: error);
        }

        throw new DataFormatException(Path, start + stored.Position, "the end of the compressed data", "more bytes", Remedy);
    }

    /// <summary>
    /// Reads exactly <paramref name="count"/> bytes. The array grows with the bytes that arrive, so that memory is not reserved for bytes
    /// that a damaged file only claims to have.
    /// </summary>
    /// <param name="count">Number of bytes.</param>
    /// <param name="what">What the bytes are, for messages.</param>
    /// <exception cref="DataFormatException">Thrown when the content ends before, or is damaged.</exception>
    public byte[] Read(long count, string what)
    {
        var left = IsPacked ? Array.MaxLength : stored.Length - Position;
        if (count > Math.Min(left, Array.MaxLength))
            throw Error(Position, $"{count} bytes of {what}", IsPacked ? "more than can be read" : $"{left} to the end of the file");
        var bytes = new byte[Math.Min(count, IsPacked ? FirstPiece : count)];
        for (var filled = 0; ;)
        {
            filled += Fill(bytes.AsSpan(filled));
            if (filled < bytes.Length)
                throw Error(Position, $"{count} bytes of {what}", $"the end of the content after {filled}");
            if (filled == count)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * filled));
        }
    }

    /// <summary>Skips this number of bytes, or the rest of the content when it is shorter.</summary>
    /// <exception cref="DataFormatException">Thrown when the content is damaged.</exception>
    public void Skip(long count)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (count > 0 && Fill(buffer[..(int)Math.Min(count, buffer.Length)]) is > 0 and var got)
            count -= got;
    }

    /// <summary>Checks that the content has ended.</summary>
    /// <param name="what">What has been read to its end, for messages.</param>
    /// <exception cref="DataFormatException">Thrown when there is another byte.</exception>
    public void RequireEnd(string what)
    {
        Span<byte> next = stackalloc byte[1];
        if (Fill(next) > 0)
            throw Error(Position - 1, $"the end of the content after {what}", "more bytes");
    }

    /// <summary>Returns an error that names a place in this content.</summary>
    /// <param name="offset">Place of the error in the content, in bytes.</param>
    /// <param name="expected">What is expected at this place.</param>
    /// <param name="found">What was found at this place.</param>
    public DataFormatException Error(long offset, string expected, string found) =>
        new(
            Path, offset, start > 0 ? $"{expected} in the compressed element at byte {start}" : expected, found, Remedy,
            unpacked: IsPacked);

    /// <inheritdoc/>
    public void Dispose()
    {
        content.Dispose();
        stored.Dispose();
    }

    /// <summary>Whether the packed bytes end where their content does.</summary>
    private bool IsUsedUp()
    {
        if (stored is LastByteAlone)
            return stored.Position == stored.Length;
        Span<byte> length = stackalloc byte[sizeof(uint)];
        stored.Position = Math.Max(0, stored.Length - length.Length);
        return (stored.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(length) == (uint)Position) || !IsWhole(EndOf(stored) - 1);
    }

    /// <summary>Returns the end of a stream without the zeros that pad it.</summary>
    private static long EndOf(Stream padded)
    {
        for (var end = padded.Length; ; end--)
        {
            padded.Position = Math.Max(0, end - 1);
            if (padded.ReadByte() != 0)
                return end;
        }
    }

    /// <summary>Returns whether the first bytes of the file are whole gzip members.</summary>
    private bool IsWhole(long length)
    {
        try
        {
            using var file = new FirstBytes(Path, length);
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            var piece = new byte[FirstPiece];
            while (unpacked.Read(piece) > 0)
            {
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Ends a file early.</summary>
    private sealed class FirstBytes(string path, long length) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, (int)Math.Min(count, length - Position));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..(int)Math.Min(buffer.Length, length - Position)]);
    }

    /// <summary>A stream that returns its last byte in a separate read, so that a decoder that stops earlier has not read it.</summary>
    private sealed class LastByteAlone(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, (int)Math.Min(count, Math.Max(1, Length - Position - 1)));
    }
}

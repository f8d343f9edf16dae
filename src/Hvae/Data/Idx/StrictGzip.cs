// Unpacks a gzip file (RFC 1952) and notices all that System.IO.Compression.GZipStream passes over in silence:
// a missing or cut trailer, and bytes after the end.

using System.Buffers.Binary;
using System.IO.Compression;

namespace Hvae.Data.Idx;

/// <summary>
/// The unpacked content of a file with one gzip member. <see cref="Read"/> returns 0 only after the checksum, the
/// length and the end of the file were found right.
/// </summary>
internal sealed class StrictGzip : IDisposable
{
    /// <summary>No deflate stream unpacks to more than this multiple of its length.</summary>
    public const int LargestRatio = 1032;

    private const string Remedy = "Download the file again.";
    private const int TrailerLength = 8;

    private readonly string path;
    private readonly PackedBytes packed;
    private readonly DeflateStream deflate;
    private readonly byte[] trailer = new byte[TrailerLength];
    private uint crc;
    private long unpacked;

    /// <param name="path">For messages.</param>
    /// <param name="file">Positioned at the start of the member; stays open.</param>
    /// <exception cref="DataFormatException">It does not begin with a gzip header, or is too short for one.</exception>
    public StrictGzip(string path, FileStream file)
    {
        this.path = path;
        SkipHeader(file);
        var start = file.Position;
        var end = file.Length - TrailerLength;
        if (end <= start)
            throw Damaged(file.Length, "compressed data and a checksum", "the end of the file");
        file.Position = end;
        file.ReadExactly(trailer);
        file.Position = start;
        packed = new(file, end);
        deflate = new(packed, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>Fills as much of the buffer as there is; 0 at the verified end.</summary>
    /// <exception cref="DataFormatException">The file is damaged.</exception>
    public int Read(Span<byte> buffer)
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

        crc = Crc32.Append(crc, buffer[..count]);
        unpacked += count;
        if (count == 0)
            CheckEnd();
        return count;
    }

    public void Dispose() => deflate.Dispose();

    private void CheckEnd()
    {
        if (!packed.IsUsedUp)
            throw Damaged(packed.Position, "the end of the compressed data just before the last 8 bytes of the file", "more bytes");
        var expectedCrc = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (expectedCrc != crc)
            throw Damaged(packed.Length, $"the checksum {crc:x8} of the unpacked content", $"{expectedCrc:x8}");
        var expectedLength = BinaryPrimitives.ReadUInt32LittleEndian(trailer.AsSpan(4));
        if (expectedLength != (uint)unpacked)
            throw Damaged(packed.Length + 4, $"the unpacked length {(uint)unpacked}", $"{expectedLength}");
    }

    private void SkipHeader(FileStream file)
    {
        Span<byte> head = stackalloc byte[10];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            throw Damaged(file.Length, "a gzip header of 10 bytes", "the end of the file");
        if (head[0] != 0x1f || head[1] != 0x8b || head[2] != 8 || (head[3] & 0xe0) != 0)
            throw Damaged(0, "a gzip header 1f 8b 08", Convert.ToHexStringLower(head[..4]));
        var flags = head[3];
        if ((flags & 4) != 0)
            Skip(file, NextByte(file) | (NextByte(file) << 8));
        if ((flags & 8) != 0)
            SkipText(file);
        if ((flags & 16) != 0)
            SkipText(file);
        if ((flags & 2) != 0)
            Skip(file, 2);
    }

    private void Skip(FileStream file, int count)
    {
        for (; count > 0; count--)
            NextByte(file);
    }

    private void SkipText(FileStream file)
    {
        while (NextByte(file) != 0)
        {
        }
    }

    private int NextByte(FileStream file)
    {
        var value = file.ReadByte();
        return value >= 0 ? value : throw Damaged(file.Length, "the rest of the gzip header", "the end of the file");
    }

    private DataFormatException Damaged(long offset, string expected, string found) => new(path, offset, expected, found, Remedy);

    /// <summary>
    /// The compressed bytes of the file, the last of them always alone: so a decoder that never asks for it has
    /// stopped early, and what it left over does not belong there.
    /// </summary>
    private sealed class PackedBytes(FileStream file, long end) : Stream
    {
        public bool IsUsedUp => file.Position >= end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => end;

        public override long Position
        {
            get => file.Position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var left = end - file.Position;
            return left <= 0 ? 0 : file.Read(buffer[..(int)Math.Min(buffer.Length, Math.Max(1, left - 1))]);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

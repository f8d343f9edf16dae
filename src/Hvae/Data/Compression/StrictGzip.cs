// Unpacks a gzip file of one member (RFC 1952), with its checksum and its length checked.

using System.Buffers.Binary;

namespace Hvae.Data.Compression;

internal sealed class StrictGzip : StrictDeflate
{
    private const int TrailerLength = 8;

    private uint crc;
    private long length;

    private StrictGzip(string path, FileStream file)
        : base(path, file, file.Length, TrailerLength)
    {
    }

    /// <param name="path">For messages.</param>
    /// <param name="file">Positioned at the start of the member, which ends with the file; stays open.</param>
    /// <exception cref="DataFormatException">It does not begin with a gzip header, or is too short for one.</exception>
    public static StrictGzip Open(string path, FileStream file)
    {
        SkipHeader(path, file);
        return new(path, file);
    }

    protected override void Append(ReadOnlySpan<byte> unpacked)
    {
        crc = Crc32.Append(crc, unpacked);
        length += unpacked.Length;
    }

    protected override void CheckTrailer(string path, long offset, ReadOnlySpan<byte> trailer)
    {
        var expectedCrc = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (expectedCrc != crc)
            throw Damaged(path, offset, $"the checksum {crc:x8} of the unpacked content", $"{expectedCrc:x8}");
        var expectedLength = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (expectedLength != (uint)length)
            throw Damaged(path, offset + 4, $"the unpacked length {(uint)length}", $"{expectedLength}");
    }

    private static void SkipHeader(string path, FileStream file)
    {
        Span<byte> head = stackalloc byte[10];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            throw Damaged(path, file.Length, "a gzip header of 10 bytes", "the end of the file");
        if (head[0] != 0x1f || head[1] != 0x8b || head[2] != 8 || (head[3] & 0xe0) != 0)
            throw Damaged(path, 0, "a gzip header 1f 8b 08", Convert.ToHexStringLower(head[..4]));
        var flags = head[3];
        if ((flags & 4) != 0)
            Skip(NextByte() | (NextByte() << 8));
        if ((flags & 8) != 0)
            SkipText();
        if ((flags & 16) != 0)
            SkipText();
        if ((flags & 2) != 0)
            Skip(2);

        void Skip(int count)
        {
            for (; count > 0; count--)
                NextByte();
        }

        void SkipText()
        {
            while (NextByte() != 0)
            {
            }
        }

        int NextByte()
        {
            var value = file.ReadByte();
            return value >= 0 ? value : throw Damaged(path, file.Length, "the rest of the gzip header", "the end of the file");
        }
    }
}

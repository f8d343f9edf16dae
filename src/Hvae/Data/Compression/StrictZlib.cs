// Unpacks a zlib stream (RFC 1950) inside a file, with its checksum checked.

using System.Buffers.Binary;

namespace Hvae.Data.Compression;

internal sealed class StrictZlib : StrictDeflate
{
    private const int TrailerLength = 4;

    private uint adler = Adler32.Start;

    private StrictZlib(string path, FileStream file, long end)
        : base(path, file, end, TrailerLength)
    {
    }

    /// <param name="path">For messages.</param>
    /// <param name="file">Positioned at the start of the zlib stream; stays open.</param>
    /// <param name="end">Where the stream ends, at most the length of the file.</param>
    /// <exception cref="DataFormatException">It does not begin with a zlib header, or is too short for one.</exception>
    public static StrictZlib Open(string path, FileStream file, long end)
    {
        var start = file.Position;
        Span<byte> head = stackalloc byte[2];
        if (end - start < head.Length)
            throw Damaged(path, end, "a zlib header of 2 bytes", "the end of the compressed data");
        file.ReadExactly(head);

        // Method 8 with a window of at most 32 KiB, no preset dictionary, and a multiple of 31.
        if ((head[0] & 0x0f) != 8 || head[0] >> 4 > 7 || (head[1] & 0x20) != 0 || BinaryPrimitives.ReadUInt16BigEndian(head) % 31 != 0)
            throw Damaged(path, start, "a zlib header", Convert.ToHexStringLower(head));
        return new(path, file, end);
    }

    protected override void Append(ReadOnlySpan<byte> unpacked) => adler = Adler32.Append(adler, unpacked);

    protected override void CheckTrailer(string path, long offset, ReadOnlySpan<byte> trailer)
    {
        var expected = BinaryPrimitives.ReadUInt32BigEndian(trailer);
        if (expected != adler)
            throw Damaged(path, offset, $"the checksum {adler:x8} of the unpacked content", $"{expected:x8}");
    }
}

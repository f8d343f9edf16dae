// Reads idx files of unsigned bytes, the format of MNIST, plain or packed with gzip, from a source that may be damaged.
// Format: 00 00 08 d, then d sizes (32-bit, big-endian), then the values. Source: yann.lecun.com/exdb/mnist

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hvae.Data.Idx;

/// <summary>Reads idx files.</summary>
public static class IdxReader
{
    private const string Remedy = "The file is damaged or is another file; put a fresh copy in its place, or delete it to have it downloaded.";

    /// <summary>A packed file that claims more than this multiple of its length is unpacked once without keeping it, to see whether it is so.</summary>
    private const int TrustedRatio = 8;

    /// <summary>
    /// Reads the whole file. No memory is taken on the word of its header: a plain file must have the length that follows from it,
    /// a packed one may claim <see cref="TrustedRatio"/> times its own length, and must prove any more.
    /// </summary>
    /// <param name="path">The file; whether it is packed is seen from its first bytes, not from its name.</param>
    /// <param name="itemSizes">The dimensions after the first: 28, 28 for MNIST's images, none for labels.</param>
    /// <exception cref="DataFormatException">It is damaged, cut short, longer than it says, or of other dimensions.</exception>
    public static IdxArray Read(string path, params ReadOnlySpan<int> itemSizes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var isPacked = file.ReadByte() == 0x1f;
        file.Position = 0;
        using var gzip = isPacked ? new StrictGzip(path, file) : null;
        var input = new Input(path, file, gzip);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

        Span<byte> header = stackalloc byte[8 + (4 * itemSizes.Length)];
        var got = Fill(input, header);
        if (got < header.Length)
            throw input.Error(got, $"a header of {header.Length} bytes", "the end of the content");
        var sizes = ReadSizes(input, header, itemSizes);
        md5.AppendData(header);
        var count = ValueCount(input, header.Length, sizes);
        if (gzip is not null && count > file.Length * TrustedRatio)
            Prove(input, header.Length, count);
        var values = new byte[count];
        CheckEnd(input, header.Length, count, Fill(input, values));
        md5.AppendData(values);
        return new(sizes, values, Convert.ToHexStringLower(md5.GetHashAndReset()));
    }

    private static int[] ReadSizes(Input input, ReadOnlySpan<byte> header, ReadOnlySpan<int> itemSizes)
    {
        if (header[0] != 0 || header[1] != 0)
            throw input.Error(0, "an idx file, which begins with 00 00", Convert.ToHexStringLower(header[..2]));
        if (header[2] != 8)
            throw input.Error(2, "the type 08 (unsigned byte)", $"{header[2]:x2}");
        if (header[3] != 1 + itemSizes.Length)
            throw input.Error(3, $"{1 + itemSizes.Length} dimensions", $"{header[3]}");
        var sizes = new int[1 + itemSizes.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + (4 * i))..]);
            if (i > 0 ? size != itemSizes[i - 1] : size is 0 or > int.MaxValue)
                throw input.Error(4 + (4 * i), i > 0 ? $"the size {itemSizes[i - 1]}" : "at least one item", $"{size}");
            sizes[i] = (int)size;
        }

        return sizes;
    }

    private static int ValueCount(Input input, int headerLength, ReadOnlySpan<int> sizes)
    {
        Int128 count = 1;
        foreach (var size in sizes)
            count *= size;
        var there = input.Gzip is null ? input.File.Length - headerLength : input.File.Length * StrictGzip.LargestRatio;
        if (count > Array.MaxLength || (input.Gzip is null ? count != there : count > there))
        {
            var bound = input.Gzip is null ? $"{there} values follow" : $"a file of {input.File.Length} bytes holds at most {there} values";
            throw input.Error(4, "a number of items that agrees with the length of the file", $"{sizes[0]} items = {count} values, but {bound}");
        }

        return (int)count;
    }

    private static void Prove(Input input, int headerLength, int count)
    {
        using var file = new FileStream(input.Path, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var gzip = new StrictGzip(input.Path, file);
        var again = input with { File = file, Gzip = gzip };
        Span<byte> buffer = stackalloc byte[4096];
        var left = headerLength + (long)count;
        while (left > 0 && Fill(again, buffer[..(int)Math.Min(left, buffer.Length)]) is > 0 and var got)
            left -= got;
        CheckEnd(again, headerLength, count, (int)(count - left));
    }

    private static void CheckEnd(Input input, int headerLength, int count, int filled)
    {
        if (filled < count)
            throw input.Error(headerLength + (long)filled, $"{count} values", $"the end of the content after {filled}");
        Span<byte> more = stackalloc byte[1];
        if (input.Read(more) > 0)
            throw input.Error(headerLength + (long)count, $"the end of the content after {count} values", "more bytes");
    }

    private static int Fill(Input input, Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length && input.Read(buffer[filled..]) is > 0 and var count)
            filled += count;
        return filled;
    }

    private sealed record Input(string Path, FileStream File, StrictGzip? Gzip)
    {
        public int Read(Span<byte> buffer) => Gzip is null ? File.Read(buffer) : Gzip.Read(buffer);

        public DataFormatException Error(long offset, string expected, string found) =>
            new(Path, offset, expected, found, Remedy, unpacked: Gzip is not null);
    }
}

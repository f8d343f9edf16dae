// Reads idx files of unsigned bytes, the format of MNIST, plain or packed with gzip, from a source that may be damaged.
// Format: 00 00 08 d, then d sizes (32-bit, big-endian), then the values. Source: yann.lecun.com/exdb/mnist

using System.Buffers.Binary;
using System.Security.Cryptography;
using Hvae.Data.Compression;

namespace Hvae.Data.Idx;

/// <summary>Reads idx files.</summary>
public static class IdxReader
{
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
        using var content = ContentReader.Open(path);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

        Span<byte> header = stackalloc byte[8 + (4 * itemSizes.Length)];
        var got = content.Fill(header);
        if (got < header.Length)
            throw content.Error(got, $"a header of {header.Length} bytes", "the end of the content");
        var sizes = ReadSizes(content, header, itemSizes);
        md5.AppendData(header);
        var values = new byte[ValueCount(content, sizes)];
        if (content.Fill(values) is var filled && filled < values.Length)
            throw CutShort(content, header.Length, values.Length, filled);
        if (!content.IsAtEnd())
            throw content.Error(header.Length + (long)values.Length, $"the end of the content after {values.Length} values", "more bytes");
        md5.AppendData(values);
        return new(sizes, values, Convert.ToHexStringLower(md5.GetHashAndReset()));
    }

    private static int[] ReadSizes(ContentReader content, ReadOnlySpan<byte> header, ReadOnlySpan<int> itemSizes)
    {
        if (header[0] != 0 || header[1] != 0)
            throw content.Error(0, "an idx file, which begins with 00 00", Convert.ToHexStringLower(header[..2]));
        if (header[2] != 8)
            throw content.Error(2, "the type 08 (unsigned byte)", $"{header[2]:x2}");
        if (header[3] != 1 + itemSizes.Length)
            throw content.Error(3, $"{1 + itemSizes.Length} dimensions", $"{header[3]}");
        var sizes = new int[1 + itemSizes.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + (4 * i))..]);
            if (i > 0 ? size != itemSizes[i - 1] : size is 0 or > int.MaxValue)
                throw content.Error(4 + (4 * i), i > 0 ? $"the size {itemSizes[i - 1]}" : "at least one item", $"{size}");
            sizes[i] = (int)size;
        }

        return sizes;
    }

    /// <summary>The product of the sizes, once the file is known to have so many values.</summary>
    private static int ValueCount(ContentReader content, ReadOnlySpan<int> sizes)
    {
        Int128 count = 1;
        foreach (var size in sizes)
            count *= size;
        var headerLength = (int)content.Position;
        var most = content.LongestLength - headerLength;
        if (count > Array.MaxLength || (content.IsPacked ? count > most : count != most))
        {
            var bound = content.IsPacked ? $"a file that packed holds at most {most} values" : $"{most} values follow";
            throw content.Error(4, "a number of items that agrees with the length of the file", $"{sizes[0]} items = {count} values, but {bound}");
        }

        var there = content.Holds((long)count, TrustedRatio);
        return there == count ? (int)count : throw CutShort(content, headerLength, (long)count, there);
    }

    private static DataFormatException CutShort(ContentReader content, int headerLength, long count, long there) =>
        content.Error(headerLength + there, $"{count} values", $"the end of the content after {there}");
}

// Reads idx files of unsigned bytes, the format of MNIST, plain or packed with gzip, from a source that may be damaged.
// Format: 00 00 08 d, then d sizes (32-bit, big-endian), then the values. Source: yann.lecun.com/exdb/mnist

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hvae.Data;

/// <summary>The content of an idx file of unsigned bytes.</summary>
/// <param name="Count">Number of items: the first dimension.</param>
/// <param name="Values">All values, row-major.</param>
/// <param name="Md5">MD5 of the unpacked file, 32 lower-case hexadecimal digits.</param>
internal sealed record IdxArray(int Count, byte[] Values, string Md5);

internal static class IdxReader
{
    /// <summary>Reads the whole file. Memory is not reserved for bytes that a header only claims.</summary>
    /// <param name="path">Path of the file. Its first byte, not its name, shows whether it is packed.</param>
    /// <param name="itemSizes">The dimensions after the first: 28 and 28 for MNIST's images, none for labels.</param>
    /// <exception cref="DataFormatException">
    /// Thrown when the file is damaged, cut short, longer than it says, or of other dimensions.
    /// </exception>
    public static IdxArray Read(string path, params ReadOnlySpan<int> itemSizes)
    {
        using var content = ContentReader.Open(path);
        var header = content.Read(8 + (4 * itemSizes.Length), "the header");
        if (header[0] != 0 || header[1] != 0)
            throw content.Error(0, "an idx file, which begins with 00 00", Convert.ToHexStringLower(header[..2]));
        if (header[2] != 8)
            throw content.Error(2, "the type 08 (unsigned byte)", $"{header[2]:x2}");
        if (header[3] != 1 + itemSizes.Length)
            throw content.Error(3, $"{1 + itemSizes.Length} dimensions", $"{header[3]}");
        var count = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
        if (count is 0 or > int.MaxValue)
            throw content.Error(4, "a number of items", $"{count}");
        var size = 1L;
        for (var i = 0; i < itemSizes.Length; i++)
        {
            var found = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8 + (4 * i)));
            if (found != itemSizes[i])
                throw content.Error(8 + (4 * i), $"the size {itemSizes[i]}", $"{found}");
            size *= found;
        }

        var values = content.Read(count * size, $"the values of {count} items");
        content.RequireEnd($"{values.Length} values");
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(header);
        md5.AppendData(values);
        return new((int)count, values, Convert.ToHexStringLower(md5.GetHashAndReset()));
    }
}

// Reads the values of a matrix as bytes, from any of the number types in which a file may store them.

using System.Buffers.Binary;
using Hvae.Data.Compression;

namespace Hvae.Data.Mat;

internal static class MatValues
{
    /// <summary>A compressed variable that claims more than this multiple of its length is unpacked once without keeping it, to see whether it is so.</summary>
    private const int TrustedRatio = 2;

    private const int ChunkLength = 4096;

    /// <summary>Reads the element of values. Memory is taken only for values that are there.</summary>
    /// <param name="content">For messages, and to find out what is there.</param>
    /// <param name="elements">At the element of values.</param>
    /// <param name="name">Of the matrix, for messages.</param>
    /// <param name="sizes">Its dimensions.</param>
    /// <exception cref="DataFormatException">The values are not as many as the dimensions say, or one is not a whole number from 0 to 255.</exception>
    public static byte[] Read(ContentReader content, MatElements elements, string name, IReadOnlyList<int> sizes)
    {
        var what = $"the values of {name}";
        var element = elements.Next(what);
        var size = SizeOf(element.Type);
        if (size == 0)
            throw content.Error(element.Offset, $"numbers as {what}", $"type {element.Type}");
        var count = element.Length / size;
        if (element.Length % size != 0 || count > Array.MaxLength || !IsProduct(sizes, count))
            throw content.Error(element.Offset, $"{string.Join('x', sizes)} values of {name} in {size} bytes each", $"{element.Length} bytes");
        var there = content.Holds(element.Length, TrustedRatio);
        if (there < element.Length)
            throw content.Error(content.Position + there, $"{element.Length} bytes of {what}", $"the end of the content after {there}");

        var values = new byte[count];
        if (element.Type == MatType.UInt8)
            elements.Read(values, what);
        else
            Convert(content, elements, element.Type, values, what);
        elements.SkipPadding(element);
        return values;
    }

    private static bool IsProduct(IReadOnlyList<int> sizes, long count)
    {
        Int128 product = 1;
        foreach (var size in sizes)
        {
            product *= size;
            if (product > Array.MaxLength)
                return false;
        }

        return product == count;
    }

    private static void Convert(ContentReader content, MatElements elements, MatType type, Span<byte> values, string what)
    {
        Span<byte> chunk = stackalloc byte[ChunkLength];
        var size = SizeOf(type);
        for (var done = 0; done < values.Length;)
        {
            var stored = chunk[..Math.Min(ChunkLength, (values.Length - done) * size)];
            var start = content.Position;
            elements.Read(stored, what);
            for (var at = 0; at < stored.Length; at += size)
            {
                var value = Number(type, stored[at..]);
                if (!(value is >= 0 and <= 255 && value == Math.Floor(value)))
                    throw content.Error(start + at, $"a whole number from 0 to 255 in {what}", $"{value}");
                values[done++] = (byte)value;
            }
        }
    }

    private static double Number(MatType type, ReadOnlySpan<byte> stored) => type switch
    {
        MatType.Int8 => (sbyte)stored[0],
        MatType.UInt8 => stored[0],
        MatType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(stored),
        MatType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(stored),
        MatType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(stored),
        MatType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(stored),
        MatType.Single => BinaryPrimitives.ReadSingleLittleEndian(stored),
        MatType.Double => BinaryPrimitives.ReadDoubleLittleEndian(stored),
        MatType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(stored),
        MatType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(stored),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, message: null),
    };

    /// <summary>Bytes of a number; 0 for what is no number.</summary>
    private static int SizeOf(MatType type) => type switch
    {
        MatType.Int8 or MatType.UInt8 => 1,
        MatType.Int16 or MatType.UInt16 => 2,
        MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
        MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
        _ => 0,
    };
}

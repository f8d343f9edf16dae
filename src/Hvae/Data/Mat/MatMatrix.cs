// Reads one matrix element: array flags, dimensions, name, values, each an element of its own.

using System.Buffers.Binary;
using System.Text;
using Hvae.Data.Compression;

namespace Hvae.Data.Mat;

internal static class MatMatrix
{
    private const int LongestName = 63;
    private const int MostDimensions = 32;
    private const uint ComplexFlag = 0x0800;

    /// <summary>Reads the matrix if it is wanted.</summary>
    /// <param name="content">Positioned after the tag of the matrix.</param>
    /// <param name="length">Bytes of the matrix.</param>
    /// <param name="isWanted">Says so of a name.</param>
    /// <param name="offset">Byte of the file at which the variable begins.</param>
    /// <returns>Null for a matrix of another name, of which the rest was not read.</returns>
    /// <exception cref="DataFormatException">It is damaged, or wanted and no array of whole numbers from 0 to 255.</exception>
    public static MatArray? Read(ContentReader content, long length, Func<string, bool> isWanted, long offset)
    {
        var start = content.Position;
        var elements = new MatElements(content, start + length);
        var flags = ReadFlags(content, elements);
        var kind = (MatClass)(byte)flags;
        if (kind is < MatClass.Cell or > MatClass.UInt64)
            return null;
        var sizes = ReadSizes(content, elements);
        var name = ReadName(content, elements);
        if (name is null || !isWanted(name))
            return null;
        if (kind < MatClass.Double || (flags & ComplexFlag) != 0)
            throw content.Error(start, $"real numbers in {name}", (flags & ComplexFlag) != 0 ? "complex ones" : $"the class {kind}");
        var values = MatValues.Read(content, elements, name, sizes);
        return elements.Left == 0
            ? new(name, sizes, values, offset)
            : throw content.Error(content.Position, $"the end of {name} after its values", $"{elements.Left} more bytes");
    }

    private static uint ReadFlags(ContentReader content, MatElements elements)
    {
        const string What = "array flags";
        var element = elements.Next(What);
        if (element is not { Type: MatType.UInt32, Length: 8 })
            throw content.Error(element.Offset, $"8 bytes of {What} (type {MatType.UInt32})", $"{element.Length} bytes of type {element.Type}");
        Span<byte> flags = stackalloc byte[8];
        elements.Read(flags, What);
        return BinaryPrimitives.ReadUInt32LittleEndian(flags);
    }

    private static int[] ReadSizes(ContentReader content, MatElements elements)
    {
        const string What = "dimensions";
        var element = elements.Next(What);
        if (element.Type != MatType.Int32 || element.Length is < 8 or > 4 * MostDimensions || element.Length % 4 != 0)
            throw content.Error(element.Offset, $"2 to {MostDimensions} {What} (type {MatType.Int32})", $"{element.Length} bytes of type {element.Type}");
        Span<byte> bytes = stackalloc byte[(int)element.Length];
        elements.Read(bytes, What);
        elements.SkipPadding(element);
        var sizes = new int[bytes.Length / 4];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
            if (sizes[i] < 0)
                throw content.Error(element.Offset, $"{What} of at least 0", $"{sizes[i]}");
        }

        return sizes;
    }

    /// <summary>Null for a name longer than MATLAB's, which nobody wants.</summary>
    private static string? ReadName(ContentReader content, MatElements elements)
    {
        const string What = "a name";
        var element = elements.Next(What);
        if (element.Type is not (MatType.Int8 or MatType.UInt8 or MatType.Utf8))
            throw content.Error(element.Offset, $"{What} (type {MatType.Int8})", $"type {element.Type}");
        if (element.Length > LongestName)
            return null;
        Span<byte> bytes = stackalloc byte[(int)element.Length];
        elements.Read(bytes, What);
        elements.SkipPadding(element);
        return Encoding.Latin1.GetString(bytes);
    }
}

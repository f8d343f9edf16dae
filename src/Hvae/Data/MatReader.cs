// Reads numeric variables from MAT-files of level 5 (MATLAB's -v6 and -v7), plain or compressed, from a source that may be damaged.
// Format: 128 bytes of header, then one element per variable. Source: MathWorks, "MAT-File Format", chapter 1.
// An element is a tag with type and length, the data, and padding to a multiple of 8 bytes. A tag has 8 bytes; data of 1 to 4 bytes may
// share them with it. Cells and structures are skipped, so nothing is nested deeper than a matrix in its compressed element.

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Hvae.Data;

/// <summary>A numeric array whose values are all whole numbers from 0 to 255, however the file stores them.</summary>
/// <param name="Name">Name of the variable.</param>
/// <param name="Sizes">Its dimensions, at least two.</param>
/// <param name="Values">All values in MATLAB's order, in which the first dimension runs fastest.</param>
/// <param name="Offset">Byte of the file at which the variable begins.</param>
internal sealed record MatArray(string Name, IReadOnlyList<int> Sizes, byte[] Values, long Offset)
{
    /// <summary>The dimensions as text, e.g. <c>32x32x3x900</c>.</summary>
    public string SizesText => string.Join('x', Sizes);
}

/// <summary>How the data of an element is stored, with MATLAB's numbers.</summary>
internal enum MatType : uint
{
    Int8 = 1,
    UInt8 = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Single = 7,
    Double = 9,
    Int64 = 12,
    UInt64 = 13,
    Matrix = 14,
    Compressed = 15,
    Utf8 = 16,
}

/// <summary>The class of a matrix, whatever its storage. The classes from 6 (double) to 15 (uint64) are numbers.</summary>
internal enum MatClass : byte
{
    Cell = 1,
    Char = 4,
    Double = 6,
    UInt8 = 9,
    UInt64 = 15,
}

/// <param name="content">Content, positioned at the first element.</param>
/// <param name="end">Position in the content at which the surrounding element, or the file, ends.</param>
internal sealed class MatReader(ContentReader content, long end)
{
    private const int HeaderLength = 128;
    private const int LongestName = 63;
    private const int MostDimensions = 32;
    private const uint ComplexFlag = 0x0800;

    /// <summary>Number of variables above which a file is refused, so that very many tiny compressed variables do not take hours.</summary>
    private const int MostVariables = 100;

    private long Left => end - content.Position;

    /// <summary>Reads the variables with these names and skips all others.</summary>
    /// <exception cref="DataFormatException">Thrown when the file is damaged, of another version, or lacks a name.</exception>
    public static IReadOnlyDictionary<string, MatArray> Read(string path, params string[] names)
    {
        using var content = ContentReader.Open(path);
        CheckHeader(content);
        var file = new MatReader(content, new FileInfo(path).Length);
        Dictionary<string, MatArray> found = [];
        for (var number = 0; file.Left > 0; number++)
        {
            if (number == MostVariables)
                throw content.Error(content.Position, $"at most {MostVariables} variables", "another");
            var element = file.Next("a variable");
            var end = content.Position + element.Length;
            if (file.ReadVariable(element, names) is { } array && !found.TryAdd(array.Name, array))
                throw content.Error(element.Offset, $"{array.Name} once in the file", "it a second time");
            content.Skip(end - content.Position);
        }

        return names.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing
            ? throw content.Error(content.Position, $"a variable {missing}", "the end of the file")
            : found;
    }

    private static void CheckHeader(ContentReader content)
    {
        var header = content.Read(HeaderLength, "the header");
        var order = Encoding.Latin1.GetString(header.AsSpan(126));
        var version = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(124));
        if (order is not ("IM" or "MI"))
            throw content.Error(126, "the mark IM of a MAT-file of level 5", Convert.ToHexStringLower(header.AsSpan(126)));
        if (order != "IM" || version != 0x0100)
        {
            throw new DataFormatException(
                content.Path, 124, "version 0100 of MAT-files in little-endian order (IM)",
                $"{version:x4}{(version == 0x0200 ? " (HDF5)" : "")}, {order}",
                "Load it and save it again with option -v7 on a current machine, or put the published file in its place.");
        }
    }

    private MatArray? ReadVariable(Element element, string[] names)
    {
        if (element.Type == MatType.Matrix)
            return new MatReader(content, content.Position + element.Length).ReadMatrix(names, element.Offset);
        if (element.Type != MatType.Compressed)
            throw content.Error(element.Offset, $"a variable (type {MatType.Matrix} or {MatType.Compressed})", $"type {element.Type}");
        using var unpacked = content.OpenZlib(element.Length, "a compressed variable");
        var inner = new MatReader(unpacked, long.MaxValue).Next("a compressed variable");
        if (inner.Type != MatType.Matrix)
            throw unpacked.Error(inner.Offset, $"a variable (type {MatType.Matrix})", $"type {inner.Type}");
        var array = new MatReader(unpacked, unpacked.Position + inner.Length).ReadMatrix(names, element.Offset);
        if (array is not null)
            unpacked.RequireEnd(array.Name);
        return array;
    }

    /// <summary>Reads one matrix: array flags, dimensions, name, and values, each of which is an element.</summary>
    /// <returns>Null for a matrix that is not wanted; the rest of it is not read.</returns>
    private MatArray? ReadMatrix(string[] names, long offset)
    {
        var start = content.Position;
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(Data("array flags", 8, 8, MatType.UInt32));
        var kind = (MatClass)(byte)flags;
        if (kind is < MatClass.Cell or > MatClass.UInt64)
            return null;
        var sizes = MemoryMarshal.Cast<byte, int>(Data("dimensions", 8, 4 * MostDimensions, MatType.Int32)).ToArray();
        if (sizes.Any(size => size < 0))
            throw content.Error(start, "dimensions of at least 0", string.Join('x', sizes));
        var element = Next("a name");
        if (element.Type is not (MatType.Int8 or MatType.UInt8 or MatType.Utf8))
            throw content.Error(element.Offset, $"a name (type {MatType.Int8})", $"type {element.Type}");
        if (element.Length > LongestName)
            return null;
        var name = Encoding.Latin1.GetString(Data(element, "a name"));
        if (!names.Contains(name))
            return null;
        if (kind < MatClass.Double || (flags & ComplexFlag) != 0)
            throw content.Error(start, $"real numbers in {name}", (flags & ComplexFlag) != 0 ? "complex ones" : $"the class {kind}");
        var values = ReadValues(name, sizes);
        return Left == 0
            ? new(name, sizes, values, offset)
            : throw content.Error(content.Position, $"the end of {name}", $"{Left} more bytes");
    }

    /// <summary>Reads the values as bytes, from any of the number types in which a file may store them.</summary>
    private byte[] ReadValues(string name, IReadOnlyList<int> sizes)
    {
        var element = Next($"the values of {name}");
        var size = element.Type switch
        {
            MatType.Int8 or MatType.UInt8 => 1,
            MatType.Int16 or MatType.UInt16 => 2,
            MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
            MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
            _ => throw content.Error(element.Offset, $"numbers as the values of {name}", $"type {element.Type}"),
        };
        var expected = sizes.Aggregate((Int128)size, (product, count) => product > Array.MaxLength ? product : product * count);
        if (element.Length != expected)
        {
            throw content.Error(
                element.Offset, $"{string.Join('x', sizes)} values of {name} in {size} bytes each", $"{element.Length} bytes");
        }

        var start = content.Position;
        var stored = Data(element, $"the values of {name}");
        if (element.Type == MatType.UInt8)
            return stored;
        var values = new byte[stored.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var value = Number(element.Type, stored.AsSpan(i * size));
            if (!(value is >= 0 and <= 255 && value == Math.Floor(value)))
                throw content.Error(start + (i * size), $"a whole number from 0 to 255 in the values of {name}", $"{value}");
            values[i] = (byte)value;
        }

        return values;
    }

    private static double Number(MatType type, ReadOnlySpan<byte> stored) => type switch
    {
        MatType.Int8 => (sbyte)stored[0],
        MatType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(stored),
        MatType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(stored),
        MatType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(stored),
        MatType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(stored),
        MatType.Single => BinaryPrimitives.ReadSingleLittleEndian(stored),
        MatType.Double => BinaryPrimitives.ReadDoubleLittleEndian(stored),
        MatType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(stored),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(stored),
    };

    /// <summary>Reads the next tag.</summary>
    /// <param name="what">The element to which the tag belongs, for messages.</param>
    /// <exception cref="DataFormatException">Thrown when there is no room for the tag, or for the data that it announces.</exception>
    private Element Next(string what)
    {
        var offset = content.Position;
        var first = Word(what);
        if (first >> 16 is > 0 and var small)
        {
            return small <= 4 && Left >= 4
                ? new((MatType)(first & 0xffff), small, 4 - (int)small, offset)
                : throw content.Error(offset, $"at most 4 bytes in the small element of {what}", $"{small} where {Left} are left");
        }

        var length = Word(what);
        return length <= Left
            ? new((MatType)first, length, (int)((8 - (length % 8)) % 8), offset)
            : throw content.Error(offset + 4, $"at most {Left} bytes in {what}", $"the length {length}");
    }

    private uint Word(string what) =>
        Left >= 4
            ? BinaryPrimitives.ReadUInt32LittleEndian(content.Read(4, what))
            : throw content.Error(content.Position, $"bytes of {what}", "the end");

    /// <summary>Reads the data of an element and skips its padding, which the last element of a matrix may lack.</summary>
    private byte[] Data(Element element, string what)
    {
        var data = content.Read(element.Length, what);
        content.Skip(Math.Min(element.Padding, Left));
        return data;
    }

    /// <summary>Reads the next element, which must have this type and a number of bytes in this range.</summary>
    private byte[] Data(string what, int least, int most, MatType type)
    {
        var element = Next(what);
        return element.Type == type && element.Length >= least && element.Length <= most && element.Length % 4 == 0
            ? Data(element, what)
            : throw content.Error(
                element.Offset, $"{least} to {most} bytes of {what} (type {type})", $"{element.Length} bytes of type {element.Type}");
    }

    /// <summary>The head of an element, whose data follows in the content.</summary>
    /// <param name="Type">How the data is stored.</param>
    /// <param name="Length">Number of bytes of data. It is never more than what is left of the surrounding element.</param>
    /// <param name="Padding">Number of bytes between the data and the next element.</param>
    /// <param name="Offset">Position in the content at which the tag begins.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Element(MatType Type, long Length, int Padding, long Offset);
}

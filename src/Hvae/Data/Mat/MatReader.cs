// Reads numeric variables from MAT-files of level 5 (MATLAB's -v6 and -v7), plain or compressed, from a source that may be damaged.
// Format: 128 bytes of header, then one element per variable. Source: MathWorks, "MAT-File Format", chapter 1.
// Cells and structures are passed over, never entered, so nothing is nested deeper than a matrix in its compressed element.

using System.Buffers.Binary;
using Hvae.Data.Compression;

namespace Hvae.Data.Mat;

internal static class MatReader
{
    private const int HeaderLength = 128;
    private const int TagLength = 8;
    private const ushort Version = 0x0100;

    /// <summary>So that a file of very many tiny compressed elements does not take hours.</summary>
    private const int MostVariables = 100;

    /// <summary>Reads the variables with these names; others are passed over.</summary>
    /// <exception cref="DataFormatException">The file is damaged, of another version, or lacks a name.</exception>
    public static IReadOnlyDictionary<string, MatArray> Read(string path, params string[] names)
    {
        using var content = ContentReader.OpenPlain(path);
        CheckHeader(content);
        var elements = new MatElements(content, content.LongestLength);
        Dictionary<string, MatArray> found = [];
        for (var number = 0; elements.Left > 0; number++)
        {
            if (number == MostVariables)
                throw content.Error(content.Position, $"at most {MostVariables} variables", "another");
            var element = elements.Next("a variable");
            var end = content.Position + element.Length;
            if (ReadVariable(content, element, end, names) is { } array && !found.TryAdd(array.Name, array))
                throw content.Error(element.Offset, $"{array.Name} once in the file", "it a second time");
            content.Skip(end - content.Position);
        }

        return names.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing
            ? throw content.Error(content.Position, $"a variable {missing}", "the end of the file")
            : found;
    }

    private static void CheckHeader(ContentReader content)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        var got = content.Fill(header);
        if (got < HeaderLength)
            throw content.Error(got, $"a header of {HeaderLength} bytes", "the end of the file");
        var order = header[126..];
        if (order.SequenceEqual("MI"u8))
            throw Other(126, "little-endian order, IM", "big-endian order, MI");
        if (!order.SequenceEqual("IM"u8))
            throw content.Error(126, "the mark IM of a MAT-file of level 5", Convert.ToHexStringLower(order));
        var version = BinaryPrimitives.ReadUInt16LittleEndian(header[124..]);
        if (version != Version)
            throw Other(124, $"version {Version:x4} of MAT-files", $"{version:x4}{(version == 0x0200 ? " (HDF5)" : "")}");

        DataFormatException Other(long offset, string expected, string found) => new(
            content.Path, offset, expected, found, "Load it and save it again with option -v7 on a current machine, or put the published file in its place.");
    }

    private static MatArray? ReadVariable(ContentReader content, MatElement element, long end, string[] names)
    {
        if (element.Type == MatType.Matrix)
            return MatMatrix.Read(content, element.Length, names.Contains, element.Offset);
        if (element.Type != MatType.Compressed)
            throw content.Error(element.Offset, $"a variable (type {MatType.Matrix} or {MatType.Compressed})", $"type {element.Type}");
        using var unpacked = ContentReader.OpenZlib(content.Path, content.Position, end);
        var inner = new MatElements(unpacked, unpacked.LongestLength).Next("a compressed variable");
        if (inner.Type != MatType.Matrix)
            throw unpacked.Error(inner.Offset, $"a variable (type {MatType.Matrix})", $"type {inner.Type}");
        var array = MatMatrix.Read(unpacked, inner.Length, names.Contains, element.Offset);
        return array is null || unpacked.IsAtEnd()
            ? array
            : throw unpacked.Error(unpacked.Position - 1, $"the end of {array.Name}", "more bytes");
    }
}

// Steps through data elements: a tag with type and length, the data, and padding to a multiple of 8 bytes.
// A tag has 8 bytes; data of 1 to 4 bytes may share them with it ("small data element format").

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Hvae.Data.Compression;

namespace Hvae.Data.Mat;

/// <summary>The head of one element; its data comes next in the content.</summary>
/// <param name="Type">How the data is stored.</param>
/// <param name="Length">Bytes of data; never more than the surroundings have.</param>
/// <param name="Padding">Bytes between the data and the next element.</param>
/// <param name="Offset">Where the tag begins in the content.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MatElement(MatType Type, long Length, int Padding, long Offset);

/// <param name="content">Positioned at the first element.</param>
/// <param name="end">Where the surrounding element, or the file, ends.</param>
internal sealed class MatElements(ContentReader content, long end)
{
    private const int Alignment = 8;

    /// <summary>Bytes before the end.</summary>
    public long Left => end - content.Position;

    /// <summary>Reads the next tag.</summary>
    /// <param name="what">Of which element, for messages.</param>
    /// <exception cref="DataFormatException">There is no room for the tag, or for as much data as it announces.</exception>
    public MatElement Next(string what)
    {
        var offset = content.Position;
        Span<byte> word = stackalloc byte[4];
        Read(word, what);
        var first = BinaryPrimitives.ReadUInt32LittleEndian(word);
        if (first >> 16 is > 0 and var small)
        {
            if (small > 4)
                throw content.Error(offset, $"at most 4 bytes in the small element of {what}", $"{small}");
            if (Left < 4)
                throw content.Error(offset, $"4 bytes in the small element of {what}", $"the end after {Left}");
            return new((MatType)(first & 0xffff), small, 4 - (int)small, offset);
        }

        Read(word, what);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(word);
        return length <= Left
            ? new((MatType)first, length, (int)((Alignment - (length % Alignment)) % Alignment), offset)
            : throw content.Error(offset + 4, $"at most {Left} bytes in {what}", $"the length {length}");
    }

    /// <summary>Reads bytes of data.</summary>
    /// <exception cref="DataFormatException">They are not there.</exception>
    public void Read(Span<byte> buffer, string what)
    {
        if (buffer.Length > Left)
            throw content.Error(content.Position, $"{buffer.Length} bytes of {what}", $"the end after {Left}");
        var start = content.Position;
        if (content.Fill(buffer) is var got && got < buffer.Length)
            throw content.Error(start + got, $"{buffer.Length} bytes of {what}", $"the end of the content after {got}");
    }

    /// <summary>Passes over the padding, which the last element of a matrix may lack.</summary>
    public void SkipPadding(MatElement element) => content.Skip(Math.Min(element.Padding, Left));
}

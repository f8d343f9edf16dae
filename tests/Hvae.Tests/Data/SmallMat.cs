// Writes MAT-files of level 5 element by element, well-formed or not.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Hvae.Data;

namespace Hvae.Tests.Data;

internal static class SmallMat
{
    public static byte[] Header { get; } = [.. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(124)), 0, 1, (byte)'I', (byte)'M'];

    public static byte[] File(params byte[][] elements) => [.. Header, .. elements.SelectMany(element => element)];

    /// <summary>Writes a tag of 8 bytes, the data, and padding.</summary>
    public static byte[] Element(MatType type, byte[] data) =>
        [.. Words((uint)type, (uint)data.Length), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];

    /// <summary>Writes a tag and at most 4 bytes of data in 8 bytes.</summary>
    public static byte[] Small(MatType type, byte[] data) =>
        [.. Words((uint)type | ((uint)data.Length << 16)), .. data, .. new byte[4 - data.Length]];

    /// <summary>Writes a matrix whose values are stored as <paramref name="stored"/>.</summary>
    public static byte[] Matrix(string name, int[] sizes, byte[] stored, MatType type = MatType.UInt8, MatClass kind = MatClass.UInt8,
        uint flags = 0)
    {
        var bytes = Encoding.ASCII.GetBytes(name);
        return Element(
            MatType.Matrix,
            [
                .. Element(MatType.UInt32, Words((uint)kind | flags, 0)),
                .. Element(MatType.Int32, Words([.. sizes.Select(size => (uint)size)])),
                .. bytes.Length is > 0 and <= 4 ? Small(MatType.Int8, bytes) : Element(MatType.Int8, bytes),
                .. stored.Length is > 0 and <= 4 ? Small(type, stored) : Element(type, stored),
            ]);
    }

    /// <summary>Compresses an element.</summary>
    public static byte[] Compress(byte[] element)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(element);
        return [.. Words((uint)MatType.Compressed, (uint)packed.Length), .. packed.ToArray()];
    }

    public static byte[] Words(params uint[] words)
    {
        var bytes = new byte[4 * words.Length];
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        return bytes;
    }

    /// <summary>Returns the numbers as the type stores them.</summary>
    public static byte[] Store(MatType type, params double[] values) => [.. values.SelectMany(value => type switch
    {
        MatType.Int8 => [(byte)(sbyte)value],
        MatType.UInt8 => [(byte)value],
        MatType.Int16 => BitConverter.GetBytes((short)value),
        MatType.UInt16 => BitConverter.GetBytes((ushort)value),
        MatType.Int32 => BitConverter.GetBytes((int)value),
        MatType.UInt32 => BitConverter.GetBytes((uint)value),
        MatType.Single => BitConverter.GetBytes((float)value),
        MatType.Int64 => BitConverter.GetBytes((long)value),
        MatType.UInt64 => BitConverter.GetBytes((ulong)value),
        _ => BitConverter.GetBytes(value),
    })];
}

// Encodes small images for the tests: JPEG and WebP by the libraries' own encoders, PNG by hand.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Hvae.Data.Compression;

namespace Hvae.Tests.Data;

internal static unsafe class Encoders
{
    private const string Turbo = "libturbojpeg.so.0";
    private const string WebPLibrary = "libwebp.so.7";

    /// <summary>H×W×3 bytes of a smooth picture with a few edges, different for each seed.</summary>
    public static byte[] Pixels(int width, int height, int seed)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = (i % width, i / width);
            pixels[3 * i] = (byte)(x * 255 / width);
            pixels[(3 * i) + 1] = (byte)(y * 255 / height);
            pixels[(3 * i) + 2] = (byte)(((x / 9) + (y / 7) + seed) % 2 == 0 ? 40 + (seed * 31 % 200) : 120);
        }

        return pixels;
    }

    public static byte[] Jpeg(int width, int height, byte[] pixels, bool isProgressive = false)
    {
        const int Rgb = 0;
        const int Progressive = 16384;
        return Jpeg(width, height, pixels, Rgb, isProgressive ? Progressive : 0);
    }

    /// <summary>For print; pixels are H×W×4 bytes.</summary>
    public static byte[] CmykJpeg(int width, int height, byte[] pixels)
    {
        const int Cmyk = 11;
        return Jpeg(width, height, pixels, Cmyk, flags: 0);
    }

    private static byte[] Jpeg(int width, int height, byte[] pixels, int format, int flags)
    {
        const int FullColour = 0;
        var handle = tjInitCompress();
        byte* encoded = null;
        nuint length = 0;
        fixed (byte* start = pixels)
        {
            if (tjCompress2(handle, start, width, pixels.Length / height, height, format, &encoded, &length, FullColour, 95, flags) != 0)
                throw new InvalidOperationException("libjpeg-turbo cannot encode.");
        }

        var bytes = new Span<byte>(encoded, (int)length).ToArray();
        tjFree(encoded);
        _ = tjDestroy(handle);
        return bytes;
    }

    public static byte[] WebP(int width, int height, byte[] pixels, bool isLossless = true)
    {
        byte* encoded;
        fixed (byte* start = pixels)
        {
            var length = isLossless ? WebPEncodeLosslessRGB(start, width, height, 3 * width, &encoded) : WebPEncodeRGB(start, width, height, 3 * width, 90, &encoded);
            var bytes = new Span<byte>(encoded, (int)length).ToArray();
            WebPFree(encoded);
            return bytes;
        }
    }

    /// <summary>Colour of 8 bits; row y has filter y modulo 5.</summary>
    public static byte[] Png(int width, int height, byte[] pixels) => Png(width, height, depth: 8, colours: 2, Filtered(pixels, 3 * width, step: 3));

    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="depth">Bits per sample.</param>
    /// <param name="colours">As in the header.</param>
    /// <param name="rows">Each with its filter before it.</param>
    /// <param name="interlace">As in the header.</param>
    /// <param name="before">Chunks between header and rows.</param>
    public static byte[] Png(int width, int height, int depth, int colours, byte[] rows, int interlace = 0, params byte[][] before)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colours, (byte)interlace);
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        var (data, half) = (packed.ToArray(), (int)packed.Length / 2);
        return
        [
            0x89, .. "PNG\r\n\x1a\n"u8, .. PngChunk("IHDR", header), .. before.SelectMany(chunk => chunk),
            .. PngChunk("IDAT", data[..half]), .. PngChunk("IDAT", data[half..]), .. PngChunk("IEND", []),
        ];
    }

    public static byte[] PngChunk(string type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.Append(0, chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    /// <summary>Corrects the checksum of every chunk that still has its length.</summary>
    public static byte[] MendPng(byte[] png)
    {
        var copy = png.ToArray();
        for (var at = 8; at + 12 <= copy.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(copy.AsSpan(at));
            if (length > copy.Length - at - 12)
                break;
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(at + 8 + (int)length), Crc32.Append(0, copy.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }

        return copy;
    }

    /// <summary>Rows with a filter each, by the definitions of the standard.</summary>
    public static byte[] Filtered(byte[] pixels, int rowLength, int step)
    {
        var height = pixels.Length / rowLength;
        var rows = new byte[height * (rowLength + 1)];
        for (var y = 0; y < height; y++)
        {
            rows[y * (rowLength + 1)] = (byte)(y % 5);
            for (var i = 0; i < rowLength; i++)
            {
                int Raw(int row, int at) => row < 0 || at < 0 ? 0 : pixels[(row * rowLength) + at];
                var (a, b, c) = (Raw(y, i - step), Raw(y - 1, i), Raw(y - 1, i - step));
                var p = a + b - c;
                var paeth = new[] { a, b, c }.MinBy(value => Math.Abs(p - value));
                var prediction = (y % 5) switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => paeth };
                rows[(y * (rowLength + 1)) + 1 + i] = (byte)(Raw(y, i) - prediction);
            }
        }

        return rows;
    }

    [DllImport(Turbo)]
    private static extern IntPtr tjInitCompress();

    [DllImport(Turbo)]
    private static extern int tjCompress2(IntPtr handle, byte* pixels, int width, int pitch, int height, int format, byte** encoded, nuint* length, int subsampling, int quality, int flags);

    [DllImport(Turbo)]
    private static extern void tjFree(byte* encoded);

    [DllImport(Turbo)]
    private static extern int tjDestroy(IntPtr handle);

    [DllImport(WebPLibrary)]
    private static extern nuint WebPEncodeLosslessRGB(byte* pixels, int width, int height, int stride, byte** encoded);

    [DllImport(WebPLibrary)]
    private static extern nuint WebPEncodeRGB(byte* pixels, int width, int height, int stride, float quality, byte** encoded);

    [DllImport(WebPLibrary)]
    private static extern void WebPFree(byte* encoded);
}

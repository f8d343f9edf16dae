// Encodes small images for the tests: JPEG and WebP by SkiaSharp, PNG by our own code, which can write any kind.

using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using SkiaSharp;

namespace Hvae.Tests.Data;

internal static class Encoders
{
    /// <summary>A progressive JPEG of 24×16 pixels, made by libjpeg-turbo, because SkiaSharp cannot write one.</summary>
    public static byte[] ProgressiveJpeg { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC"
        + "0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wgARCAAQ"
        + "ABgDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAABQAG/8QAFgEBAQEAAAAAAAAAAAAAAAAABAAG/9oADAMBAAIQAxAAAAHGIPoRQLXwtP"
        + "8A/8QAFhAAAwAAAAAAAAAAAAAAAAAAAAIE/9oACAEBAAEFAknEnEnEnEnEnP/EABgRAAIDAAAAAAAAAAAAAAAAAAAFAwQi/9oACAEDAQE/AaTA"
        + "hYZP/8QAFxEAAwEAAAAAAAAAAAAAAAAAAAIEA//aAAgBAgEBPwHS0a0//8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQAGPwJf/8QAFRABAQ"
        + "AAAAAAAAAAAAAAAAAAAGH/2gAIAQEAAT8hkkkkkk//2gAMAwEAAgADAAAAEPPP/8QAFhEBAQEAAAAAAAAAAAAAAAAAIQAx/9oACAEDAQE/EMGC"
        + "3//EABcRAQADAAAAAAAAAAAAAAAAAAAhMWH/2gAIAQIBAT8Q2SW//8QAFhABAQEAAAAAAAAAAAAAAAAAADHB/9oACAEBAAE/EIZQygwygQP/2Q"
        + "==");

    /// <summary>Returns H×W×3 bytes of a smooth picture with a few edges, which differs for each seed.</summary>
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

    public static byte[] Jpeg(int width, int height, byte[] pixels) =>
        Encode(width, height, pixels, pixmap => pixmap.Encode(new SKJpegEncoderOptions(95)));

    /// <summary>
    /// A JPEG of four colours, as Photoshop writes it: inks cyan, magenta, yellow and black, of which 255 means none. SkiaSharp writes no
    /// such image.
    /// </summary>
    /// <param name="blocks">The inks of each block of 8×8 pixels, from left to right.</param>
    public static byte[] CmykJpeg(params byte[][] blocks)
    {
        const int Components = 4;
        const int BlockSide = 8;

        // The mean of a block is stored in steps of 1/8 of the table's value: as a difference from the block before, after a code of 4 bits
        // for the number of its bits. A code of 1 bit says that nothing else is in the block.
        var bits = new System.Text.StringBuilder();
        var before = new[] { 128, 128, 128, 128 };
        foreach (var inks in blocks)
        {
            for (var c = 0; c < Components; c++)
            {
                var difference = inks[c] - before[c];
                before[c] = inks[c];
                var length = difference == 0 ? 0 : 1 + (int)Math.Log2(Math.Abs(difference));
                bits.Append(Convert.ToString(length, 2).PadLeft(4, '0'));
                if (length > 0)
                    bits.Append(Convert.ToString(difference > 0 ? difference : difference + (1 << length) - 1, 2).PadLeft(length, '0'));
                bits.Append('0');
            }
        }

        var scan = bits.ToString().PadRight((bits.Length + 7) / 8 * 8, '1').Chunk(8).Select(chunk => Convert.ToByte(new string(chunk), 2));
        return
        [
            0xff, 0xd8, .. Segment(0xee, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]),
            .. Segment(0xdb, [0, .. Enumerable.Repeat((byte)8, 64)]),
            .. Segment(0xc0, [8, 0, BlockSide, 0, (byte)(BlockSide * blocks.Length), Components, .. Each(c => [c, 0x11, 0])]),
            .. Segment(0xc4, [0x00, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
            .. Segment(0xc4, [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            .. Segment(0xda, [Components, .. Each(c => [c, 0]), 0, 63, 0]),
            .. scan.SelectMany(value => value == 0xff ? new byte[] { 0xff, 0 } : [value]), 0xff, 0xd9,
        ];

        static IEnumerable<byte> Each(Func<byte, byte[]> component) =>
            Enumerable.Range(1, Components).SelectMany(c => component((byte)c));

        static byte[] Segment(byte marker, byte[] content) => [0xff, marker, 0, (byte)(content.Length + 2), .. content];
    }

    public static byte[] WebP(int width, int height, byte[] pixels, bool isLossless = true) => Encode(
        width, height, pixels,
        pixmap => pixmap.Encode(
            new SKWebpEncoderOptions(isLossless ? SKWebpEncoderCompression.Lossless : SKWebpEncoderCompression.Lossy, 90)));

    /// <summary>Encodes a PNG in colour with 8 bits, without filters.</summary>
    public static byte[] Png(int width, int height, byte[] pixels) =>
        Png(width, height, depth: 8, colours: 2, [.. pixels.Chunk(3 * width).SelectMany(row => row.Prepend((byte)0))]);

    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="depth">Number of bits per sample.</param>
    /// <param name="colours">Colour type: 0 grey, 2 colour, 3 palette, 4 grey with transparency, 6 colour with transparency.</param>
    /// <param name="rows">Rows of the image, each with its filter type in front.</param>
    /// <param name="before">Chunks between the header and the rows.</param>
    public static byte[] Png(int width, int height, int depth, int colours, byte[] rows, params byte[][] before)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, (byte)colours);
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(rows);
        return
        [
            0x89, .. "PNG\r\n\x1a\n"u8, .. PngChunk("IHDR", header), .. before.SelectMany(chunk => chunk),
            .. PngChunk("IDAT", packed.ToArray()), .. PngChunk("IEND", []),
        ];
    }

    public static byte[] PngChunk(string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        byte[] chunk = [.. new byte[4], .. body, .. new byte[4]];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + body.Length), Crc32.HashToUInt32(body));
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
            var checksum = Crc32.HashToUInt32(copy.AsSpan(at + 4, 4 + (int)length));
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(at + 8 + (int)length), checksum);
            at += 12 + (int)length;
        }

        return copy;
    }

    private static byte[] Encode(int width, int height, byte[] pixels, Func<SKPixmap, SKData?> encode)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Pixels = [.. pixels.Chunk(3).Select(pixel => new SKColor(pixel[0], pixel[1], pixel[2]))];
        using var pixmap = bitmap.PeekPixels();
        using var data = encode(pixmap!);
        return data!.ToArray();
    }
}

// Reads the pixels of a PNG (8 bits a channel, not interlaced), so that tests can check what was drawn.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hvae.Tests.Metrics.Perceptual;

/// <summary>A decoded picture.</summary>
/// <param name="Width">Number of pixels in a row.</param>
/// <param name="Bytes">Bytes of the pixels, row by row: red, green and blue, and more when there are more channels.</param>
/// <param name="Channels">Number of bytes of a pixel.</param>
internal sealed record PngPixels(int Width, byte[] Bytes, int Channels)
{
    public (byte Red, byte Green, byte Blue) At(int x, int y)
    {
        var at = (y * Width + x) * Channels;
        return (Bytes[at], Bytes[at + 1], Bytes[at + 2]);
    }

    public static PngPixels Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
        var channels = file[25] switch { 2 => 3, 6 => 4, var type => throw new InvalidDataException($"colour type {type}") };
        using var packed = new MemoryStream();
        for (var at = 8; at < file.Length; at += 12 + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)))
        {
            if (Encoding.ASCII.GetString(file, at + 4, 4) != "IDAT") continue;
            packed.Write(file, at + 8, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)));
        }

        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        var (stride, pixels) = (width * channels, new byte[height * width * channels]);
        for (var y = 0; y < height; y++)
        {
            var filter = zlib.ReadByte();
            var row = pixels.AsSpan(y * stride, stride);
            zlib.ReadExactly(row);
            for (var i = 0; i < stride; i++)
            {
                var left = i < channels ? 0 : row[i - channels];
                var above = y == 0 ? 0 : pixels[(y - 1) * stride + i];
                var corner = y == 0 || i < channels ? 0 : pixels[(y - 1) * stride + i - channels];
                var guess = filter switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, _ => Nearest(left, above, corner) };
                row[i] += (byte)guess;
            }
        }

        return new(width, pixels, channels);
    }

    /// <summary>Paeth's predictor.</summary>
    private static int Nearest(int left, int above, int corner)
    {
        var sum = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(sum - left), Math.Abs(sum - above), Math.Abs(sum - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}

// The header of a PNG image, and what it says about the bytes of a row.

using System.Buffers.Binary;

namespace Hvae.Data.Images;

/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits per sample.</param>
/// <param name="Colours">0 grey, 2 colour, 3 palette, 4 grey with transparency, 6 colour with transparency.</param>
internal sealed record PngHeader(int Width, int Height, int Depth, int Colours)
{
    private const int Length = 13;

    /// <summary>Bytes of a row without its filter.</summary>
    public int RowLength => (int)((((long)Width * Samples * Depth) + 7) / 8);

    /// <summary>Distance in bytes between a sample and the one that filters take for its left neighbour.</summary>
    public int FilterStep => Math.Max(1, Samples * Depth / 8);

    private int Samples => Colours switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <exception cref="DataFormatException">It has impossible values, or those of an interlaced or huge image.</exception>
    public static PngHeader Read(EncodedImage image, ReadOnlySpan<byte> chunk, int at)
    {
        if (chunk.Length != Length)
            throw image.Error(at, $"a header of {Length} bytes", $"{chunk.Length}");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(chunk), BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]));
        if (width is 0 or > PixelBuffer.LongestSide || height is 0 or > PixelBuffer.LongestSide)
            throw image.Error(at, $"sides from 1 to {PixelBuffer.LongestSide}", $"{width}x{height}", width > 0 && height > 0 ? EncodedImage.TooLarge : null);
        var (depth, colours) = (chunk[8], chunk[9]);
        var isKnown = (colours, depth) is (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) or (2 or 4 or 6, 8 or 16);
        if (!isKnown || chunk[10] != 0 || chunk[11] != 0)
            throw image.Error(at + 8, "a bit depth, colours, compression and filters of the standard", Convert.ToHexStringLower(chunk[8..12]));
        if (chunk[12] != 0)
            throw image.Error(at + 12, "an image that is not interlaced", "an interlaced one", "Save the image again without interlacing.");
        return new((int)width, (int)height, depth, colours);
    }

    /// <summary>Red, green and blue of a row; the column whose palette colour does not exist, −1 when all do.</summary>
    public int ToColour(ReadOnlySpan<byte> row, ReadOnlySpan<byte> palette, Span<byte> colour)
    {
        for (var x = 0; x < Width; x++)
        {
            var pixel = colour.Slice(x * PixelBuffer.Channels, PixelBuffer.Channels);
            if (Colours is 2 or 6)
            {
                for (var channel = 0; channel < PixelBuffer.Channels; channel++)
                    pixel[channel] = row[((x * Samples) + channel) * Depth / 8];
                continue;
            }

            var value = Sample(row, x * Samples);
            if (Colours != 3)
                pixel.Fill((byte)(Depth < 8 ? value * 255 / ((1 << Depth) - 1) : value));
            else if ((value + 1) * PixelBuffer.Channels <= palette.Length)
                palette.Slice(value * PixelBuffer.Channels, PixelBuffer.Channels).CopyTo(pixel);
            else
                return x;
        }

        return -1;
    }

    /// <summary>A sample of a row, of 16 bits the upper 8.</summary>
    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        var bit = index * Depth;
        return Depth >= 8 ? row[bit / 8] : (row[bit / 8] >> (8 - Depth - (bit % 8))) & ((1 << Depth) - 1);
    }
}

// A square of an image, and its resizing by averaging over areas: what antialiasing is when an image gets smaller.
// Each pixel of the result is the mean of the square under it, pixels cut by its edge counted by the part inside.
// All weights are integers, so the result is exact before it is rounded, and the same on every machine.

using System.Runtime.InteropServices;

namespace Hvae.Data.Images;

/// <summary>A square of an image.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Side">Columns and rows.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Square(int Left, int Top, int Side)
{
    /// <summary>The largest square in the middle; what is over by an odd number stays at the right or below.</summary>
    public static Square Central(int width, int height)
    {
        var side = Math.Min(width, height);
        return new((width - side) / 2, (height - side) / 2, side);
    }

    /// <summary>Resizes this square of an image; a square smaller than the result has its pixels repeated by area.</summary>
    /// <param name="image">The image that it lies in.</param>
    /// <param name="planes">Receives 3×n×n bytes: planes red, green, blue, each row by row.</param>
    /// <param name="size">n.</param>
    public void Resize(PixelBuffer image, Span<byte> planes, int size)
    {
        var pixels = image.Pixels;
        var stride = image.Width * PixelBuffer.Channels;
        var area = (long)Side * Side;
        Span<long> sums = stackalloc long[PixelBuffer.Channels];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                sums.Clear();
                for (var y = FirstUnder(row, size); y < EndUnder(row, size); y++)
                {
                    var line = pixels[(((Top + y) * stride) + (Left * PixelBuffer.Channels))..];
                    var height = Overlap(y, row, size);
                    for (var x = FirstUnder(column, size); x < EndUnder(column, size); x++)
                    {
                        var weight = (long)height * Overlap(x, column, size);
                        var pixel = line.Slice(x * PixelBuffer.Channels, PixelBuffer.Channels);
                        sums[0] += weight * pixel[0];
                        sums[1] += weight * pixel[1];
                        sums[2] += weight * pixel[2];
                    }
                }

                for (var channel = 0; channel < PixelBuffer.Channels; channel++)
                    planes[(((channel * size) + row) * size) + column] = (byte)((sums[channel] + (area / 2)) / area);
            }
        }
    }

    /// <summary>In units of which a pixel of the square is <paramref name="size"/> long and one of the result <see cref="Side"/>.</summary>
    private int Overlap(int pixel, int result, int size) =>
        Math.Min((pixel + 1) * size, (result + 1) * Side) - Math.Max(pixel * size, result * Side);

    private int FirstUnder(int result, int size) => result * Side / size;

    private int EndUnder(int result, int size) => (((result + 1) * Side) + size - 1) / size;
}

// Decodes images in order, in parallel, and resizes a square of each by averaging over areas, which is antialiasing when an image gets
// smaller. Each pixel of the result is the mean of the square under it, in which a pixel cut by the edge counts
// by its part inside. All weights are integers, so the result is exact before it is rounded, and the same on every machine.

using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Hvae.Data.Images;

/// <param name="mostPixels">Number of pixels above which an image is not decoded.</param>
/// <param name="crop">Returns the square to keep of a decoded image, or throws when it has none.</param>
/// <param name="side">Pixels per side of the result.</param>
internal sealed class SquareImages(int mostPixels, Func<EncodedImage, PixelBuffer, Square> crop, int side)
{
    private const int MostAtATime = 256;

    /// <summary>Number of encoded bytes after which a batch is decoded, since a small file can name large images many times.</summary>
    private const long EnoughBytes = 1 << 26;

    private readonly ConcurrentBag<PixelBuffer> buffers = [];

    /// <summary>N×3×side×side bytes in pieces, each valid until the next is asked for.</summary>
    /// <param name="images">Read one after the other, by the calling thread.</param>
    /// <param name="unreadable">Decides what becomes of damaged images.</param>
    /// <exception cref="DataFormatException">An image is damaged, and all are needed: of several, the first.</exception>
    /// <exception cref="OutOfMemoryException">There is too little memory to decode.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Decode(IEnumerable<EncodedImage> images, UnreadableImages unreadable)
    {
        var size = Square.Planes * side * side;
        var pixels = new byte[MostAtATime * size];
        var total = 0;
        foreach (var some in Batches(images))
        {
            var problems = new ExceptionDispatchInfo?[some.Count];
            Parallel.For(0, some.Count, index => problems[index] = Decode(some[index], pixels.AsSpan(index * size, size)));
            var count = 0;
            foreach (var (index, problem) in problems.Index())
            {
                if (problem is not null)
                    unreadable.LeaveOut(problem);
                else
                    pixels.AsSpan(index * size, size).CopyTo(pixels.AsSpan(count++ * size));
            }

            total += count;
            yield return pixels.AsMemory(0, count * size);
        }

        unreadable.Report(total);
    }

    /// <summary>Returns images to decode in parallel, in a list that is cleared before the next ones are read.</summary>
    private static IEnumerable<IReadOnlyList<EncodedImage>> Batches(IEnumerable<EncodedImage> images)
    {
        List<EncodedImage> batch = [];
        long bytes = 0;
        foreach (var image in images)
        {
            batch.Add(image);
            bytes += image.Bytes.Length;
            if (batch.Count < MostAtATime && bytes < EnoughBytes)
                continue;
            yield return batch;
            batch.Clear();
            bytes = 0;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>
    /// Returns the error of an image. It is not thrown here because the parallel loop would wrap an exception that is thrown inside it.
    /// </summary>
    private ExceptionDispatchInfo? Decode(EncodedImage image, Span<byte> planes)
    {
        PixelBuffer? buffer = null;
        try
        {
            if (!buffers.TryTake(out buffer))
                buffer = new(mostPixels);
            buffer.Decode(image);
            crop(image, buffer).Resize(buffer, planes, side);
            return null;
        }
        catch (Exception error)
        {
            return ExceptionDispatchInfo.Capture(error);
        }
        finally
        {
            if (buffer is not null)
                buffers.Add(buffer);
        }
    }
}

/// <summary>A square of an image.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Side">Number of columns and of rows.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Square(int Left, int Top, int Side)
{
    /// <summary>Number of colour planes of a result: red, green, blue.</summary>
    public const int Planes = 3;

    /// <summary>Returns the largest square in the middle. When a margin is odd, the larger half is at the right or at the bottom.</summary>
    public static Square Central(int width, int height)
    {
        var side = Math.Min(width, height);
        return new((width - side) / 2, (height - side) / 2, side);
    }

    /// <summary>Resizes this square of an image. If the square is smaller than the result, its pixels are repeated by area.</summary>
    /// <param name="image">Image that contains the square.</param>
    /// <param name="planes">Receives 3×n×n bytes: planes red, green and blue, each row by row.</param>
    /// <param name="size">Pixels per side of the result, n.</param>
    public void Resize(PixelBuffer image, Span<byte> planes, int size)
    {
        var pixels = image.Pixels;
        var stride = image.Width * PixelBuffer.Channels;
        var area = (long)Side * Side;
        Span<long> sums = stackalloc long[Planes];
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

                for (var channel = 0; channel < Planes; channel++)
                    planes[(((channel * size) + row) * size) + column] = (byte)((sums[channel] + (area / 2)) / area);
            }
        }
    }

    /// <summary>
    /// Returns the overlap of two pixels, in the unit in which a pixel of the square is <paramref name="size"/> long
    /// and one of the result <see cref="Side"/>.
    /// </summary>
    private int Overlap(int pixel, int result, int size) =>
        Math.Min((pixel + 1) * size, (result + 1) * Side) - Math.Max(pixel * size, result * Side);

    private int FirstUnder(int result, int size) => result * Side / size;

    private int EndUnder(int result, int size) => (((result + 1) * Side) + size - 1) / size;
}

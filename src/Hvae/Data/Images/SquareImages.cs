// Decodes images in order, as many at a time as there are processors, and resizes a square of each by averaging over areas: what
// antialiasing is when an image gets smaller. Each pixel of the result is the mean of the square under it, pixels cut by its edge counted
// by the part inside. All weights are integers, so the result is exact before it is rounded, and the same on every machine.

using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Hvae.Data.Images;

/// <param name="mostPixels">No image with more pixels is decoded.</param>
/// <param name="crop">The square to keep of a decoded image; fails when it has none.</param>
/// <param name="side">Pixels per side of the result.</param>
internal sealed class SquareImages(int mostPixels, Func<EncodedImage, PixelBuffer, Square> crop, int side)
{
    private const int MostAtATime = 256;

    /// <summary>Encoded bytes after which no more images are held at a time: a small file can name large ones over and over.</summary>
    private const long EnoughBytes = 1 << 26;

    private readonly ConcurrentBag<PixelBuffer> buffers = [];

    /// <summary>N×3×side×side bytes in pieces, each valid until the next is asked for.</summary>
    /// <param name="images">Read one after the other, by the calling thread.</param>
    /// <exception cref="DataFormatException">An image is damaged: of several, the first.</exception>
    /// <exception cref="OutOfMemoryException">There is too little memory to decode.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Decode(IEnumerable<EncodedImage> images)
    {
        var size = Square.Planes * side * side;
        var pixels = new byte[MostAtATime * size];
        foreach (var some in Batches(images))
        {
            var problems = new ExceptionDispatchInfo?[some.Count];
            Parallel.For(0, some.Count, index => problems[index] = Decode(some[index], pixels.AsSpan(index * size, size)));
            problems.FirstOrDefault(problem => problem is not null)?.Throw();
            yield return pixels.AsMemory(0, some.Count * size);
        }
    }

    /// <summary>Images to be decoded together, in one list that is emptied before the next are read.</summary>
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

    /// <summary>What went wrong, kept as it is: thrown inside the loop it would come out wrapped.</summary>
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
/// <param name="Side">Columns and rows.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Square(int Left, int Top, int Side)
{
    /// <summary>Number of colour planes of a result: red, green, blue.</summary>
    public const int Planes = 3;

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

    /// <summary>In units of which a pixel of the square is <paramref name="size"/> long and one of the result <see cref="Side"/>.</summary>
    private int Overlap(int pixel, int result, int size) =>
        Math.Min((pixel + 1) * size, (result + 1) * Side) - Math.Max(pixel * size, result * Side);

    private int FirstUnder(int result, int size) => result * Side / size;

    private int EndUnder(int result, int size) => (((result + 1) * Side) + size - 1) / size;
}

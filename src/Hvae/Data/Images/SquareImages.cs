// Decodes images in order, as many at a time as there are processors, and resizes a square of each.

using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

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
    /// <exception cref="ImageLibraryMissingException">The library of an image's format is not installed.</exception>
    /// <exception cref="OutOfMemoryException">There is too little memory to decode.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Decode(IEnumerable<EncodedImage> images)
    {
        var size = PixelBuffer.Channels * side * side;
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
            ImageDecoder.Decode(image, buffer);
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

// One part (train or test) of a data set: labels, and pixels that lie in a memory-mapped cache file.

using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hvae.Data;

/// <summary>
/// Images of one shape with their labels, in their official order. Pixels are read-only and shared with every process
/// that has the same cache file open. The pointers are valid until <see cref="Dispose"/>.
/// </summary>
public sealed class ImageSet : IDisposable
{
    private readonly string file;
    private readonly long offset;
    private readonly MemoryMappedViewAccessor view;
    private IntPtr pixels;

    /// <param name="split">"train" or "test".</param>
    /// <param name="shape">Shape of every image.</param>
    /// <param name="labels">One label per image.</param>
    /// <param name="file">The cache file.</param>
    /// <param name="offset">Position of the first pixel in <paramref name="file"/>, in bytes.</param>
    /// <param name="view">Exactly the pixel bytes; owned by the new object.</param>
    internal unsafe ImageSet(string split, ImageShape shape, byte[] labels, string file, long offset, MemoryMappedViewAccessor view)
    {
        this.file = file;
        this.offset = offset;
        Split = split;
        Shape = shape;
        Labels = labels;
        this.view = view;
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        pixels = (IntPtr)(start + view.PointerOffset);
    }

    /// <summary>"train" or "test".</summary>
    public string Split { get; }

    /// <summary>Shape of every image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Number of images, N.</summary>
    public int Count => Labels.Length;

    /// <summary>N labels, 0 … classes − 1.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>Maps the first images into memory as a tensor of shape (count, C, H, W), uint8, on the CPU, without reading or copying them.</summary>
    /// <param name="count">Number of images, 1 to <see cref="Count"/>.</param>
    /// <exception cref="DataCacheException">The cache file was removed or cut off since it was opened.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public Tensor Tensor(int count)
    {
        ObjectDisposedException.ThrowIf(pixels == IntPtr.Zero, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        var end = offset + ((long)count * Shape.Size);
        try
        {
            return from_file(file, shared: false, size: end, dtype: ScalarType.Byte)
                .narrow(0, offset, end - offset)
                .view(count, Shape.Channels, Shape.Height, Shape.Width);
        }
        catch (ExternalException error)
        {
            throw new DataCacheException(file, $"can no longer be mapped ({error.Message.Split('\n')[0]})", "Run the command again: the file is rebuilt from the data set.", error);
        }
    }

    /// <summary>The C×H×W bytes of one image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not 0 … Count − 1.</exception>
    public unsafe ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        ObjectDisposedException.ThrowIf(pixels == IntPtr.Zero, this);
        return new((byte*)pixels + ((long)index * Shape.Size), Shape.Size);
    }

    /// <summary>Unmaps the pixels; spans and pointers handed out become invalid.</summary>
    public void Dispose()
    {
        if (pixels == IntPtr.Zero)
            return;
        pixels = IntPtr.Zero;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
    }
}

// One part (train or test) of a data set: labels, and pixels that lie in a memory-mapped cache file.

using System.IO.MemoryMappedFiles;

namespace Hvae.Data;

/// <summary>
/// Images of one shape with their labels, in their official order. Pixels are read-only and shared with every process
/// that has the same cache file open. The pointers are valid until <see cref="Dispose"/>.
/// </summary>
public sealed class ImageSet : IDisposable
{
    private readonly MemoryMappedViewAccessor view;
    private IntPtr pixels;

    /// <param name="split">"train" or "test".</param>
    /// <param name="shape">Shape of every image.</param>
    /// <param name="labels">One label per image.</param>
    /// <param name="view">Exactly the pixel bytes; owned by the new object.</param>
    internal unsafe ImageSet(string split, ImageShape shape, byte[] labels, MemoryMappedViewAccessor view)
    {
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

    /// <summary>N·C·H·W.</summary>
    public long ByteCount => (long)Count * Shape.Size;

    /// <summary>The first of <see cref="ByteCount"/> read-only bytes: N×C×H×W, row-major, 0 … 255.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public IntPtr Pixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(pixels == IntPtr.Zero, this);
            return pixels;
        }
    }

    /// <summary>The C×H×W bytes of one image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not 0 … Count − 1.</exception>
    public unsafe ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new((byte*)Pixels + ((long)index * Shape.Size), Shape.Size);
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

// One part (train or test) of a data set: its images, mapped into memory, and their labels.

using static TorchSharp.torch;

namespace Hvae.Data;

/// <summary>Images of one shape with their labels, in their official order.</summary>
public sealed class ImageSet : IDisposable
{
    private readonly Tensor pixels;
    private bool isClosed;

    /// <param name="split">"train" or "test".</param>
    /// <param name="pixels">Shape (N, C, H, W), uint8; the new object owns it.</param>
    /// <param name="labels">N labels.</param>
    internal ImageSet(string split, Tensor pixels, byte[] labels)
    {
        this.pixels = pixels;
        Split = split;
        Shape = new((int)pixels.size(1), (int)pixels.size(2), (int)pixels.size(3));
        Labels = labels;
    }

    /// <summary>"train" or "test".</summary>
    public string Split { get; }

    /// <summary>Shape of every image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Number of images, N.</summary>
    public int Count => Labels.Length;

    /// <summary>N labels, 0 … classes − 1.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>Returns the first images as a tensor of shape (count, C, H, W), uint8, on the CPU, without copying them.</summary>
    /// <param name="count">Number of images, 1 to <see cref="Count"/>.</param>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public Tensor Tensor(int count)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return pixels.narrow(0, 0, count);
    }

    /// <summary>Gives up the images; tensors handed out stay valid.</summary>
    public void Dispose()
    {
        isClosed = true;
        pixels.Dispose();
    }
}

// One part (train or test) of a data set: its images, mapped into memory, and their labels.

using static TorchSharp.torch;

namespace Hvae.Data;

/// <summary>Images of one shape with their labels, in their official order.</summary>
public sealed class ImageSet : IDisposable
{
    private readonly Lazy<(Tensor Pixels, byte[] Labels)> content;
    private bool isClosed;

    /// <param name="split">"train" or "test".</param>
    /// <param name="shape">Shape of every image.</param>
    /// <param name="count">Number of images, N.</param>
    /// <param name="map">
    /// Maps the pixels, shape (N, C, H, W), uint8, and the N labels when they are first used, so that a plan needs no libtorch. The new
    /// object owns the tensor.
    /// </param>
    internal ImageSet(string split, ImageShape shape, int count, Func<(Tensor Pixels, byte[] Labels)> map)
    {
        (Split, Shape, Count) = (split, shape, count);
        content = new(map);
    }

    /// <summary>"train" or "test".</summary>
    public string Split { get; }

    /// <summary>Shape of every image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Number of images, N.</summary>
    public int Count { get; }

    /// <summary>N labels, 0 … classes − 1.</summary>
    public ReadOnlyMemory<byte> Labels => content.Value.Labels;

    /// <summary>Returns the first images as a tensor of shape (count, C, H, W), uint8, on the CPU, without copying them.</summary>
    /// <param name="count">Number of images, 1 to <see cref="Count"/>.</param>
    /// <exception cref="ObjectDisposedException">Thrown when the object is disposed of.</exception>
    public Tensor Tensor(int count)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return content.Value.Pixels.narrow(0, 0, count);
    }

    /// <summary>Releases the images. Tensors that were returned stay valid.</summary>
    public void Dispose()
    {
        isClosed = true;
        if (content.IsValueCreated) content.Value.Pixels.Dispose();
    }
}

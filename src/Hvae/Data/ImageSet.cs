// One part (train or test) of a data set: its images, mapped into memory, and their labels.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace Hvae.Data;

/// <summary>Images of one shape with their labels, in their official order.</summary>
public sealed class ImageSet : IDisposable
{
    private readonly Lazy<(Tensor Pixels, byte[] Labels)> content;
    private readonly string fingerprint;
    private bool isClosed;

    /// <param name="fingerprint">Fingerprint of the data set, which decides the images of every subset.</param>
    /// <param name="split">"train" or "test".</param>
    /// <param name="shape">Shape of every image.</param>
    /// <param name="count">Number of images, N.</param>
    /// <param name="map">
    /// Maps the pixels, shape (N, C, H, W), uint8, and the N labels when they are first used, so that a plan needs no libtorch. The new
    /// object owns the tensor.
    /// </param>
    internal ImageSet(string fingerprint, string split, ImageShape shape, int count, Func<(Tensor Pixels, byte[] Labels)> map)
    {
        (this.fingerprint, Split, Shape, Count) = (fingerprint, split, shape, count);
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

    /// <summary>
    /// Returns the positions of the images of a subset, or null for all images, which keep their order. A subset is the start of NumPy's
    /// RandomState(s).permutation(N), where s is the first 32 bits of SHA-256("subset/fingerprint/split"). So it does not depend on the
    /// order of the images by label, it is the same on every machine, and a larger subset begins with the images of a smaller one.
    /// </summary>
    /// <param name="count">Number of images, 1 to <see cref="Count"/>.</param>
    /// <param name="first">Place in the permutation of the subset's first image; count + first is at most <see cref="Count"/>.</param>
    public long[]? Subset(int count, int first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
        if (count == Count) return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"subset/{fingerprint}/{Split}"));
        return NumpyPermutation.Of(Count, BinaryPrimitives.ReadUInt32BigEndian(hash))[first..(first + count)];
    }

    /// <summary>Releases the images. Tensors that were returned stay valid.</summary>
    public void Dispose()
    {
        isClosed = true;
        if (content.IsValueCreated) content.Value.Pixels.Dispose();
    }
}

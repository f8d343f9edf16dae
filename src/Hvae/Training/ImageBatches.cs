// Images and labels of a data set as tensors on the compute device: pixels as bytes, converted to numbers batch by batch.

using Hvae.Data;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>The first <see cref="Count"/> images of a data set, with their labels.</summary>
public sealed class ImageBatches : IDisposable
{
    private readonly Tensor pixels;
    private readonly Tensor labels;
    private readonly bool binarised;

    /// <param name="images">The images; they must stay open as long as this object.</param>
    /// <param name="count">Number of images, from the first on; null for all images.</param>
    /// <param name="binarised">Whether pixels are rounded to 0 or 1 (x/255 rounded, as the paper does for MNIST).</param>
    /// <param name="device">Device of the tensors.</param>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when the set has fewer images.</exception>
    public ImageBatches(ImageSet images, int? count, bool binarised, Device device)
    {
        Count = count ?? images.Count;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Count, images.Count, nameof(count));
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1, nameof(count));
        this.binarised = binarised;
        pixels = images.Tensor(Count).to(device).DetachFromDisposeScope();
        labels = tensor(images.Labels.Span[..Count].ToArray(), dtype: ScalarType.Int64, device: device).DetachFromDisposeScope();
    }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Returns the images with these indices, shape (N, C, H, W), float32 in [0, 1].</summary>
    /// <param name="indices">Indices of the images, shape (N), int64, on the images' device.</param>
    public Tensor Select(Tensor indices) => ToNumbers(pixels.index_select(0, indices));

    /// <summary>Returns <paramref name="length"/> images from <paramref name="start"/>, shape (N, C, H, W), float32 in [0, 1].</summary>
    public Tensor Range(int start, int length) => ToNumbers(pixels.narrow(0, start, length));

    /// <summary>Returns the labels of the images with these indices, shape (N), int64.</summary>
    /// <param name="indices">Indices of the images, shape (N), int64, on the images' device.</param>
    public Tensor Labels(Tensor indices) => labels.index_select(0, indices);

    /// <summary>Returns the labels of <paramref name="length"/> images from <paramref name="start"/>, shape (N), int64.</summary>
    public Tensor Labels(int start, int length) => labels.narrow(0, start, length);

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        pixels.Dispose();
        labels.Dispose();
    }

    /// <summary>
    /// Converts bytes to numbers. round(x/255) is 1 exactly from 128 on, since 127/255 is below one half. Channels are last in memory, as
    /// convolutions compute them.
    /// </summary>
    private Tensor ToNumbers(Tensor bytes) =>
        binarised
            ? bytes.ge(128).to(ScalarType.Float32)
            : bytes.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).to(ScalarType.Float32).div_(255);
}

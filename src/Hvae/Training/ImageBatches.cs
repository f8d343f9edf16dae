// Images and labels of a data set as tensors on the compute device: pixels as bytes, converted to numbers batch by batch.

using Hvae.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>All images of a set, or a subset that <see cref="ImageSet.Subset"/> draws, with their labels.</summary>
public sealed class ImageBatches : IDisposable
{
    private readonly Tensor pixels;
    private readonly Tensor labels;
    private readonly Tensor? subset;
    private readonly bool binarised;

    /// <param name="images">The images; they must stay open as long as this object.</param>
    /// <param name="count">Number of images; null for all images.</param>
    /// <param name="binarised">Whether pixels are rounded to 0 or 1 (x/255 rounded, as the paper does for MNIST).</param>
    /// <param name="device">Device of the tensors.</param>
    /// <param name="first">Place in the permutation of the subset's first image.</param>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when the set has fewer images.</exception>
    public ImageBatches(ImageSet images, int? count, bool binarised, Device device, int first = 0)
    {
        Count = count ?? images.Count;
        this.binarised = binarised;
        using var scope = NewDisposeScope();
        var positions = images.Subset(Count, first);
        var all = images.Tensor(images.Count);
        var ofAll = images.Labels;
        var chosen = positions is null ? ofAll.ToArray() : Array.ConvertAll(positions, position => ofAll.Span[(int)position]);
        labels = tensor(chosen, dtype: ScalarType.Int64, device: device).DetachFromDisposeScope();
        if (positions is not null && device.type == DeviceType.CPU)
            subset = tensor(positions).DetachFromDisposeScope(); // The images of a subset are looked up where they are mapped.
        else if (positions is not null)
            all = all.index_select(0, tensor(positions));
        pixels = all.to(device).DetachFromDisposeScope();
    }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Returns the images with these indices, shape (N, C, H, W), float32 in [0, 1].</summary>
    /// <param name="indices">Indices of the images, shape (N), int64, on the images' device.</param>
    public Tensor Select(Tensor indices) =>
        ToNumbers(pixels.index_select(0, subset is null ? indices : subset.index_select(0, indices)));

    /// <summary>Returns <paramref name="length"/> images from <paramref name="start"/>, shape (N, C, H, W), float32 in [0, 1].</summary>
    public Tensor Range(int start, int length) =>
        ToNumbers(subset is null ? pixels.narrow(0, start, length) : pixels.index_select(0, subset.narrow(0, start, length)));

    /// <summary>Returns the labels of the images with these indices, shape (N), int64.</summary>
    /// <param name="indices">Indices of the images, shape (N), int64, on the images' device.</param>
    public Tensor Labels(Tensor indices) => labels.index_select(0, indices);

    /// <summary>Returns the labels of <paramref name="length"/> images from <paramref name="start"/>, shape (N), int64.</summary>
    public Tensor Labels(int start, int length) => labels.narrow(0, start, length);

    /// <summary>Returns the classes that none of some images has.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="indices">Indices of these images, shape (N), int64, on the CPU; null for all images.</param>
    public IReadOnlyList<int> LackedClasses(int classes, Tensor? indices = null)
    {
        using var scope = NewDisposeScope();
        var present = indices is null ? labels.cpu() : labels.cpu().index_select(0, indices);
        return [.. Enumerable.Range(0, classes).Except(present.data<long>().ToArray().Select(label => (int)label))];
    }

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        pixels.Dispose();
        labels.Dispose();
        subset?.Dispose();
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

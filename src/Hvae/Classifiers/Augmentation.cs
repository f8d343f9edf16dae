// Random changes of training images that leave their class as it is.

using static TorchSharp.torch;

namespace Hvae.Classifiers;

/// <summary>
/// A random crop of the padded image, then a random mirror image, drawn for each image by itself (the usual training of
/// CIFAR-10; torchvision's RandomCrop and RandomHorizontalFlip).
/// </summary>
/// <param name="Padding">Black pixels added on each side before an image of the old size is cut out; 0 for no crop.</param>
/// <param name="Mirror">Whether left and right are exchanged with probability one half.</param>
public sealed record Augmentation(int Padding, bool Mirror)
{
    /// <summary>Images stay as they are, and nothing is drawn.</summary>
    public static Augmentation None { get; } = new(0, false);

    /// <summary>Four pixels of padding, and mirror images (Xiao23's public code, for CIFAR-10).</summary>
    public static Augmentation CropAndMirror { get; } = new(4, true);

    /// <summary>Changed images, in their shape and with channels last in memory.</summary>
    /// <param name="images">Shape (N, C, H, W).</param>
    /// <param name="noise">Lives on the images' device.</param>
    public Tensor Apply(Tensor images, Generator noise)
    {
        if (Padding == 0 && !Mirror) return images;
        using var scope = NewDisposeScope();
        var (count, device) = (images.shape[0], images.device);
        var corners = randint(0, (2 * Padding) + 1, [2, count, 1], dtype: ScalarType.Int64, device: device, generator: noise);
        var mirrored = randint(0, Mirror ? 2 : 1, [count, 1], dtype: ScalarType.Int64, device: device, generator: noise);
        return Cut(images, corners[0], corners[1], mirrored).MoveToOuterDisposeScope();
    }

    /// <summary>Pixel (i, j) of a new image is pixel (top + i, left + j) of the padded one, or (top + i, left + W − 1 − j) when mirrored.</summary>
    /// <param name="images">Shape (N, C, H, W).</param>
    /// <param name="top">0 … 2·Padding, shape (N, 1), like the following.</param>
    /// <param name="left">0 … 2·Padding.</param>
    /// <param name="mirrored">0 or 1.</param>
    internal Tensor Cut(Tensor images, Tensor top, Tensor left, Tensor mirrored)
    {
        var (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3]);
        var padded = nn.functional.pad(images.permute(0, 2, 3, 1), [0, 0, Padding, Padding, Padding, Padding]);
        var (paddedHeight, paddedWidth) = (padded.shape[1], padded.shape[2]);

        var j = arange(width, dtype: ScalarType.Int64, device: images.device);
        var columns = left + (mirrored * (width - 1 - j)) + ((1 - mirrored) * j);
        var rows = top + arange(height, dtype: ScalarType.Int64, device: images.device);
        var places = ((rows * paddedWidth).unsqueeze(2) + columns.unsqueeze(1)).reshape(-1, height * width, 1);

        return padded.reshape(-1, paddedHeight * paddedWidth, channels)
            .gather(1, places.expand(-1, -1, channels))
            .reshape(-1, height, width, channels)
            .permute(0, 3, 1, 2);
    }
}

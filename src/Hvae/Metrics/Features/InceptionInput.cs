// How an image becomes the 299×299 input of the FID network: two conventions are in use, and this is the usual one today.

using static TorchSharp.torch;

namespace Hvae.Metrics.Features;

/// <summary>Bilinear resizing by PyTorch's rule (align_corners false) and values 2x − 1 (mseitzer/pytorch-fid).</summary>
internal static class InceptionInput
{
    /// <summary>Of the convention, for records.</summary>
    public const string Name = "pytorch-fid";

    private const int Side = 299;

    /// <summary>The network's input, shape (N, 3, 299, 299).</summary>
    /// <param name="images">Shape (N, 3, H, W), range [0, 1].</param>
    public static Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        var rows = Interpolation(images.shape[2], images);
        var columns = Interpolation(images.shape[3], images);
        return ((rows.matmul(images).matmul(columns.t()) * 2) - 1).MoveToOuterDisposeScope();
    }

    /// <summary>The shape (299, size) matrix that interpolates between the centres of two neighbours, or at the edges repeats the last.</summary>
    private static Tensor Interpolation(long size, Tensor like)
    {
        var step = (double)size / Side;
        var weights = new double[Side, size];
        for (var i = 0; i < Side; i++)
        {
            var place = Math.Max(0, ((i + 0.5) * step) - 0.5);
            var lower = Math.Min((long)place, size - 1);
            weights[i, lower] += 1 - (place - (long)place);
            weights[i, Math.Min(lower + 1, size - 1)] += place - (long)place;
        }

        return tensor(weights).to(like.dtype).to(like.device);
    }
}

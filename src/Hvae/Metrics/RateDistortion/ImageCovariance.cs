// The covariance of a data set's images as vectors, summed up batch by batch.

using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>Covariance of pixels in [0, 1], normalised by N (the empirical distribution's own).</summary>
public static class ImageCovariance
{
    private const int BatchSize = 1000;

    /// <summary>The covariance, shape (d, d), float64, in the caller's dispose scope. With N ≤ d images it has at most N − 1 positive eigenvalues, and too small a rate follows.</summary>
    /// <param name="images">d = C·H·W numbers each; 3,072 need 75 MB, and the eigenvalues of theirs take some ten seconds on a core.</param>
    public static Tensor Of(ImageBatches images)
    {
        using var scope = NewDisposeScope();
        var mean = Mean(images);
        var sum = zeros([mean.numel(), mean.numel()], ScalarType.Float64, mean.device);
        for (var start = 0; start < images.Count; start += BatchSize)
        {
            using var batch = NewDisposeScope();
            var centred = Rows(images, start) - mean;
            sum.add_(centred.t().matmul(centred));
        }

        return sum.div_(images.Count).MoveToOuterDisposeScope();
    }

    private static Tensor Mean(ImageBatches images)
    {
        using var scope = NewDisposeScope();
        var sum = Rows(images, 0).sum(0L);
        for (var start = BatchSize; start < images.Count; start += BatchSize)
        {
            using var batch = NewDisposeScope();
            sum.add_(Rows(images, start).sum(0L));
        }

        return sum.div_(images.Count).MoveToOuterDisposeScope();
    }

    private static Tensor Rows(ImageBatches images, int start) =>
        images.Range(start, Math.Min(BatchSize, images.Count - start)).flatten(1).to(ScalarType.Float64);
}

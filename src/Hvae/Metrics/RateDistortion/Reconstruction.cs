// How reconstructions differ from their images: squared error, and how much of the fine detail is left.

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>Two numbers for each image, in the order of the set.</summary>
/// <param name="SquaredErrors">Mean over dimensions of (x − x̂)², on the [−1, 1] scale.</param>
/// <param name="DetailShares">
/// Sum of the squared differences between neighbouring pixels in x̂, over that in x: 1 as sharp as the image, 0 without any detail.
/// Images without any detail count as 1. (Our measure for what the paper shows in pictures, Shu22 Figure 1.)
/// </param>
public sealed record Reconstruction(IReadOnlyList<double> SquaredErrors, IReadOnlyList<double> DetailShares)
{
    /// <summary>Of a batch.</summary>
    /// <param name="means">What is given back, shape (N, C, H, W), [−1, 1] scale.</param>
    /// <param name="targets">The images, the same.</param>
    public static Reconstruction Of(Tensor means, Tensor targets)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var dimensions = targets.numel() / targets.shape[0];
        var shares = Numbers.Of(Detail(means)).Zip(Numbers.Of(Detail(targets)), (given, own) => own == 0 ? 1 : given / own);
        return new(Numbers.Of(SquaredError.Of(means, targets) / dimensions), [.. shares]);
    }

    /// <summary>All batches as one.</summary>
    public static Reconstruction Join(IReadOnlyList<Reconstruction> batches) =>
        new([.. batches.SelectMany(batch => batch.SquaredErrors)], [.. batches.SelectMany(batch => batch.DetailShares)]);

    private static Tensor Detail(Tensor images)
    {
        var (height, width) = (images.shape[2], images.shape[3]);
        var down = images.narrow(2, 1, height - 1) - images.narrow(2, 0, height - 1);
        var right = images.narrow(3, 1, width - 1) - images.narrow(3, 0, width - 1);
        return down.square().flatten(1).sum(1) + right.square().flatten(1).sum(1);
    }
}

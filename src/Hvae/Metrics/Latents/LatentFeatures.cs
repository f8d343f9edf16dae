// The latents of a model as features of images, and the split of the images into those that train the classifiers and those that test them.

using Hvae.Data;
using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>Latents of N images in their order, on the CPU in float32.</summary>
/// <param name="PosteriorZ2">q(z2|x), shape (N, D2).</param>
/// <param name="SampleZ2">One sample of q(z2|x), shape (N, D2), independent of the sample of z2 for <paramref name="MeanZ1"/>.</param>
/// <param name="MeanZ1">Mean of q(z1|z2, x) at a sample of z2, flattened to (N, D1).</param>
internal sealed record LatentFeatures(DiagonalGaussian PosteriorZ2, Tensor SampleZ2, Tensor MeanZ1)
{
    /// <summary>Encodes all images. The tensors belong to the caller's dispose scope.</summary>
    /// <exception cref="ArithmeticException">Thrown when a latent is not finite.</exception>
    public static LatentFeatures Of(TwoLayerVae model, ImageBatches images, int batchSize, Generator noise, CancellationToken cancellation)
    {
        using var noGradient = no_grad();
        var sampled = LatentRules.Sampled(noise);
        // The first batch reserves memory for all. Results that stay between the large blocks of each batch would split the heap.
        Tensor? meanZ2 = null, stdZ2 = null, sampleZ2 = null, meanZ1 = null;
        for (var start = 0; start < images.Count; start += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            GC.Collect(0); // The small native objects that networks leave behind would split the heap too, as in a training step.
            using var inner = NewDisposeScope();
            var pass = model.Pass(images.Range(start, Math.Min(batchSize, images.Count - start)), sampled);
            Keep(ref meanZ2, pass.PosteriorZ2.Mean);
            Keep(ref stdZ2, pass.PosteriorZ2.Std);
            Keep(ref sampleZ2, sampled(pass.PosteriorZ2));
            Keep(ref meanZ1, pass.PosteriorZ1.Mean.flatten(1));

            void Keep(ref Tensor? all, Tensor values)
            {
                if (!values.isfinite().all().item<bool>()) throw new ArithmeticException("The model's latents are not all finite numbers.");
                all ??= empty([images.Count, values.shape[1]]).MoveToOuterDisposeScope();
                all.narrow(0, start, values.shape[0]).copy_(values);
            }
        }

        return new(new(meanZ2!, stdZ2!), sampleZ2!, meanZ1!);
    }
}

/// <summary>
/// Splits images into four fifths that train the classifiers on latents and one fifth that tests them. Both are from the test split
/// (Xiao23's public code).
/// </summary>
public static class LatentSplit
{
    private const uint Seed = 42;
    private const double TestShare = 0.2;

    /// <summary>Returns positions after a fixed permutation, of which the last int(0.2·N) are for tests.</summary>
    /// <param name="count">Number of images, N.</param>
    /// <returns>Two int64 tensors of shapes (N − int(0.2·N)) and (int(0.2·N)), on the CPU.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when there are so few images that none is left for tests.</exception>
    public static (Tensor Train, Tensor Test) Of(int count)
    {
        var test = (int)(TestShare * count);
        ArgumentOutOfRangeException.ThrowIfLessThan(test, 1, nameof(count));
        var order = NumpyPermutation.Of(count, Seed);
        return (tensor(order[..^test]), tensor(order[^test..]));
    }
}

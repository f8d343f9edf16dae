// What the latents of a model say about each image: posteriors and samples of z2, means of z1.

using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>Latents of N images in their order, on the CPU, float64.</summary>
/// <param name="PosteriorZ2">q(z2|x), shape (N, D2).</param>
/// <param name="SampleZ2">One sample of q(z2|x), shape (N, D2), independent of that behind <paramref name="MeanZ1"/>.</param>
/// <param name="MeanZ1">Mean of q(z1|z2, x) at a sample of z2, flattened to (N, D1).</param>
internal sealed record LatentFeatures(DiagonalGaussian PosteriorZ2, Tensor SampleZ2, Tensor MeanZ1)
{
    /// <summary>Encodes all images. The tensors belong to the caller's dispose scope.</summary>
    /// <exception cref="ArithmeticException">A latent is not finite.</exception>
    public static LatentFeatures Of(TwoLayerVae model, ImageBatches images, int batchSize, Generator noise, CancellationToken cancellation)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var sampled = LatentRules.Sampled(noise);
        List<Tensor> means = [], stds = [], samples = [], meansZ1 = [];
        for (var start = 0; start < images.Count; start += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var pass = model.Pass(images.Range(start, Math.Min(batchSize, images.Count - start)), sampled);
            foreach (var (list, values) in new[] { (means, pass.PosteriorZ2.Mean), (stds, pass.PosteriorZ2.Std), (samples, sampled(pass.PosteriorZ2)), (meansZ1, pass.PosteriorZ1.Mean.flatten(1)) })
                list.Add(inner.MoveToOuter(Finite(values)));
        }

        return new(new(Join(means), Join(stds)), Join(samples), Join(meansZ1));

        Tensor Join(List<Tensor> parts) => scope.MoveToOuter(cat(parts, 0));
    }

    private static Tensor Finite(Tensor values)
    {
        if (!values.isfinite().all().item<bool>()) throw new ArithmeticException("The model's latents are not all finite numbers.");
        return values.cpu().to(ScalarType.Float64);
    }
}

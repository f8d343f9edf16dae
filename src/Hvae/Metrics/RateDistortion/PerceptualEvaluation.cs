// Measures the squared error and the perceptual distance between images and their reconstructions from a model's first latents.

using Hvae.Metrics.Perceptual;
using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>Two distances for each image, in the order of the set.</summary>
/// <param name="Name">Name of the perceptual distance (<see cref="Lpips.Name"/>).</param>
/// <param name="SquaredErrors">Mean over dimensions of (x − x̂)², on the [−1, 1] scale.</param>
/// <param name="PerceptualDistances">LPIPS between x and x̂, where x̂ is clamped to the range of images.</param>
public sealed record PerceptualScores(string Name, IReadOnlyList<double> SquaredErrors, IReadOnlyList<double> PerceptualDistances);

/// <summary>Measures both distances of the same reconstructions, with one sample of the latents per image (Shu22 Section 6).</summary>
public static class PerceptualEvaluation
{
    /// <summary>Compares images with the reconstructions by <paramref name="decoder"/>.</summary>
    /// <param name="decoder">The decoder d_k, which is in evaluation mode afterwards.</param>
    /// <param name="model">The model whose latents are decoded; it is in evaluation mode afterwards.</param>
    /// <param name="lpips">Perceptual distance, on the models' device.</param>
    /// <param name="images">Images on the models' device.</param>
    /// <param name="batchSize">Number of images at a time; only the order of the noise depends on it.</param>
    /// <param name="noise">Generator of the latents' noise.</param>
    public static PerceptualScores Run(LatentDecoder decoder, Vdvae model, Lpips lpips, ImageBatches images, int batchSize, Generator noise)
    {
        var distances = new List<double>();
        var reconstruction = DecoderEvaluation.Run(
            decoder, model, images, batchSize, noise,
            (batch, output) => distances.AddRange(Numbers.Of(lpips.Distance(batch, decoder.Head.Image(output).clamp_(0, 1)))));
        return new(lpips.Name, reconstruction.SquaredErrors, distances);
    }
}

// How far reconstructions from a model's first latents are from their images, for a squared error and for people.

using Hvae.Metrics.Perceptual;
using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>Two numbers for each image, in the order of the set.</summary>
/// <param name="Name">What the perceptual distance is called (<see cref="Lpips.Name"/>).</param>
/// <param name="SquaredErrors">Mean over dimensions of (x − x̂)², on the [−1, 1] scale.</param>
/// <param name="PerceptualDistances">LPIPS between x and x̂, the latter clamped to the range of images.</param>
public sealed record PerceptualScores(string Name, IReadOnlyList<double> SquaredErrors, IReadOnlyList<double> PerceptualDistances);

/// <summary>Both distances of the same reconstructions, one sample of the latents per image (Shu22 Section 6).</summary>
public static class PerceptualEvaluation
{
    /// <summary>Version of this numeric code: part of the identity of all that is measured with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>Compares images with what <paramref name="decoder"/> makes of their latents.</summary>
    /// <param name="decoder">d_k; in evaluation mode afterwards.</param>
    /// <param name="model">Whose latents are decoded; in evaluation mode afterwards.</param>
    /// <param name="lpips">On the models' device.</param>
    /// <param name="images">On the models' device.</param>
    /// <param name="batchSize">Images at a time; only the noise's order depends on it.</param>
    /// <param name="noise">For the latents.</param>
    public static PerceptualScores Run(LatentDecoder decoder, Vdvae model, Lpips lpips, ImageBatches images, int batchSize, Generator noise)
    {
        var distances = new List<double>();
        var reconstruction = DecoderEvaluation.Run(
            decoder, model, images, batchSize, noise, (batch, output) => distances.AddRange(Numbers.Of(lpips.Distance(batch, decoder.Head.Image(output)))));
        return new(lpips.Name, reconstruction.SquaredErrors, distances);
    }
}

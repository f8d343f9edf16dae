// Measures the rates of both stages of a model, the error of the coarse image, and the bound of the whole model.

using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>
/// Numbers of a trained <see cref="TwoStageVdvae"/> for each image in the order of the set, in nats per dimension of the image.
/// </summary>
/// <param name="FirstRates">KL of the first stage's latents.</param>
/// <param name="SecondRates">KL of the second stage's latents.</param>
/// <param name="Distortions">−ln p(x|x̂, z) of the second stage.</param>
/// <param name="First">Reconstruction of the images by the first stage's head.</param>
/// <param name="FirstBlocks">KL of each latent of the first stage in the order of generation, as means over images.</param>
/// <param name="SecondBlocks">KL of each latent of the second stage in the order of generation, as means over images.</param>
public sealed record TwoStageScores(
    IReadOnlyList<double> FirstRates, IReadOnlyList<double> SecondRates, IReadOnlyList<double> Distortions, Reconstruction First,
    IReadOnlyList<double> FirstBlocks, IReadOnlyList<double> SecondBlocks)
{
    /// <summary>
    /// Returns R_1 … R_T over the latents of both stages; those of the first stage come first in the order of generation.
    /// </summary>
    public CumulativeRates Cumulative() => new([.. FirstBlocks, .. SecondBlocks]);

    /// <summary>Returns −ELBO of each image in bits per dimension, which is an upper bound of −log₂ p(x).</summary>
    public IReadOnlyList<double> BitsPerDimension() =>
        [.. FirstRates.Select((rate, image) => (rate + SecondRates[image] + Distortions[image]) / Math.Log(2))];
}

/// <summary>Measures the numbers with one sample of the latents per image.</summary>
public static class TwoStageEvaluation
{
    /// <summary>Evaluates <paramref name="model"/>.</summary>
    /// <param name="model">The model, which is in evaluation mode afterwards.</param>
    /// <param name="images">Images on the model's device.</param>
    /// <param name="batchSize">Number of images at a time; only the order of the noise depends on it.</param>
    /// <param name="noise">Generator of the latents' noise.</param>
    public static TwoStageScores Run(TwoStageVdvae model, ImageBatches images, int batchSize, Generator noise)
    {
        using var noGradient = no_grad();
        model.eval();
        var dimensions = model.First.Configuration.Image.Size;
        var (first, second) = (new StageRates(dimensions), new StageRates(dimensions));
        var (distortions, reconstructions) = (new List<double>(), new List<Reconstruction>());
        for (var start = 0; start < images.Count; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var batch = images.Range(start, Math.Min(batchSize, images.Count - start));
            var pass = model.Pass(batch, LatentRules.Sampled(noise));
            first.Add(pass.First);
            second.Add(pass.Second);
            var distortion = model.Second.Head.Distortion(pass.Second.Output, model.Second.Targets(batch));
            distortions.AddRange(Numbers.Of(distortion).Select(nats => nats / dimensions));
            reconstructions.Add(Reconstruction.Of(model.First.Head.Mean(pass.First.Output), model.First.Targets(batch)));
        }

        return new(first.OfImages, second.OfImages, distortions, Reconstruction.Join(reconstructions), first.OfBlocks(), second.OfBlocks());
    }

    /// <summary>The rates of one stage, collected batch by batch.</summary>
    private sealed class StageRates(int dimensions)
    {
        private double[] sums = [];

        public List<double> OfImages { get; } = [];

        public void Add(VdvaePass pass)
        {
            var rates = stack(pass.Rates()); // (blocks, N)
            OfImages.AddRange(Numbers.Of(rates.sum(0L)).Select(nats => nats / dimensions));
            sums = [.. Numbers.Of(rates.to(ScalarType.Float64).sum(1)).Select((sum, block) => sums.ElementAtOrDefault(block) + sum)];
        }

        public IReadOnlyList<double> OfBlocks() => [.. sums.Select(sum => sum / dimensions / OfImages.Count)];
    }
}

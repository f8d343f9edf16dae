// Measures the rate of every latent of a VDVAE and the distortion of its head on test images.
// R_k is the KL divergence of the first k blocks, the rate of the k-th compressor of a hierarchical VAE (Shu22 Section 3.1).

using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>Rates of a trained VDVAE, per dimension of the image.</summary>
/// <param name="Rates">E KL(q(z_k|x, z_&lt;k) ‖ p(z_k|z_&lt;k)) of each latent in the order of generation, in nats per dimension.</param>
/// <param name="CumulativeErrors">
/// Standard error of each R_k, the sum of the first k rates, from the spread over images; 0 for one image.
/// </param>
/// <param name="Distortion">Mean of the head's distortion per dimension, in nats, or the squared error of a linear head.</param>
/// <param name="Reconstruction">Reconstruction of the images by the head's mean.</param>
public sealed record CodingScores(
    IReadOnlyList<double> Rates, IReadOnlyList<double> CumulativeErrors, double Distortion, Reconstruction Reconstruction)
{
    /// <summary>Returns R_1 … R_T in nats per dimension.</summary>
    public CumulativeRates Cumulative() => new(Rates);
}

/// <summary>
/// Measures rates and distortion as means over images, with one sample of the latents per image. The paper does not say on which images
/// it measures; this code measures on held-out images.
/// </summary>
public static class CodingEvaluation
{
    /// <summary>Evaluates <paramref name="model"/>.</summary>
    /// <param name="model">Model without a condition; it is in evaluation mode afterwards.</param>
    /// <param name="images">Images on the model's device.</param>
    /// <param name="batchSize">Number of images at a time; only the order of the noise depends on it.</param>
    /// <param name="noise">Generator of the latents' noise.</param>
    public static CodingScores Run(Vdvae model, ImageBatches images, int batchSize, Generator noise)
    {
        using var noGradient = no_grad();
        model.eval();
        var dimensions = model.Configuration.Image.Size;
        var blocks = model.LatentShapes.Count;
        var (sums, squares) = (new double[blocks], new double[blocks]);
        var reconstructions = new List<Reconstruction>();
        var distortion = 0.0;
        for (var start = 0; start < images.Count; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var batch = images.Range(start, Math.Min(batchSize, images.Count - start));
            var pass = model.Pass(batch, LatentRules.Sampled(noise));
            var targets = model.Targets(batch);
            distortion += Numbers.Of(model.Head.Distortion(pass.Output, targets)).Sum() / dimensions;
            reconstructions.Add(Reconstruction.Of(model.Head.Mean(pass.Output), targets));
            var rates = pass.Rates().Select(Numbers.Of).ToArray();
            for (var image = 0; image < rates[0].Length; image++)
            {
                var cumulative = 0.0;
                for (var block = 0; block < blocks; block++)
                {
                    cumulative += rates[block][image] / dimensions;
                    sums[block] += cumulative;
                    squares[block] += cumulative * cumulative;
                }
            }
        }

        var means = sums.Select(sum => sum / images.Count).ToArray();
        return new(
            [.. means.Select((mean, block) => block == 0 ? mean : mean - means[block - 1])],
            [.. means.Zip(squares, (mean, square) => Error(mean, square, images.Count))],
            distortion / images.Count,
            Reconstruction.Join(reconstructions));
    }

    private static double Error(double mean, double sumOfSquares, int count) =>
        count < 2 ? 0 : Math.Sqrt(Math.Max(0, (sumOfSquares / count) - (mean * mean)) / (count - 1));
}

/// <summary>The cumulative rates R_1 … R_T of one model.</summary>
public sealed class CumulativeRates
{
    private readonly double[] cumulative;

    /// <param name="blocks">E KL(q(z_k|x, z_&lt;k) ‖ p(z_k|z_&lt;k)) of each block in the order of generation, in any unit.</param>
    /// <exception cref="ArgumentException">Thrown when there is no block, or when a rate is not a finite number.</exception>
    public CumulativeRates(IReadOnlyList<double> blocks)
    {
        if (blocks.Count == 0 || !blocks.All(double.IsFinite))
            throw new ArgumentException("Rates are finite numbers, one for each block.", nameof(blocks));
        Blocks = blocks;
        cumulative = new double[blocks.Count];
        var sum = 0.0;
        for (var k = 0; k < blocks.Count; k++) cumulative[k] = sum += blocks[k];
    }

    /// <summary>The rates of the single blocks.</summary>
    public IReadOnlyList<double> Blocks { get; }

    /// <summary>Returns R_k for k = 1 … T as in the paper; R_0 = 0.</summary>
    public double this[int k] => k == 0 ? 0 : cumulative[k - 1];

    /// <summary>Number of blocks, T.</summary>
    public int Count => cumulative.Length;

    /// <summary>
    /// Returns every k for which claim A5, R_(k−1) ≤ R_k, fails by more than <paramref name="tolerance"/>. Analytic rates are
    /// divergences, so only rounding makes them negative; rates that are estimated from samples need the tolerance of their standard
    /// error.
    /// </summary>
    public IReadOnlyList<int> Falls(double tolerance) => [.. Enumerable.Range(1, Count).Where(k => this[k] < this[k - 1] - tolerance)];
}

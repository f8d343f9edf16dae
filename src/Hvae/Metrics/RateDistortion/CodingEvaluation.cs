// What a VDVAE sends and how well it gives back: R_k of every latent and the distortion of its head, on test images.

using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>Rates of a trained VDVAE, per dimension of the image.</summary>
/// <param name="Rates">E KL(q(z_k|x, z_&lt;k) ‖ p(z_k|z_&lt;k)) of each latent in the order of generation, in nats per dimension.</param>
/// <param name="CumulativeErrors">Standard error of R_k = the sum of the first k, from the spread over images; 0 for one image.</param>
/// <param name="Distortion">Mean of the head's distortion per dimension: nats, or the squared error of a linear head.</param>
/// <param name="Reconstruction">By the head's mean.</param>
public sealed record CodingScores(IReadOnlyList<double> Rates, IReadOnlyList<double> CumulativeErrors, double Distortion, Reconstruction Reconstruction)
{
    /// <summary>R_1 … R_T.</summary>
    public CumulativeRates Cumulative() => new(Rates);
}

/// <summary>
/// One sample of the latents per image, means over images. The paper does not say on which images it measures; here they are held
/// out.
/// </summary>
public static class CodingEvaluation
{
    /// <summary>Version of this numeric code: part of the identity of all that is measured with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>Evaluates <paramref name="model"/>.</summary>
    /// <param name="model">Without a condition; in evaluation mode afterwards.</param>
    /// <param name="images">On the model's device.</param>
    /// <param name="batchSize">Images at a time; only the noise's order depends on it.</param>
    /// <param name="noise">For the latents.</param>
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

// Rates, distortion and reconstruction quality of a trained two-layer VAE on held-out images.

using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>What <see cref="TwoLayerEvaluation"/> measures; rates and distortion in nats per image.</summary>
/// <param name="RateZ2">R(z2).</param>
/// <param name="RateZ1">R(z1|z2).</param>
/// <param name="Rate">R = R(z2) + R(z1|z2).</param>
/// <param name="Distortion">D = −log p(x|z1), constants included.</param>
/// <param name="MeanSquaredError">Of reconstructions by modes, on the [0, 1] scale.</param>
/// <param name="Psnr">Of reconstructions by modes, in dB.</param>
/// <param name="PsnrStandardError">In dB, to first order, from the spread of the images' errors; null for fewer than two images.</param>
public sealed record TwoLayerScores(
    BatchMean RateZ2, BatchMean RateZ1, BatchMean Rate, BatchMean Distortion, double MeanSquaredError, double Psnr, double? PsnrStandardError);

/// <summary>
/// The protocol of Xiao23's public code, on the test split: means of batch means, one z2 sample for the rates; PSNR from
/// reconstructions by modes, not clamped, with one error over all images and pixels. Deviation: the test images are read
/// in their order, not shuffled.
/// </summary>
public static class TwoLayerEvaluation
{
    /// <summary>Version of this numeric code: part of the identity of all that is measured with it.</summary>
    public const int CodeVersion = 2;

    /// <summary>Evaluates <paramref name="model"/> on <paramref name="images"/>.</summary>
    /// <param name="model">In evaluation mode afterwards.</param>
    /// <param name="images">On the model's device.</param>
    /// <param name="batchSize">The paper's code uses 256; the mean of batch means depends on it.</param>
    /// <param name="noise">For the one sample per image.</param>
    public static TwoLayerScores Run(TwoLayerVae model, ImageBatches images, int batchSize, Generator noise)
    {
        using var noGradient = no_grad();
        model.eval();
        BatchMean rateZ2 = new(), rateZ1 = new(), rate = new(), distortion = new();
        var reconstruction = new SquaredError();
        for (var start = 0; start < images.Count; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var batch = images.Range(start, Math.Min(batchSize, images.Count - start));
            var pass = model.Pass(batch, LatentRules.Sampled(noise));
            var z2 = pass.RateZ2();
            var z1 = pass.RateZ1();
            rateZ2.Add(Numbers.Of(z2));
            rateZ1.Add(Numbers.Of(z1));
            rate.Add(Numbers.Of(z2 + z1));
            distortion.Add(Numbers.Of(model.Likelihood.Distortion(batch, pass.Mean)));
            reconstruction.Add(batch, model.Pass(batch, LatentRules.Mode).Mean);
        }

        return new(
            rateZ2, rateZ1, rate, distortion, reconstruction.Mean,
            Psnr.FromMeanSquaredError(reconstruction.Mean, reconstruction.Range),
            Psnr.StandardError(reconstruction.Mean, reconstruction.StandardError));
    }

    /// <summary>Squared error over all pixels of all images, with the targets' range.</summary>
    private sealed class SquaredError
    {
        private readonly BatchMean images = new();
        private double sum;
        private long pixels;
        private double smallest = double.PositiveInfinity;
        private double largest = double.NegativeInfinity;

        public double Mean => sum / pixels;

        /// <summary>Of the mean, from the images' errors.</summary>
        public double? StandardError => images.StandardError;

        public double Range => largest - smallest;

        public void Add(Tensor targets, Tensor reconstructions)
        {
            var errors = Numbers.Of((targets - reconstructions).to(ScalarType.Float64).square().flatten(1).sum(1));
            sum += errors.Sum();
            images.Add([.. errors.Select(error => error * targets.shape[0] / targets.numel())]);
            pixels += targets.numel();
            smallest = Math.Min(smallest, targets.min().to(ScalarType.Float64).item<double>());
            largest = Math.Max(largest, targets.max().to(ScalarType.Float64).item<double>());
        }
    }
}

// Measures rates, distortion and reconstruction quality of a trained two-layer VAE on held-out images.
// PSNR = 10 log10(range² / MSE), with one mean squared error over all images and pixels.

using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>The numbers that <see cref="TwoLayerEvaluation"/> measures, with rates and distortion in nats per image.</summary>
/// <param name="RateZ2">R(z2).</param>
/// <param name="RateZ1">R(z1|z2).</param>
/// <param name="Rate">R = R(z2) + R(z1|z2).</param>
/// <param name="Distortion">D = −log p(x|z1), constants included.</param>
/// <param name="MeanSquaredError">Mean squared error of reconstructions by modes, on the [0, 1] scale.</param>
/// <param name="Psnr">PSNR of reconstructions by modes, in dB.</param>
/// <param name="RateZ2MonteCarlo">E[log q(z2|x) − log p(z2)] from one sample of z2 for each image.</param>
/// <param name="RateZ1MonteCarlo">E[log q(z1|z2,x) − log p(z1|z2)] from one sample of z1 for each image, with the same z2.</param>
/// <param name="PsnrStandardError">
/// Standard error of the PSNR in dB, to first order, from the spread of the images' errors; null for fewer than two images.
/// </param>
public sealed record TwoLayerScores(
    BatchMean RateZ2, BatchMean RateZ1, BatchMean Rate, BatchMean Distortion, MonteCarloRate RateZ2MonteCarlo,
    MonteCarloRate RateZ1MonteCarlo, double MeanSquaredError, double Psnr, double? PsnrStandardError);

/// <summary>
/// A rate that is estimated from samples (Xiao23 Eq. 6), in order to check the analytic rate. The densities are those of the samples with
/// which the analytic rate is measured, in float64.
/// </summary>
public sealed class MonteCarloRate
{
    private readonly BatchMean rate = new();
    private readonly BatchMean difference = new();

    /// <summary>Mean over images in nats, as the mean of the batches' means.</summary>
    public double Value => rate.Value;

    /// <summary>
    /// Standard error over images of the difference to the analytic rate, in nats; null for fewer than two images. It is not the standard
    /// error of the rate: both rates are of the same images.
    /// </summary>
    public double? StandardErrorOfDifference => difference.StandardError;

    /// <summary>Adds the images of one batch.</summary>
    /// <param name="posterior">Posterior of the latent.</param>
    /// <param name="prior">Prior of the latent.</param>
    /// <param name="sample">One sample from the posterior for each image.</param>
    /// <param name="analytic">The analytic rate of each image in nats, shape (N).</param>
    internal void Add(DiagonalGaussian posterior, DiagonalGaussian prior, Tensor sample, ReadOnlySpan<double> analytic)
    {
        var values = Numbers.Of(posterior.LogDensity(sample) - prior.LogDensity(sample));
        rate.Add(values);
        for (var image = 0; image < values.Length; image++) values[image] -= analytic[image];
        difference.Add(values);
    }
}

/// <summary>
/// The protocol of Xiao23's public code on the test split: means of batch means with one sample of z2 for the rates, and the PSNR of
/// unclamped reconstructions by modes, with one error over all images and pixels. Deviation: the test images are read in one order, not
/// shuffled.
/// </summary>
public static class TwoLayerEvaluation
{
    /// <summary>Evaluates <paramref name="model"/> on <paramref name="images"/>.</summary>
    /// <param name="model">The model, which is in evaluation mode afterwards.</param>
    /// <param name="images">Images on the model's device.</param>
    /// <param name="batchSize">Number of images at a time; 256 in the paper's code. The mean of batch means depends on it.</param>
    /// <param name="noise">Generator of the one sample per image.</param>
    public static TwoLayerScores Run(TwoLayerVae model, ImageBatches images, int batchSize, Generator noise)
    {
        using var noGradient = no_grad();
        model.eval();
        BatchMean rateZ2 = new(), rateZ1 = new(), rate = new(), distortion = new();
        MonteCarloRate sampledZ2 = new(), sampledZ1 = new();
        var reconstruction = new SquaredError();
        for (var start = 0; start < images.Count; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var batch = images.Range(start, Math.Min(batchSize, images.Count - start));
            var drawn = new List<Tensor>();
            var pass = model.Pass(batch, posterior => Keep(LatentRules.Sampled(noise)(posterior)));
            var z2 = pass.RateZ2();
            var z1 = pass.RateZ1();
            var (analyticZ2, analyticZ1) = (Numbers.Of(z2), Numbers.Of(z1));
            rateZ2.Add(analyticZ2);
            rateZ1.Add(analyticZ1);
            sampledZ2.Add(pass.PosteriorZ2, DiagonalGaussian.StandardNormal(pass.PosteriorZ2.Mean), drawn[0], analyticZ2);
            sampledZ1.Add(pass.PosteriorZ1, pass.PriorZ1, drawn[1], analyticZ1);
            rate.Add(Numbers.Of(z2 + z1));
            distortion.Add(Numbers.Of(model.Likelihood.Distortion(batch, pass.Mean)));
            reconstruction.Add(batch, model.Pass(batch, LatentRules.Mode).Mean);

            Tensor Keep(Tensor sample)
            {
                drawn.Add(sample);
                return sample;
            }
        }

        return new(
            rateZ2, rateZ1, rate, distortion, sampledZ2, sampledZ1, reconstruction.Mean,
            Psnr.FromMeanSquaredError(reconstruction.Mean, reconstruction.Range),
            Psnr.StandardError(reconstruction.Mean, reconstruction.StandardError));
    }

    /// <summary>Collects the squared error over all pixels of all images, and the targets' range.</summary>
    private sealed class SquaredError
    {
        private readonly BatchMean images = new();
        private double sum;
        private long pixels;
        private double smallest = double.PositiveInfinity;
        private double largest = double.NegativeInfinity;

        public double Mean => sum / pixels;

        /// <summary>Standard error of the mean, from the images' errors.</summary>
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

/// <summary>Peak signal-to-noise ratio as the paper's code computes it (Xiao23; torchmetrics 0.9.1 defaults).</summary>
public static class Psnr
{
    /// <summary>Returns the PSNR in dB.</summary>
    /// <param name="meanSquaredError">
    /// Mean squared error over all images and pixels, on the scale of the targets; 0 gives positive infinity.
    /// </param>
    /// <param name="dataRange">Largest minus smallest value of the targets.</param>
    public static double FromMeanSquaredError(double meanSquaredError, double dataRange) =>
        10 * Math.Log10(dataRange * dataRange / meanSquaredError);

    /// <summary>Returns the standard error of the PSNR in dB, to first order: 10/ln 10 · s.e.(MSE)/MSE.</summary>
    /// <param name="meanSquaredError">Mean squared error over all images and pixels, on the scale of the targets.</param>
    /// <param name="standardError">Standard error of the mean squared error; null when it is not known.</param>
    public static double? StandardError(double meanSquaredError, double? standardError) =>
        10 / Math.Log(10) * standardError / meanSquaredError;
}

// Measures the inception score of a trained two-layer VAE, by which an image classifier judges its samples.

using Hvae.Classifiers;
using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>Numbers of samples and splits.</summary>
/// <param name="Samples">Number of samples.</param>
/// <param name="Batch">Number of samples at a time; the samples depend on it, because it determines the order of the noise.</param>
/// <param name="Splits">Number of splits of the inception score.</param>
public sealed record SampleSettings(int Samples, int Batch, int Splits);

/// <summary>
/// The protocol of Xiao23's public code: z2 ~ p(z2), z1 ~ p(z1|z2), x = mean of p(x|z1). The classifier reads x without clamping, without
/// pixel noise and, for binary images, without rounding.
/// </summary>
public static class SampleEvaluation
{
    /// <summary>Computes the inception score of samples of <paramref name="model"/>.</summary>
    /// <param name="model">The model, which is in evaluation mode afterwards, as is the classifier.</param>
    /// <param name="classifier">Classifier of images of the model's shape, on the model's device.</param>
    /// <param name="settings">Numbers of samples and splits.</param>
    /// <param name="noise">Generator of the latents' noise, on the CPU.</param>
    /// <param name="progress">Is called after each batch with the number of samples done.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">
    /// Thrown when the classifier takes images of another shape than the model's, or when samples are not finite numbers.
    /// </exception>
    /// <exception cref="OperationCanceledException">Thrown when the evaluation was stopped on request.</exception>
    public static InceptionScore Run(
        TwoLayerVae model, ImageClassifier classifier, SampleSettings settings, Generator noise, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        if (model.Image != classifier.Image)
        {
            throw new ArgumentException(
                $"The model makes images of {model.Image}, the classifier takes those of {classifier.Image}.", nameof(classifier));
        }

        using var noGradient = no_grad();
        model.eval();
        classifier.eval();
        var probabilities = new double[settings.Samples, classifier.Classes];
        for (var done = 0; done < settings.Samples;)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var images = model.Sample(Math.Min(settings.Batch, settings.Samples - done), noise);
            foreach (var row in Probabilities(classifier, images).Chunk(classifier.Classes))
            {
                for (var y = 0; y < row.Length; y++) probabilities[done, y] = row[y];
                done++;
            }

            progress?.Report(done);
        }

        return InceptionScore.Of(probabilities, settings.Splits);
    }

    /// <summary>
    /// Returns p_cls(y|x) row by row. The logarithms are converted to double precision first, so that rows sum to 1 as closely as
    /// possible.
    /// </summary>
    private static double[] Probabilities(ImageClassifier classifier, Tensor images) =>
        classifier.LogProbabilities(images, DropoutRules.Off).to(ScalarType.Float64).exp().cpu().data<double>().ToArray();
}

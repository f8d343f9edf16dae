// The inception score of a trained two-layer VAE: how its samples look to an image classifier.

using Hvae.Classifiers;
using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>How many samples are judged.</summary>
/// <param name="Samples">In all.</param>
/// <param name="Batch">At once; the samples depend on it, as it orders the noise.</param>
/// <param name="Splits">Of the inception score.</param>
public sealed record SampleSettings(int Samples, int Batch, int Splits);

/// <summary>
/// The protocol of Xiao23's public code: z2 ~ p(z2), z1 ~ p(z1|z2), x = mean of p(x|z1), neither clamped nor with pixel
/// noise nor, for binary images, rounded; x goes to the classifier as it is.
/// </summary>
public static class SampleEvaluation
{
    /// <summary>Version of this numeric code, the score's included: part of the identity of all that is measured with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>Judges samples of <paramref name="model"/>.</summary>
    /// <param name="model">In evaluation mode afterwards, as is the classifier.</param>
    /// <param name="classifier">Of images of the model's shape, on the model's device.</param>
    /// <param name="settings">How many samples.</param>
    /// <param name="noise">Of the latents, on the model's device.</param>
    /// <param name="progress">Told the number of samples done, after each batch.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The classifier takes other images than the model makes, or the samples are not numbers.</exception>
    /// <exception cref="OperationCanceledException">Stopped on request.</exception>
    public static InceptionScore Run(
        TwoLayerVae model, ImageClassifier classifier, SampleSettings settings, Generator noise, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        if (model.Image != classifier.Image)
            throw new ArgumentException($"The model makes images of {model.Image}, the classifier takes those of {classifier.Image}.", nameof(classifier));

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

    /// <summary>p_cls(y|x), row by row; in double precision from the logarithm on, so that rows add up to 1 as well as they can.</summary>
    private static double[] Probabilities(ImageClassifier classifier, Tensor images) =>
        classifier.LogProbabilities(images, DropoutRules.Off).to(ScalarType.Float64).exp().cpu().data<double>().ToArray();
}

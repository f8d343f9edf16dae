// Measures the accuracy of a trained classifier on held-out images.

using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Classifiers;

/// <summary>The numbers that <see cref="ClassifierEvaluation"/> measures.</summary>
/// <param name="Accuracy">Share of images whose most probable class is their label, in [0, 1].</param>
/// <param name="NegativeLogLikelihood">Mean of −log p_cls(y|x), in nats.</param>
/// <param name="Count">Number of test images over which both are means.</param>
public sealed record ClassifierScores(double Accuracy, double NegativeLogLikelihood, int Count)
{
    /// <summary>Standard error of the accuracy, with the images taken as a random sample.</summary>
    public double AccuracyStandardError => Math.Sqrt(Accuracy * (1 - Accuracy) / Count);
}

/// <summary>Measures the accuracy on a test set. Every image counts once, whatever the batch size.</summary>
public static class ClassifierEvaluation
{
    /// <summary>Evaluates <paramref name="classifier"/> on <paramref name="images"/>.</summary>
    /// <param name="classifier">The classifier, which is in evaluation mode afterwards.</param>
    /// <param name="images">Test images on the classifier's device.</param>
    /// <param name="batchSize">Number of images at a time; the result does not depend on it.</param>
    public static ClassifierScores Run(ImageClassifier classifier, ImageBatches images, int batchSize)
    {
        using var noGradient = no_grad();
        classifier.eval();
        var (right, loss) = (0L, 0.0);
        for (var start = 0; start < images.Count; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var length = Math.Min(batchSize, images.Count - start);
            var labels = images.Labels(start, length);
            var logProbabilities = classifier.LogProbabilities(images.Range(start, length), DropoutRules.Off).to(ScalarType.Float64);
            right += logProbabilities.argmax(1).eq(labels).sum().item<long>();
            loss += nn.functional.nll_loss(logProbabilities, labels, reduction: nn.Reduction.Sum).item<double>();
        }

        return new((double)right / images.Count, loss / images.Count, images.Count);
    }
}

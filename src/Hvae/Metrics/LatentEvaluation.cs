// What the latents of a trained two-layer VAE know about the class of an image: information, its bound, and four classifiers.

using Hvae.Metrics.Latents;
using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>How <see cref="LatentEvaluation"/> encodes.</summary>
public sealed record LatentSettings
{
    /// <summary>Images encoded at a time; 256 in the paper's code.</summary>
    public int BatchSize { get; init; } = 256;
}

/// <summary>Accuracies on images that the classifiers were not trained on, in [0, 1].</summary>
/// <param name="LogisticRegression">Of multinomial logistic regression.</param>
/// <param name="LinearSvm">Of the linear support vector machine.</param>
/// <param name="RbfSvm">Of the support vector machine with radial kernel.</param>
/// <param name="NearestNeighbours">Of the five nearest neighbours.</param>
public sealed record ClassifierAccuracies(double LogisticRegression, double LinearSvm, double RbfSvm, double NearestNeighbours);

/// <summary>What <see cref="LatentEvaluation"/> measures.</summary>
/// <param name="MutualInformation">I_q(y; z2) in nats, over all images.</param>
/// <param name="AccuracyBound">f⁻¹ of it, in [1/M, 1], with the class counts of these images.</param>
/// <param name="Z2">With the mean of q(z2|x) as features.</param>
/// <param name="Z1">With the mean of q(z1|z2, x) as features, z2 sampled.</param>
/// <param name="TestImages">How many images the accuracies are over.</param>
public sealed record LatentScores(
    MutualInformationEstimate MutualInformation, double AccuracyBound, ClassifierAccuracies Z2, ClassifierAccuracies Z1, int TestImages);

/// <summary>
/// The protocol of Xiao23's public code, on the test split, with the deviations that <see cref="Deviations"/> lists. A class
/// that is absent from the training part, as happens in small sets, is never predicted: each of its images counts as an error.
/// </summary>
public static class LatentEvaluation
{
    /// <summary>Version of this numeric code: part of the identity of all that is measured with it.</summary>
    public const int CodeVersion = 2;

    /// <summary>Evaluates <paramref name="model"/> on <paramref name="images"/>. All but encoding is computed on the CPU, in float64.</summary>
    /// <param name="model">In evaluation mode afterwards.</param>
    /// <param name="images">On the model's device; at least five.</param>
    /// <param name="labels">Of the images, 0 … <paramref name="classes"/> − 1, in their order.</param>
    /// <param name="classes">M ≥ 2, classes that do not occur included.</param>
    /// <param name="settings">How to encode.</param>
    /// <param name="noise">For the samples of z2; on the model's device.</param>
    /// <param name="progress">Is told the share of the work that is done, roughly.</param>
    /// <param name="cancellation">Looked at between batches, steps and pairs of classes.</param>
    /// <exception cref="ArgumentException">Labels and images differ in number, or a label is no class.</exception>
    /// <exception cref="ArithmeticException">Latents are not finite.</exception>
    public static LatentScores Run(
        TwoLayerVae model,
        ImageBatches images,
        ReadOnlySpan<byte> labels,
        int classes,
        LatentSettings settings,
        Generator noise,
        Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        var counts = Counts(labels, images.Count, classes);
        using var scope = NewDisposeScope();
        var y = tensor(Array.ConvertAll(labels[..images.Count].ToArray(), label => (long)label));
        model.eval();
        var latents = LatentFeatures.Of(model, images, settings.BatchSize, noise, cancellation);
        var information = MutualInformation.Estimate(latents.PosteriorZ2, latents.SampleZ2, y);
        var (train, test) = LatentSplit.Of(images.Count);
        var z2 = new ClassifierRun(latents.PosteriorZ2.Mean, y, train, test).Accuracies(share => progress?.Invoke(share / 2), cancellation);
        var z1 = new ClassifierRun(latents.MeanZ1, y, train, test).Accuracies(share => progress?.Invoke((1 + share) / 2), cancellation);
        return new(
            information, AccuracyBound.FromMutualInformation(information.Nats, counts), z2, z1, (int)test.numel());
    }

    private static long[] Counts(ReadOnlySpan<byte> labels, int images, int classes)
    {
        if (labels.Length != images) throw new ArgumentException($"{labels.Length} labels for {images} images.", nameof(labels));
        var counts = new long[classes];
        foreach (var label in labels)
        {
            if (label >= classes) throw new ArgumentException($"Label {label} is none of {classes} classes.", nameof(labels));
            counts[label]++;
        }

        return counts;
    }
}

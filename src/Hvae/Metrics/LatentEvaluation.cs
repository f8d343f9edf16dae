// Measures what the latents of a trained two-layer VAE tell about an image's class: information, its bound, and four classifiers.

using Hvae.Metrics.Latents;
using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>Settings of a <see cref="LatentEvaluation"/>.</summary>
public sealed record LatentSettings
{
    /// <summary>Number of images that are encoded at a time; 256 in the paper's code.</summary>
    public int BatchSize { get; init; } = 256;
}

/// <summary>Accuracies on images that the classifiers were not trained on, in [0, 1].</summary>
/// <param name="LogisticRegression">Accuracy of multinomial logistic regression.</param>
/// <param name="LinearSvm">Accuracy of the linear support vector machine.</param>
/// <param name="RbfSvm">Accuracy of the support vector machine with radial kernel.</param>
/// <param name="NearestNeighbours">Accuracy of the five nearest neighbours.</param>
public sealed record ClassifierAccuracies(double LogisticRegression, double LinearSvm, double RbfSvm, double NearestNeighbours);

/// <summary>Accuracies of classifiers that are trained and tested on samples of a latent, in [0, 1].</summary>
/// <param name="RbfSvm">Accuracy of the support vector machine with radial kernel.</param>
/// <param name="NearestNeighbours">Accuracy of the five nearest neighbours.</param>
public sealed record SampleAccuracies(double RbfSvm, double NearestNeighbours);

/// <summary>The numbers that <see cref="LatentEvaluation"/> measures.</summary>
/// <param name="MutualInformation">I_q(y; z2) in nats, over all images.</param>
/// <param name="LeaveOneOut">The same without each image's own posterior.</param>
/// <param name="AccuracyBound">f⁻¹ of the mutual information, in [1/M, 1], with the class counts of these images.</param>
/// <param name="AccuracyBoundLeaveOneOut">
/// f⁻¹ of the estimate without each image's own posterior, or of 0 where that is negative; NaN where there is no estimate.
/// </param>
/// <param name="AccuracyBoundOfRate">f⁻¹ of the mean of KL(q(z2|x) ‖ N(0, I)) over the same images, in [1/M, 1].</param>
/// <param name="Z2">Accuracies with the mean of q(z2|x) as features.</param>
/// <param name="SampleZ2">
/// Accuracies with one sample of q(z2|x) as features, the one that the information is measured with. Eq. 11 bounds these accuracies; the
/// mean of q(z2|x) may tell more about the class than its samples do.
/// </param>
/// <param name="Z1">Accuracies with the mean of q(z1|z2, x) as features, where z2 is sampled.</param>
/// <param name="TestImages">Number of images on which the accuracies are measured.</param>
public sealed record LatentScores(
    MutualInformationEstimate MutualInformation, MutualInformationEstimate LeaveOneOut, double AccuracyBound,
    double AccuracyBoundLeaveOneOut, double AccuracyBoundOfRate, ClassifierAccuracies Z2, SampleAccuracies SampleZ2,
    ClassifierAccuracies Z1, int TestImages);

/// <summary>
/// The protocol of Xiao23's public code on the test split, with the deviations that <see cref="Deviations"/> lists, and beside it two
/// classifiers on samples of z2 and an estimate of the information without each image's own posterior, which are ours. A class that the
/// images lack (<see cref="LackedClasses"/>) is never predicted, so the numbers then say nothing about the data set.
/// </summary>
public static class LatentEvaluation
{
    /// <summary>
    /// Evaluates <paramref name="model"/> on <paramref name="images"/>. Everything except encoding is computed on the CPU in float64.
    /// </summary>
    /// <param name="model">The model, which is in evaluation mode afterwards.</param>
    /// <param name="images">Images on the model's device, at least five.</param>
    /// <param name="classes">Number of classes, M ≥ 2, including classes that do not occur.</param>
    /// <param name="settings">Settings of the encoding.</param>
    /// <param name="noise">Generator of the samples of z2, on the CPU.</param>
    /// <param name="progress">Is called with the approximate share of the work that is done.</param>
    /// <param name="cancellation">Stops between batches, steps and pairs of classes.</param>
    /// <exception cref="ArgumentException">Thrown when a label is not a class.</exception>
    /// <exception cref="ArithmeticException">Thrown when latents are not finite.</exception>
    public static LatentScores Run(
        TwoLayerVae model,
        ImageBatches images,
        int classes,
        LatentSettings settings,
        Generator noise,
        Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var y = images.Labels(0, images.Count).cpu();
        var counts = Counts(y, classes);
        model.eval();
        var latents = LatentFeatures.Of(model, images, settings.BatchSize, noise, cancellation);
        var (information, leaveOneOut) = MutualInformation.Estimate(latents.PosteriorZ2, latents.SampleZ2, y);
        var (train, test) = LatentSplit.Of(images.Count);
        // Three machines for z2 and two for z1.
        var z2 = On(latents.PosteriorZ2.Mean).Accuracies(share => progress?.Invoke(0.4 * share), cancellation);
        var sample = On(latents.SampleZ2).AccuraciesOfSamples(share => progress?.Invoke(0.4 + (0.2 * share)), cancellation);
        var z1 = On(latents.MeanZ1).Accuracies(share => progress?.Invoke(0.6 + (0.4 * share)), cancellation);
        return new(
            information, leaveOneOut, AccuracyBound.FromMutualInformation(information.Nats, counts),
            AccuracyBound.FromMutualInformation(Math.Max(0, leaveOneOut.Nats), counts),
            AccuracyBound.FromMutualInformation(
                latents.PosteriorZ2.KlToStandardNormal().to(ScalarType.Float64).mean().item<double>(), counts),
            z2, sample, z1, (int)test.numel());

        ClassifierRun On(Tensor features) => new(features, y, train, test);
    }

    /// <summary>Returns the classes of which no image is in the part of the images that trains the classifiers.</summary>
    /// <param name="images">The images, at least five.</param>
    /// <param name="classes">Number of classes, M.</param>
    public static IReadOnlyList<int> LackedClasses(ImageBatches images, int classes)
    {
        using var scope = NewDisposeScope();
        return images.LackedClasses(classes, LatentSplit.Of(images.Count).Train);
    }

    private static long[] Counts(Tensor labels, int classes)
    {
        var counts = new long[classes];
        foreach (var label in labels.data<long>())
        {
            if (label >= classes) throw new ArgumentException($"Label {label} is not one of {classes} classes.", nameof(labels));
            counts[label]++;
        }

        return counts;
    }
}

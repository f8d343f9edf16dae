// Which features the Fréchet distance is taken of, given what is at hand.

using Hvae.Classifiers;
using Hvae.Metrics.Perceptual;
using Hvae.Pretrained;
using static TorchSharp.torch;

namespace Hvae.Metrics.Features;

/// <summary>The choice among the features.</summary>
public static class ImageFeatures
{
    /// <summary>
    /// The FID network where its weights are; else the data set's own classifier where it has one; else SqueezeNet where its
    /// weights are; else random ones. Each names its distance differently, so that numbers of two kinds are never taken for one.
    /// </summary>
    /// <param name="folder">Where weights lie.</param>
    /// <param name="hasClassifier">Whether there is, or can be, a classifier of the data set.</param>
    public static FeatureKind Choose(PretrainedFolder folder, bool hasClassifier) =>
        folder.Has(InceptionFeatures.Weights) ? FeatureKind.Inception
        : hasClassifier ? FeatureKind.Classifier
        : folder.Has(LpipsNetwork.Squeeze.Features) ? FeatureKind.SqueezeNet
        : FeatureKind.Random;

    /// <summary>The published weights that features of a kind need; null where they need none.</summary>
    public static PublishedWeights? WeightsOf(FeatureKind kind) => kind switch
    {
        FeatureKind.Inception => InceptionFeatures.Weights,
        FeatureKind.SqueezeNet => LpipsNetwork.Squeeze.Features,
        _ => null,
    };

    /// <summary>The features of a kind.</summary>
    /// <param name="kind">From <see cref="Choose"/>.</param>
    /// <param name="folder">Where weights lie.</param>
    /// <param name="classifier">Makes the trained classifier of the data set; may be null for the other kinds.</param>
    /// <param name="device">Where features are to be computed.</param>
    /// <exception cref="ArgumentNullException">The classifier is wanted and missing.</exception>
    /// <exception cref="WeightsMissingException">Weights are wanted and missing.</exception>
    /// <exception cref="Data.DataFormatException">Weights that are there cannot be read.</exception>
    public static IImageFeatures Load(FeatureKind kind, PretrainedFolder folder, Func<ImageClassifier>? classifier, Device device)
    {
        switch (kind)
        {
            case FeatureKind.Inception:
                return InceptionFeatures.Load(folder, device);
            case FeatureKind.Classifier:
                ArgumentNullException.ThrowIfNull(classifier);
                return new ClassifierFeatures(classifier());
            case FeatureKind.SqueezeNet:
                return SqueezeNetFeatures.Load(folder, device);
            default:
                return SqueezeNetFeatures.Random(device);
        }
    }
}

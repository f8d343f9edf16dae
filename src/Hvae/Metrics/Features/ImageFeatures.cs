// The features of which Fréchet distances are computed, the choice among them, and the features of a data set's own classifier.

using System.Text.Json.Serialization;
using Hvae.Classifiers;
using Hvae.Metrics.Perceptual;
using Hvae.Pretrained;
using static TorchSharp.torch;

namespace Hvae.Metrics.Features;

/// <summary>Features that a network computes from an image, of which Fréchet distances are computed.</summary>
public interface IImageFeatures : IDisposable
{
    /// <summary>
    /// Name of the network for records, with the name of its weights if they have one. The weights of a classifier have no name; records
    /// state its training separately.
    /// </summary>
    string Name { get; }

    /// <summary>Name of the Fréchet distance of these features; <c>FID</c> only for the published network.</summary>
    string DistanceName { get; }

    /// <summary>Number of features of an image, D.</summary>
    int Dimensions { get; }

    /// <summary>Computes the features, shape (N, D).</summary>
    /// <param name="images">Images, shape (N, C, H, W), range [0, 1], on the network's device.</param>
    Tensor Of(Tensor images);
}

/// <summary>The kinds of features, the most informative first. Each kind gives its distance a name of its own.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeatureKind>))]
public enum FeatureKind
{
    /// <summary>The features of <see cref="InceptionFeatures"/>.</summary>
    Inception,

    /// <summary>The features of <see cref="ClassifierFeatures"/>.</summary>
    Classifier,

    /// <summary>The features of <see cref="SqueezeNetFeatures.Load"/>.</summary>
    SqueezeNet,

    /// <summary>The features of <see cref="SqueezeNetFeatures.Random"/>.</summary>
    Random,
}

/// <summary>Chooses and loads features.</summary>
public static class ImageFeatures
{
    /// <summary>
    /// Returns the FID network if its weights are there, otherwise the data set's own classifier if it has one, otherwise SqueezeNet if
    /// its weights are there, otherwise random features. Each kind names its distance differently, so that numbers of two kinds are never
    /// confused.
    /// </summary>
    /// <param name="folder">Folder of the weights.</param>
    /// <param name="hasClassifier">Whether the data set has a classifier or can have one.</param>
    public static FeatureKind Choose(PretrainedFolder folder, bool hasClassifier) =>
        folder.Has(InceptionFeatures.Weights) ? FeatureKind.Inception
        : hasClassifier ? FeatureKind.Classifier
        : folder.Has(LpipsNetwork.Squeeze.Features) ? FeatureKind.SqueezeNet
        : FeatureKind.Random;

    /// <summary>Returns the published weights that features of a kind need; null when they need none.</summary>
    public static PublishedWeights? WeightsOf(FeatureKind kind) => kind switch
    {
        FeatureKind.Inception => InceptionFeatures.Weights,
        FeatureKind.SqueezeNet => LpipsNetwork.Squeeze.Features,
        _ => null,
    };

    /// <summary>Loads the features of a kind.</summary>
    /// <param name="kind">Kind of the features, from <see cref="Choose"/>.</param>
    /// <param name="folder">Folder of the weights.</param>
    /// <param name="classifier">Returns the trained classifier of the data set; it can be null for the other kinds.</param>
    /// <param name="device">Device on which features are computed.</param>
    /// <exception cref="ArgumentNullException">Thrown when the kind needs a classifier and there is none.</exception>
    /// <exception cref="WeightsMissingException">Thrown when the kind needs weights and they are missing.</exception>
    /// <exception cref="Data.DataFormatException">Thrown when the weights cannot be read.</exception>
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

/// <summary>
/// The features that the last, linear layer of a trained classifier reads. They replace Inception's when its weights are missing. Their
/// Fréchet distance is not an FID and compares only with distances of the same classifier.
/// </summary>
/// <param name="classifier">Trained classifier. It is in evaluation mode afterwards and is disposed with this object.</param>
public sealed class ClassifierFeatures(ImageClassifier classifier) : IImageFeatures
{
    /// <inheritdoc/>
    public string Name => $"last hidden layer of the classifier {classifier.GetName()}";

    /// <inheritdoc/>
    public string DistanceName => "Fréchet distance of classifier features";

    /// <inheritdoc/>
    public int Dimensions => classifier.FeatureCount;

    /// <inheritdoc/>
    public Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        classifier.eval();
        return classifier.Features(images, DropoutRules.Off).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => classifier.Dispose();
}

// Features of a data set's own image classifier: what stands in for Inception's when their weights are not at hand.

using Hvae.Classifiers;
using static TorchSharp.torch;

namespace Hvae.Metrics.Features;

/// <summary>What the last, linear layer of a trained classifier sees. The Fréchet distance of these features is no FID, and compares only with that of the same classifier.</summary>
/// <param name="classifier">Trained; in evaluation mode afterwards; disposed with this.</param>
public sealed class ClassifierFeatures(ImageClassifier classifier) : IImageFeatures
{
    /// <summary>Version of this numeric code: part of the identity of all that is measured with it.</summary>
    public const int CodeVersion = 1;

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

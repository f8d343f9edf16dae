// The base class of the image classifiers, and the rules by which dropout hides features.

using Hvae.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Classifiers;

/// <summary>A network that computes p_cls(y|x), the class probabilities of an image, by which samples are judged (Xiao23 Eq. 12).</summary>
public abstract class ImageClassifier : nn.Module
{
    /// <param name="name">The network's name.</param>
    /// <param name="image">Shape of one image.</param>
    /// <param name="classes">Number of classes.</param>
    protected ImageClassifier(string name, ImageShape image, int classes)
        : base(name)
    {
        Image = image;
        Classes = classes;
    }

    /// <summary>Shape of one image.</summary>
    public ImageShape Image { get; }

    /// <summary>Number of classes; labels are 0 … Classes − 1.</summary>
    public int Classes { get; }

    /// <summary>Returns log p_cls(y|x) in nats, shape (N, classes).</summary>
    /// <param name="images">Images, shape (N, C, H, W), range [0, 1], not normalised.</param>
    /// <param name="dropout">The rule by which dropout hides features.</param>
    public Tensor LogProbabilities(Tensor images, DropoutRule dropout)
    {
        using var scope = NewDisposeScope();
        return functional.log_softmax(Logits(Features(images, dropout)), 1).MoveToOuterDisposeScope();
    }

    /// <summary>Number of features that the last, linear layer reads.</summary>
    public abstract int FeatureCount { get; }

    /// <summary>Returns the features that the last, linear layer reads, shape (N, <see cref="FeatureCount"/>).</summary>
    /// <param name="images">Images, shape (N, C, H, W), range [0, 1], not normalised.</param>
    /// <param name="dropout">The rule by which dropout hides features.</param>
    public abstract Tensor Features(Tensor images, DropoutRule dropout);

    /// <summary>Returns the scores of the classes before normalisation, shape (N, classes).</summary>
    protected abstract Tensor Logits(Tensor features);
}

/// <summary>
/// Hides features with a probability and scales the others to keep their mean (Srivastava et al., 2014). It is called once per dropout
/// layer, in order. libtorch's own dropout draws from the global generator, which is not part of a checkpoint, so an interrupted training
/// would not continue with the same bits.
/// </summary>
/// <param name="features">Features of any shape, whose first dimension counts images.</param>
/// <param name="probability">Probability that a feature is hidden, at least 0 and less than 1.</param>
/// <returns>A tensor of the features' shape.</returns>
public delegate Tensor DropoutRule(Tensor features, double probability);

/// <summary>The rules that training and evaluation use.</summary>
public static class DropoutRules
{
    /// <summary>Hides nothing (for evaluation).</summary>
    public static DropoutRule Off { get; } = static (features, _) => features;

    /// <summary>
    /// Draws for each feature whether it is hidden, from <paramref name="generator"/>, which is on the CPU (for training).
    /// </summary>
    public static DropoutRule Sampled(Generator generator) => (features, probability) =>
        features * (zeros_like(features, device: CPU).bernoulli_(1 - probability, generator).to(features.device) / (1 - probability));
}

// What every image classifier offers to training, accuracy and the inception score.

using Hvae.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Classifiers;

/// <summary>p_cls(y|x): class probabilities of an image, by which samples are judged (Xiao23 Eq. 12).</summary>
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

    /// <summary>log p_cls(y|x) in nats, shape (N, classes).</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1], no normalisation.</param>
    /// <param name="dropout">What becomes of the features that dropout may hide.</param>
    public Tensor LogProbabilities(Tensor images, DropoutRule dropout)
    {
        using var scope = NewDisposeScope();
        return functional.log_softmax(Logits(Features(images, dropout)), 1).MoveToOuterDisposeScope();
    }

    /// <summary>Number of features that the last, linear layer sees.</summary>
    public abstract int FeatureCount { get; }

    /// <summary>What the last, linear layer sees, shape (N, <see cref="FeatureCount"/>).</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1], no normalisation.</param>
    /// <param name="dropout">What becomes of the features that dropout may hide.</param>
    public abstract Tensor Features(Tensor images, DropoutRule dropout);

    /// <summary>Scores of the classes before they are normalised, shape (N, classes).</summary>
    protected abstract Tensor Logits(Tensor features);
}

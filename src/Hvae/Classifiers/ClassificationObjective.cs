// The loss of an image classifier: the negative log-likelihood of the labels.

using Hvae.Objectives;
using static TorchSharp.torch;

namespace Hvae.Classifiers;

/// <summary>E[−log p_cls(y|x)] in nats per image, on augmented images and with dropout.</summary>
/// <param name="Augmentation">How training images are changed.</param>
public sealed record ClassificationObjective(Augmentation Augmentation)
{
    /// <summary>The objective of training <paramref name="classifier"/>; its log has the term <c>accuracy</c>, in [0, 1].</summary>
    public Objective For(ImageClassifier classifier) => (batch, noise) =>
    {
        var images = Augmentation.Apply(batch.Images, noise);
        var logProbabilities = classifier.LogProbabilities(images, DropoutRules.Sampled(noise));
        var accuracy = logProbabilities.detach().argmax(1).eq(batch.Labels).to(ScalarType.Float32).mean();
        return new(nn.functional.nll_loss(logProbabilities, batch.Labels), [("accuracy", accuracy)]);
    };
}

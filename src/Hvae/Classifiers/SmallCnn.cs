// A small network for quick runs: not the paper's, and named so wherever its numbers are shown.

using Hvae.Data;
using Hvae.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Classifiers;

/// <summary>
/// Three strided convolutions with batch normalisation down to 4×4 (3×3 for 28×28 images) and one linear layer; 52,202
/// parameters for 32×32 colour images, 47,210 for 28×28 ones, with 10 classes. 1.2 million multiplications an image,
/// where ResNet-18 has 560 million.
/// </summary>
public sealed class SmallCnn : ImageClassifier
{
    private const long Channels = 16;

    private readonly Sequential layers;

    /// <summary>Makes the network; <see cref="Models.Initialisation"/> gives it its seeded parameters.</summary>
    /// <param name="image">At least 8×8.</param>
    /// <param name="classes">Number of classes.</param>
    public SmallCnn(ImageShape image, int classes = 10)
        : base("small-cnn", image, classes)
    {
        layers = Sequential(
            ("conv1", new NormalisedConvolution(image.Channels, Channels, 4, 2, 1)),
            ("relu1", ReLU(inplace: true)),
            ("conv2", new NormalisedConvolution(Channels, 2 * Channels, 4, 2, 1)),
            ("relu2", ReLU(inplace: true)),
            ("conv3", new NormalisedConvolution(2 * Channels, 4 * Channels, 4, 2, 1)),
            ("relu3", ReLU(inplace: true)),
            ("flatten", Flatten()),
            ("linear", Linear(4 * Channels * (image.Height / 8) * (image.Width / 8), classes)));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int FeatureCount => (int)(4 * Channels) * (Image.Height / 8) * (Image.Width / 8);

    /// <inheritdoc/>
    public override Tensor Features(Tensor images, DropoutRule dropout)
    {
        var features = images;
        for (var layer = 0; layer < layers.Count - 1; layer++) features = layers[layer].call(features);
        return features;
    }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor features) => ((Linear)layers[^1]).Run(features);
}

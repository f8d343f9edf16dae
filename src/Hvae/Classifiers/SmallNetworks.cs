// Two small convolutional classifiers: the paper's for binarised MNIST, and one of our own for quick runs.

using Hvae.Data;
using Hvae.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Classifiers;

/// <summary>
/// The paper's classifier of binarised MNIST: two 3×3 convolutions, max pooling and two linear layers with dropout, and a ReLU after each
/// hidden layer (Xiao23's public code, which uses the network of PyTorch's MNIST example). It has 1,199,882 parameters for 10 classes.
/// </summary>
public sealed class MnistCnn : ImageClassifier
{
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Linear fc1;
    private readonly Linear fc2;

    /// <summary>Makes the network. <see cref="Models.Initialisation"/> draws its parameters.</summary>
    public MnistCnn(int classes = 10)
        : base("mnist-cnn", new ImageShape(1, 28, 28), classes)
    {
        conv1 = Conv2d(1, 32, 3);
        conv2 = Conv2d(32, 64, 3);
        fc1 = Linear(64 * 12 * 12, 128);
        fc2 = Linear(128, classes);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int FeatureCount => (int)fc2.weight!.shape[1];

    /// <inheritdoc/>
    public override Tensor Features(Tensor images, DropoutRule dropout)
    {
        var features = functional.relu(conv1.Run(images), inplace: true);
        features = functional.relu(conv2.Run(features), inplace: true);
        features = dropout(functional.max_pool2d(features, 2), 0.25).flatten(1);
        return dropout(functional.relu(fc1.Run(features), inplace: true), 0.5);
    }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor features) => fc2.Run(features);
}

/// <summary>
/// A small network for quick runs. It is not the paper's, and its numbers are shown under its own name. It has three strided convolutions
/// with batch normalisation down to 4×4 (3×3 for 28×28 images) and one linear layer; with 10 classes these are 52,202 parameters for
/// 32×32 colour images and 47,210 for 28×28 images. An image takes 1.2 million multiplications, and with ResNet-18 560 million.
/// </summary>
public sealed class SmallCnn : ImageClassifier
{
    private const long Channels = 16;

    private readonly Sequential layers;

    /// <summary>Makes the network. <see cref="Models.Initialisation"/> draws its parameters.</summary>
    /// <param name="image">Shape of one image, at least 8×8.</param>
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

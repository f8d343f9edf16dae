// The small convolutional network with dropout that the paper's code trains on binarised MNIST.

using Hvae.Data;
using Hvae.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Classifiers;

/// <summary>
/// Two 3×3 convolutions, max pooling and two linear layers with dropout (Xiao23's public code; the network of PyTorch's
/// MNIST example, whence the ReLU after each hidden layer): 1,199,882 parameters for 10 classes.
/// </summary>
public sealed class MnistCnn : ImageClassifier
{
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Linear fc1;
    private readonly Linear fc2;

    /// <summary>Makes the network; <see cref="Models.Initialisation"/> gives it its seeded parameters.</summary>
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

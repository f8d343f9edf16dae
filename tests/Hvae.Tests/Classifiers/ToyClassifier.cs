// A classifier with everything that a resumed training must restore: batch normalisation, dropout, augmentation.

using Hvae.Classifiers;
using Hvae.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Tests.Classifiers;

internal sealed class ToyClassifier : ImageClassifier
{
    private readonly Conv2d convolution;
    private readonly BatchNorm2d norm;
    private readonly Linear linear;

    public ToyClassifier()
        : base("toy", new ImageShape(1, 28, 28), 10)
    {
        convolution = Conv2d(1, 4, 5, 4, 1);
        norm = BatchNorm2d(4);
        linear = Linear(4 * 7 * 7, 10);
        RegisterComponents();
    }

    public override int FeatureCount => 4 * 7 * 7;

    public override Tensor Features(Tensor images, DropoutRule dropout) =>
        dropout(functional.relu(norm.call(convolution.call(images))), 0.25).flatten(1);

    protected override Tensor Logits(Tensor features) => linear.call(features);
}

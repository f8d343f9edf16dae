// The residual network with 18 layers in its form for 32×32 images: the paper's, which its code trains on SVHN, and a narrow one.

using Hvae.Data;
using Hvae.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Classifiers;

/// <summary>
/// ResNet-18 (He et al., 2016) for small images: a 3×3 stem without pooling, four stages of two basic blocks, average pooling over 4×4,
/// and one linear layer (Xiao23's public code). With the paper's width of 64 it has 11,173,962 parameters for 10 classes, and an image
/// takes 560 million multiplications. With a width of 16 these are 701,466 parameters and 35 million multiplications.
/// </summary>
public sealed class ResNet18 : ImageClassifier
{
    private readonly NormalisedConvolution stem;
    private readonly Sequential blocks;
    private readonly Linear linear;

    /// <summary>Makes the network. <see cref="Models.Initialisation"/> draws its parameters.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="width">Number of channels of the stem and of the first stage; each later stage has twice as many.</param>
    /// <param name="classes">Number of classes.</param>
    public ResNet18(string name, long width, int classes)
        : base(name, new ImageShape(3, 32, 32), classes)
    {
        stem = new(3, width, 3, padding: 1);
        blocks = Sequential();
        var channels = width;
        for (var stage = 1; stage <= 4; stage++)
        {
            var (from, stride) = stage == 1 ? (width, 1) : (channels, 2);
            channels = from * stride;
            blocks.append($"stage{stage}_block1", new BasicBlock(from, channels, stride));
            blocks.append($"stage{stage}_block2", new BasicBlock(channels, channels, 1));
        }

        linear = Linear(channels, classes);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int FeatureCount => (int)linear.weight!.shape[1];

    /// <inheritdoc/>
    public override Tensor Features(Tensor images, DropoutRule dropout)
    {
        var features = blocks.call(functional.relu(stem.call(images), inplace: true));
        return functional.avg_pool2d(features, 4).flatten(1);
    }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor features) => linear.Run(features);

    /// <summary>
    /// Computes relu(two convolutions of x + x). A 1×1 convolution brings the second x to the new size when the size changes.
    /// </summary>
    private sealed class BasicBlock : Module<Tensor, Tensor>
    {
        private readonly NormalisedConvolution first;
        private readonly NormalisedConvolution second;
        private readonly NormalisedConvolution? shortcut;

        public BasicBlock(long from, long to, long stride)
            : base(nameof(BasicBlock))
        {
            first = new(from, to, 3, stride, 1);
            second = new(to, to, 3, 1, 1);
            shortcut = stride == 1 && from == to ? null : new(from, to, 1, stride);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var residual = second.call(functional.relu(first.call(input), inplace: true));
            return residual.add_(shortcut?.call(input) ?? input).relu_().MoveToOuterDisposeScope();
        }
    }
}

/// <summary>Computes norm(conv(x)). The convolution has no bias, because the normalisation has one.</summary>
internal sealed class NormalisedConvolution : Module<Tensor, Tensor>
{
    private readonly Conv2d convolution;
    private readonly BatchNorm2d norm;

    public NormalisedConvolution(long from, long to, long kernel, long stride = 1, long padding = 0)
        : base(nameof(NormalisedConvolution))
    {
        convolution = Conv2d(from, to, kernel, stride, padding, bias: false);
        norm = BatchNorm2d(to);
        RegisterComponents();
    }

    /// <summary>
    /// Computes the layer. In evaluation the normalisation is a fixed scale and shift of each channel, which the convolution's weights
    /// include. The numbers are the same up to rounding, without another pass over the images.
    /// </summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        if (training) return norm.call(convolution.Run(input)).MoveToOuterDisposeScope();

        var scale = norm.weight * (norm.running_var! + norm.eps).rsqrt();
        var shift = norm.bias! - (norm.running_mean! * scale);
        var weight = convolution.weight * scale.reshape(-1, 1, 1, 1);
        return functional.conv2d(input, weight, shift, convolution.stride, convolution.padding).MoveToOuterDisposeScope();
    }
}

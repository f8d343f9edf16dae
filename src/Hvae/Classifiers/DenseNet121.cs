// The densely connected network with 121 layers in its form for 32×32 images, which the paper's code trains on CIFAR-10.

using Hvae.Data;
using Hvae.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Classifiers;

/// <summary>
/// DenseNet-121 (Huang et al., 2017) for small images: growth 32, blocks of 6, 12, 24 and 16 layers, channels halved between blocks, a
/// 3×3 stem to 64 channels without pooling, average pooling over 4×4, and one linear layer (Xiao23's public code). It has 6,956,298
/// parameters for 10 classes.
/// </summary>
public sealed class DenseNet121 : ImageClassifier
{
    private const long Growth = 32;
    private static readonly int[] LayersOfBlocks = [6, 12, 24, 16];

    private readonly Conv2d stem;
    private readonly Sequential blocks;
    private readonly BatchNorm2d norm;
    private readonly Linear linear;

    /// <summary>Makes the network. <see cref="Models.Initialisation"/> draws its parameters.</summary>
    public DenseNet121(int classes = 10)
        : base("densenet121", new ImageShape(3, 32, 32), classes)
    {
        var channels = 2 * Growth;
        stem = Conv2d(3, channels, 3, padding: 1, bias: false);
        blocks = Sequential();
        foreach (var (index, layers) in LayersOfBlocks.Index())
        {
            if (index > 0) blocks.append($"transition{index}", new Transition(channels, channels /= 2));
            for (var layer = 1; layer <= layers; layer++, channels += Growth)
                blocks.append($"block{index + 1}_layer{layer}", new DenseLayer(channels));
        }

        norm = BatchNorm2d(channels);
        linear = Linear(channels, classes);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int FeatureCount => (int)linear.weight!.shape[1];

    /// <inheritdoc/>
    public override Tensor Features(Tensor images, DropoutRule dropout)
    {
        var features = functional.relu(norm.call(blocks.call(stem.Run(images))), inplace: true);
        return functional.avg_pool2d(features, 4).flatten(1);
    }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor features) => linear.Run(features);

    /// <summary>Computes new channels from all present ones and puts them in front.</summary>
    private sealed class DenseLayer : Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d norm;
        private readonly NormalisedConvolution bottleneck;
        private readonly Conv2d convolution;

        public DenseLayer(long channels)
            : base(nameof(DenseLayer))
        {
            norm = BatchNorm2d(channels);
            bottleneck = new(channels, 4 * Growth, 1);
            convolution = Conv2d(4 * Growth, Growth, 3, padding: 1, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var features = bottleneck.call(functional.relu(norm.call(input), inplace: true));
            var added = convolution.Run(functional.relu(features, inplace: true));
            return cat([added, input], 1).MoveToOuterDisposeScope();
        }
    }

    /// <summary>
    /// Reduces channels and halves the size between two blocks. Pooling comes before the 1×1 convolution instead of after it. Both are
    /// linear and act on different dimensions, so the numbers are the same up to rounding, at a quarter of the cost.
    /// </summary>
    private sealed class Transition : Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d norm;
        private readonly Conv2d convolution;

        public Transition(long from, long to)
            : base(nameof(Transition))
        {
            norm = BatchNorm2d(from);
            convolution = Conv2d(from, to, 1, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var features = functional.relu(norm.call(input), inplace: true);
            return convolution.Run(functional.avg_pool2d(features, 2)).MoveToOuterDisposeScope();
        }
    }
}

// The generalised top-down hierarchical VAE with two latent layers (Xiao23 Figure 2 right, Table 2).

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>GHVAE: q(z1|z2, x) sees both z2 and x explicitly.</summary>
public sealed class Ghvae : TwoLayerVae
{
    private readonly PosteriorZ2Network posteriorZ2;
    private readonly PosteriorZ1Network posteriorZ1;
    private readonly PriorZ1Network priorZ1;
    private readonly DecoderNetwork decoder;

    /// <summary>Makes the networks; <see cref="Initialisation"/> gives them their seeded parameters.</summary>
    public Ghvae(GhvaeConfiguration configuration)
        : base("GHVAE", configuration.Image, configuration.Likelihood)
    {
        posteriorZ2 = new(configuration);
        posteriorZ1 = new(configuration);
        priorZ1 = new(configuration);
        decoder = new(configuration);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Distribution, nn.Module Part)> Parts =>
        [("q(z2|x)", posteriorZ2), ("q(z1|z2,x)", posteriorZ1), ("p(z1|z2)", priorZ1), ("p(x|z1)", decoder)];

    /// <inheritdoc/>
    public override TwoLayerPass Pass(Tensor images, LatentRule rule)
    {
        var q2 = posteriorZ2.call(images);
        var z2 = rule(q2);
        var q1 = posteriorZ1.call(z2, images);
        var z1 = rule(q1);
        return new(q2, q1, priorZ1.call(z2), decoder.call(z1));
    }

    /// <summary>q(z2|x): three strided convolutions, then mean and std.</summary>
    private sealed class PosteriorZ2Network : Module<Tensor, DiagonalGaussian>
    {
        private readonly Sequential hidden;
        private readonly Linear mean;
        private readonly Linear std;

        public PosteriorZ2Network(GhvaeConfiguration c)
            : base(nameof(PosteriorZ2Network))
        {
            var (kernel, stride, padding) = c.ThirdLevel;
            long features = c.Channels * GhvaeConfiguration.Z1Side * GhvaeConfiguration.Z1Side;
            hidden = Sequential(
                ("conv1", Conv2d(c.Image.Channels, c.Channels, 4, 2, 1)),
                ("relu1", ReLU(inplace: true)),
                ("conv2", Conv2d(c.Channels, c.Channels, 4, 2, 1)),
                ("relu2", ReLU(inplace: true)),
                ("conv3", Conv2d(c.Channels, c.Channels, kernel, stride, padding)),
                ("relu3", ReLU(inplace: true)),
                ("flatten", Flatten()));
            mean = Linear(features, c.Z2Size);
            std = Linear(features, c.Z2Size);
            RegisterComponents();
        }

        public override DiagonalGaussian forward(Tensor images)
        {
            var features = hidden.call(images);
            return new(mean.call(features), functional.softplus(std.call(features)));
        }
    }

    /// <summary>q(z1|z2, x): both inputs are brought to the second level's size, joined, and convolved down to 4×4.</summary>
    private sealed class PosteriorZ1Network : Module<Tensor, Tensor, DiagonalGaussian>
    {
        private readonly long channels;
        private readonly Sequential fromImage;
        private readonly Linear z2Linear;
        private readonly ConvTranspose2d z2Deconv;
        private readonly Sequential merged;
        private readonly Conv2d mean;
        private readonly Conv2d std;

        public PosteriorZ1Network(GhvaeConfiguration c)
            : base(nameof(PosteriorZ1Network))
        {
            var (kernel, stride, padding) = c.ThirdLevel;
            channels = c.Channels;
            fromImage = Sequential(
                ("conv1", Conv2d(c.Image.Channels, c.Channels, 4, 2, 1)),
                ("relu1", ReLU(inplace: true)),
                ("conv2", Conv2d(c.Channels, c.Channels, 4, 2, 1)),
                ("relu2", ReLU(inplace: true)));
            z2Linear = Linear(c.Z2Size, c.Channels * GhvaeConfiguration.Z1Side * GhvaeConfiguration.Z1Side);
            z2Deconv = ConvTranspose2d(c.Channels, c.Channels, kernel, stride, padding);
            merged = Sequential(
                ("conv", Conv2d(2 * c.Channels, c.Channels, kernel, stride, padding)),
                ("relu", ReLU(inplace: true)));
            mean = Conv2d(c.Channels, c.Channels, 3, 1, 1);
            std = Conv2d(c.Channels, c.Channels, 3, 1, 1);
            RegisterComponents();
        }

        public override DiagonalGaussian forward(Tensor z2, Tensor images)
        {
            var fromZ2 = functional.relu(z2Linear.call(z2), inplace: true).reshape(-1, channels, GhvaeConfiguration.Z1Side, GhvaeConfiguration.Z1Side);
            fromZ2 = functional.relu(z2Deconv.call(fromZ2), inplace: true);
            var features = merged.call(cat([fromZ2, fromImage.call(images)], 1));
            // Convolutions may leave channels last in memory; all that follows mixes with the prior's, which are not.
            return new(mean.call(features).contiguous(), functional.softplus(std.call(features).contiguous()));
        }
    }

    /// <summary>p(z1|z2): one hidden layer, then mean and std, arranged as Channels × 4 × 4.</summary>
    private sealed class PriorZ1Network : Module<Tensor, DiagonalGaussian>
    {
        private readonly long channels;
        private readonly Sequential hidden;
        private readonly Linear mean;
        private readonly Linear std;

        public PriorZ1Network(GhvaeConfiguration c)
            : base(nameof(PriorZ1Network))
        {
            channels = c.Channels;
            hidden = Sequential(("linear", Linear(c.Z2Size, 8 * c.Channels)), ("relu", ReLU(inplace: true)));
            mean = Linear(8 * c.Channels, 16 * c.Channels);
            std = Linear(8 * c.Channels, 16 * c.Channels);
            RegisterComponents();
        }

        public override DiagonalGaussian forward(Tensor z2)
        {
            var features = hidden.call(z2);
            return new DiagonalGaussian(mean.call(features), functional.softplus(std.call(features)))
                .Reshape(-1, channels, GhvaeConfiguration.Z1Side, GhvaeConfiguration.Z1Side);
        }
    }

    /// <summary>p(x|z1): three transposed convolutions up to the image; a sigmoid only for Bernoulli pixels.</summary>
    private sealed class DecoderNetwork : Module<Tensor, Tensor>
    {
        private readonly Sequential layers;

        public DecoderNetwork(GhvaeConfiguration c)
            : base(nameof(DecoderNetwork))
        {
            var (kernel, stride, padding) = c.ThirdLevel;
            layers = Sequential(
                ("deconv1", ConvTranspose2d(c.Channels, c.Channels, kernel, stride, padding)),
                ("relu1", ReLU(inplace: true)),
                ("deconv2", ConvTranspose2d(c.Channels, c.Channels, 4, 2, 1)),
                ("relu2", ReLU(inplace: true)),
                ("deconv3", ConvTranspose2d(c.Channels, c.Image.Channels, 4, 2, 1)));
            if (c.Likelihood.MeanIsProbability) layers.append("sigmoid", Sigmoid());
            RegisterComponents();
        }

        public override Tensor forward(Tensor z1) => layers.call(z1);
    }
}

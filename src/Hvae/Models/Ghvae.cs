// The generalised top-down hierarchical VAE with two latent layers (Xiao23 Figure 2 right, Table 2).

using Hvae.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>Sizes of a <see cref="Ghvae"/> (Xiao23 Table 2).</summary>
/// <param name="Image">Shape of one image.</param>
/// <param name="Channels">Number of channels of every hidden convolution and of z1, whose shape is Channels × 4 × 4.</param>
/// <param name="Z2Size">Number of dimensions of z2.</param>
/// <param name="Likelihood">The distribution p(x|z1).</param>
public sealed record GhvaeConfiguration(ImageShape Image, int Channels, int Z2Size, Likelihood Likelihood)
    : TwoLayerConfiguration(Image, Channels, Z2Size, Likelihood)
{
    /// <summary>28×28 binary images (Xiao23 Table 2, MNIST): 122,713 parameters.</summary>
    public static GhvaeConfiguration Binary28 { get; } = new(new ImageShape(1, 28, 28), 16, 20, new BernoulliLikelihood());

    /// <summary>32×32 colour images (Xiao23 Table 2, SVHN and CIFAR-10): 475,811 parameters.</summary>
    public static GhvaeConfiguration Colour32 { get; } = new(new ImageShape(3, 32, 32), 32, 32, new GaussianLikelihood(0.71));

    /// <summary>Returns the paper's configuration for images of this shape.</summary>
    /// <exception cref="NotSupportedException">Thrown when the paper has none.</exception>
    public static GhvaeConfiguration For(ImageShape image) =>
        image == Binary28.Image ? Binary28
        : image == Colour32.Image ? Colour32
        : throw new NotSupportedException($"The paper has no GHVAE for images of {image}; use {Binary28.Image} or {Colour32.Image}.");
}

/// <summary>The GHVAE, whose q(z1|z2, x) is a network of both z2 and x.</summary>
public sealed class Ghvae : TwoLayerVae
{
    private readonly PosteriorZ2Network posteriorZ2;
    private readonly PosteriorZ1Network posteriorZ1;
    private readonly PriorZ1Network priorZ1;
    private readonly DecoderNetwork decoder;

    /// <summary>Makes the networks. <see cref="Initialisation"/> draws their parameters.</summary>
    public Ghvae(GhvaeConfiguration configuration)
        : base("GHVAE", configuration)
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
    public override IReadOnlyList<GraphEdge> Graph => ModelGraph.GeneralisedTopDown;

    /// <inheritdoc/>
    public override TwoLayerPass Pass(Tensor images, LatentRule rule)
    {
        var q2 = posteriorZ2.call(images);
        var z2 = rule(q2);
        var q1 = posteriorZ1.call(z2, images);
        var z1 = rule(q1);
        return new(q2, q1, PriorOfZ1(z2), Decode(z1));
    }

    /// <inheritdoc/>
    public override DiagonalGaussian PriorOfZ1(Tensor z2) => priorZ1.call(z2);

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z1) => decoder.call(z1);

    /// <summary>Computes q(z1|z2, x): both inputs are brought to the size of the second level, joined, and convolved down to 4×4.</summary>
    private sealed class PosteriorZ1Network : Module<Tensor, Tensor, DiagonalGaussian>
    {
        private readonly IReadOnlyList<long> z1Shape;
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
            z1Shape = c.Z1Shape;
            fromImage = Sequential(
                ("conv1", Conv2d(c.Image.Channels, c.Channels, 4, 2, 1)),
                ("relu1", ReLU(inplace: true)),
                ("conv2", Conv2d(c.Channels, c.Channels, 4, 2, 1)),
                ("relu2", ReLU(inplace: true)));
            z2Linear = Linear(c.Z2Size, c.Z1Size);
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
            using var scope = NewDisposeScope();
            var fromZ2 = functional.relu(z2Linear.Run(z2), inplace: true).reshape([-1, .. z1Shape]);
            fromZ2 = functional.relu(z2Deconv.Run(StridedConvolution.Arrange(fromZ2)), inplace: true);
            var features = merged.Run(cat([fromZ2, fromImage.Run(images)], 1));
            // The convolutions may leave channels last in memory, but the prior's parameters, which follow, are not.
            var (center, spread) = (mean.Run(features).contiguous(), functional.softplus(std.Run(features).contiguous()));
            return new(center.MoveToOuterDisposeScope(), spread.MoveToOuterDisposeScope());
        }
    }
}

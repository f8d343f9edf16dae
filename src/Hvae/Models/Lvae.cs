// The ladder VAE with two latent layers (Sønderby et al., 2016; Xiao23 Figure 2 middle, Table 3).

using Hvae.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>Sizes of an <see cref="Lvae"/> (Xiao23 Table 3).</summary>
/// <param name="Image">Shape of one image.</param>
/// <param name="Channels">Number of channels of every hidden convolution and of z1, whose shape is Channels × 4 × 4.</param>
/// <param name="Z2Size">Number of dimensions of z2.</param>
/// <param name="Likelihood">The distribution p(x|z1).</param>
public sealed record LvaeConfiguration(ImageShape Image, int Channels, int Z2Size, Likelihood Likelihood)
    : TwoLayerConfiguration(Image, Channels, Z2Size, Likelihood)
{
    /// <summary>32×32 colour images (Xiao23 Table 3, SVHN): 408,131 parameters.</summary>
    public static LvaeConfiguration Colour32 { get; } = new(new ImageShape(3, 32, 32), 32, 32, new GaussianLikelihood(0.71));

    /// <summary>Returns the paper's configuration for images of this shape.</summary>
    /// <exception cref="NotSupportedException">Thrown when the paper has none.</exception>
    public static LvaeConfiguration For(ImageShape image) =>
        image == Colour32.Image ? Colour32
            : throw new NotSupportedException($"The paper has no LVAE for images of {image}; use {Colour32.Image}.");
}

/// <summary>
/// The LVAE, whose q(z1|z2, x) is the normalised product of the prior p(z1|z2) and a Gaussian computed from d1, the features of x
/// from which z2 is computed.
/// </summary>
public sealed class Lvae : TwoLayerVae
{
    private readonly PosteriorZ2Network posteriorZ2;
    private readonly EvidenceZ1Network evidenceZ1;
    private readonly PriorZ1Network priorZ1;
    private readonly DecoderNetwork decoder;

    /// <summary>Makes the networks. <see cref="Initialisation"/> draws their parameters.</summary>
    public Lvae(LvaeConfiguration configuration)
        : base("LVAE", configuration)
    {
        posteriorZ2 = new(configuration);
        evidenceZ1 = new(configuration);
        priorZ1 = new(configuration);
        decoder = new(configuration);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Distribution, nn.Module Part)> Parts =>
        [("q(z2|x)", posteriorZ2), ("q(z1|z2,x)", evidenceZ1), ("p(z1|z2)", priorZ1), ("p(x|z1)", decoder)];

    /// <inheritdoc/>
    public override IReadOnlyList<GraphEdge> Graph => ModelGraph.ImplicitTopDown;

    /// <inheritdoc/>
    public override TwoLayerPass Pass(Tensor images, LatentRule rule)
    {
        var d1 = posteriorZ2.D1(images);
        var q2 = posteriorZ2.FromD1(d1);
        var z2 = rule(q2);
        var p1 = PriorOfZ1(z2);
        var (mean, variance) = evidenceZ1.call(d1);
        var q1 = PrecisionWeighted(mean, variance, p1);
        var z1 = rule(q1);
        return new(q2, q1, p1, Decode(z1));
    }

    /// <inheritdoc/>
    public override DiagonalGaussian PriorOfZ1(Tensor z2) => priorZ1.call(z2);

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z1) => decoder.call(z1);

    /// <summary>Returns the product of both Gaussians: mean = (m·v_p + m_p·v) / (v + v_p), variance = v·v_p / (v + v_p).</summary>
    private static DiagonalGaussian PrecisionWeighted(Tensor mean, Tensor variance, DiagonalGaussian prior)
    {
        var priorVariance = prior.Std.square();
        var sum = variance + priorVariance;
        return new(((mean * priorVariance) + (prior.Mean * variance)) / sum, (variance * priorVariance / sum).sqrt());
    }

    /// <summary>Computes a Gaussian over z1 from d1: one strided convolution down to 4×4, then mean and variance.</summary>
    private sealed class EvidenceZ1Network : Module<Tensor, (Tensor Mean, Tensor Variance)>
    {
        private readonly Sequential hidden;
        private readonly Conv2d mean;
        private readonly Conv2d variance;

        public EvidenceZ1Network(LvaeConfiguration c)
            : base(nameof(EvidenceZ1Network))
        {
            var (kernel, stride, padding) = c.ThirdLevel;
            hidden = Sequential(("conv", Conv2d(c.Channels, c.Channels, kernel, stride, padding)), ("relu", ReLU(inplace: true)));
            mean = Conv2d(c.Channels, c.Channels, 3, 1, 1);
            variance = Conv2d(c.Channels, c.Channels, 3, 1, 1);
            RegisterComponents();
        }

        public override (Tensor Mean, Tensor Variance) forward(Tensor d1)
        {
            var features = hidden.Run(d1);
            // The convolutions may leave channels last in memory, but the prior's parameters, which follow, are not.
            return (mean.Run(features).contiguous(), functional.softplus(variance.Run(features).contiguous()));
        }
    }
}

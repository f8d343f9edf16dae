// The ladder VAE with two latent layers (Sønderby et al., 2016; Xiao23 Figure 2 middle, Table 3).

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>
/// LVAE: q(z1|z2, x) is the normalised product of the prior p(z1|z2) and of a Gaussian that is computed from d1, the features of x
/// on the way to z2.
/// </summary>
public sealed class Lvae : TwoLayerVae
{
    private readonly PosteriorZ2Network posteriorZ2;
    private readonly EvidenceZ1Network evidenceZ1;
    private readonly PriorZ1Network priorZ1;
    private readonly DecoderNetwork decoder;

    /// <summary>Makes the networks; <see cref="Initialisation"/> gives them their seeded parameters.</summary>
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

    /// <summary>Means weighted by their precisions: mean = (m·v_p + m_p·v) / (v + v_p), variance = v·v_p / (v + v_p).</summary>
    private static DiagonalGaussian PrecisionWeighted(Tensor mean, Tensor variance, DiagonalGaussian prior)
    {
        var priorVariance = prior.Std.square();
        var sum = variance + priorVariance;
        return new(((mean * priorVariance) + (prior.Mean * variance)) / sum, (variance * priorVariance / sum).sqrt());
    }

    /// <summary>What d1 says about z1: one strided convolution down to 4×4, then mean and variance.</summary>
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
            // Convolutions may leave channels last in memory; all that follows mixes with the prior's, which are not.
            return (mean.Run(features).contiguous(), functional.softplus(variance.Run(features).contiguous()));
        }
    }
}

// What every hierarchical VAE with two latent layers offers to objectives and metrics.

using Hvae.Data;
using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// p(z2) p(z1|z2) p(x|z1) with q(z2|x) q(z1|z2, x) and p(z2) = N(0, I) (Xiao23 Eqs. 1 and 4 with L = 2).
/// z2 is generated first; in the public code z2 is called z, and z1 is called y.
/// </summary>
public abstract class TwoLayerVae : nn.Module
{
    /// <param name="name">The family's name.</param>
    /// <param name="configuration">The sizes.</param>
    protected TwoLayerVae(string name, TwoLayerConfiguration configuration)
        : base(name)
    {
        Image = configuration.Image;
        Likelihood = configuration.Likelihood;
        Z2Size = configuration.Z2Size;
        Z1Shape = [configuration.Channels, TwoLayerConfiguration.Z1Side, TwoLayerConfiguration.Z1Side];
    }

    /// <summary>Shape of one image.</summary>
    public ImageShape Image { get; }

    /// <summary>p(x|z1).</summary>
    public Likelihood Likelihood { get; }

    /// <summary>Dimensions of z2, whose values have the shape (N, Z2Size).</summary>
    public long Z2Size { get; }

    /// <summary>Channels, height and width of z1, whose values have the shape (N, channels, height, width).</summary>
    public IReadOnlyList<long> Z1Shape { get; }

    /// <summary>The parts in the order of the paper's table, each with the distribution that it computes.</summary>
    public abstract IReadOnlyList<(string Distribution, nn.Module Part)> Parts { get; }

    /// <summary>Which variable is computed from which.</summary>
    public abstract IReadOnlyList<GraphEdge> Graph { get; }

    /// <summary>Encodes and decodes; <paramref name="rule"/> picks z2 and then z1.</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="rule">How latents are taken from their posteriors.</param>
    public abstract TwoLayerPass Pass(Tensor images, LatentRule rule);

    /// <summary>p(z1|z2).</summary>
    /// <param name="z2">Shape (N, <see cref="Z2Size"/>).</param>
    public abstract DiagonalGaussian PriorOfZ1(Tensor z2);

    /// <summary>The mean of p(x|z1), shape (N, C, H, W).</summary>
    /// <param name="z1">Shape (N, <see cref="Z1Shape"/>).</param>
    public abstract Tensor Decode(Tensor z1);

    /// <summary>
    /// Images that the model makes up: z2 ~ N(0, I), z1 ~ p(z1|z2), then the mean of p(x|z1), without pixel noise and not
    /// clamped (protocol of Xiao23's inception scores). Without gradients.
    /// </summary>
    /// <param name="count">How many, N.</param>
    /// <param name="noise">On the model's device.</param>
    /// <returns>Shape (N, C, H, W).</returns>
    public Tensor Sample(int count, Generator noise)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var like = parameters().First();
        var z2 = randn([count, Z2Size], dtype: like.dtype, device: like.device, generator: noise);
        var z1 = LatentRules.Sampled(noise)(PriorOfZ1(z2));
        return Decode(z1).MoveToOuterDisposeScope();
    }
}

/// <summary>All that one pass through a two-layer VAE computes.</summary>
/// <param name="PosteriorZ2">q(z2|x).</param>
/// <param name="PosteriorZ1">q(z1|z2, x).</param>
/// <param name="PriorZ1">p(z1|z2).</param>
/// <param name="Mean">Mean of p(x|z1), shape (N, C, H, W).</param>
public sealed record TwoLayerPass(DiagonalGaussian PosteriorZ2, DiagonalGaussian PosteriorZ1, DiagonalGaussian PriorZ1, Tensor Mean)
{
    /// <summary>R(z2) of each image in nats, shape (N) (Xiao23 Eq. 7).</summary>
    public Tensor RateZ2() => PosteriorZ2.KlToStandardNormal();

    /// <summary>R(z1|z2) of each image in nats, shape (N) (Xiao23 Eq. 7, with the z2 of this pass).</summary>
    public Tensor RateZ1() => PosteriorZ1.KlTo(PriorZ1);
}

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
    /// <param name="image">Shape of one image.</param>
    /// <param name="likelihood">p(x|z1).</param>
    protected TwoLayerVae(string name, ImageShape image, Likelihood likelihood)
        : base(name)
    {
        Image = image;
        Likelihood = likelihood;
    }

    /// <summary>Shape of one image.</summary>
    public ImageShape Image { get; }

    /// <summary>p(x|z1).</summary>
    public Likelihood Likelihood { get; }

    /// <summary>The parts in the order of the paper's table, each with the distribution that it computes.</summary>
    public abstract IReadOnlyList<(string Distribution, nn.Module Part)> Parts { get; }

    /// <summary>Encodes and decodes; <paramref name="rule"/> picks z2 and then z1.</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="rule">How latents are taken from their posteriors.</param>
    public abstract TwoLayerPass Pass(Tensor images, LatentRule rule);
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

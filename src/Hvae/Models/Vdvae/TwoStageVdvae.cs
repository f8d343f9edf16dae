// Two VDVAEs as one hierarchical VAE: the first generates a coarse image, and the second the image given the coarse one (Shu22 Section
// 5.1).

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// p(z_1:K) p(z_K+1:T|x̂) p(x|x̂, z_K+1:T) with x̂ = d(z_1:K). The first stage has the latents z_1:K and a linear head, the second the
/// other latents and the likelihood. Trained one after the other, they code progressively. Trained together, they are a conventional
/// VAE of the same form. The image x̂ between the stages is never clamped, so that no gradient is lost on its way to the first stage.
/// </summary>
public sealed class TwoStageVdvae : nn.Module
{
    private readonly Vdvae first;
    private readonly Vdvae second;

    /// <summary>Makes both networks. <see cref="Initialisation"/> draws their parameters.</summary>
    /// <exception cref="VdvaeConfigurationException">Thrown when the stages do not fit together.</exception>
    public TwoStageVdvae(VdvaeConfiguration first, VdvaeConfiguration second)
        : this(new Vdvae(first), new Vdvae(second))
    {
    }

    /// <summary>Composes two models and takes ownership of them.</summary>
    /// <exception cref="VdvaeConfigurationException">Thrown when the stages do not fit together.</exception>
    public TwoStageVdvae(Vdvae first, Vdvae second)
        : base("two-stage VDVAE")
    {
        (this.first, this.second) = (first, second);
        var (one, other) = (first.Configuration, second.Configuration);
        if (one.IsConditional || one.Mixtures > 0)
            throw new VdvaeConfigurationException("The first of two stages has a linear head (0 mixtures) and no condition.");
        if (!other.IsConditional || other.Mixtures == 0)
            throw new VdvaeConfigurationException(
            "The second of two stages has a likelihood (mixtures) and the first one's image as its condition.");
        if (one.Image != other.Image)
            throw new VdvaeConfigurationException($"Both stages need images of one shape, not {one.Image} and {other.Image}.");
        RegisterComponents();
    }

    /// <summary>The unconditional stage, with the latents z_1:K.</summary>
    public Vdvae First => first;

    /// <summary>The stage whose condition is the first one's image.</summary>
    public Vdvae Second => second;

    /// <summary>
    /// Encodes images and decodes them again with both stages. Gradients of the second reach the first through the coarse image.
    /// </summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="rule">Picks the value of a latent from its posterior. It is called for the first stage and then for the second.</param>
    public TwoStagePass Pass(Tensor images, LatentRule rule)
    {
        var coarse = first.Pass(images, rule);
        using var condition = first.Reconstruct(coarse);
        return new(coarse, second.Pass(images, rule, condition));
    }

    /// <summary>
    /// Generates images: the mean of the first stage's head, then a sample of the second stage given that. Records no gradients.
    /// </summary>
    /// <param name="count">Number of images, N.</param>
    /// <param name="noise">Generator on the CPU.</param>
    /// <returns>Shape (N, C, H, W), range [0, 1].</returns>
    public Tensor Sample(int count, Generator noise)
    {
        using var coarse = first.Sample(count, noise);
        return second.Sample(count, noise, condition: coarse);
    }
}

/// <summary>The results of one pass through both stages.</summary>
/// <param name="First">Pass of the first stage, whose output is the coarse image on the [−1, 1] scale.</param>
/// <param name="Second">Pass of the second stage given the coarse image.</param>
public sealed record TwoStagePass(VdvaePass First, VdvaePass Second);

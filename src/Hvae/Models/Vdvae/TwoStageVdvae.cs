// Two VDVAEs as one hierarchical VAE: the first draws a coarse image, the second the image given that (Shu22 Section 5.1).

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// p(z_1:K) p(z_K+1:T|x̂) p(x|x̂, z_K+1:T) with x̂ = d(z_1:K): the first stage has the latents z_1:K and a linear head, the second the
/// other latents and the likelihood. Trained one after the other they code progressively; trained as one they are a conventional
/// VAE of the same form.
/// </summary>
public sealed class TwoStageVdvae : nn.Module
{
    private readonly Vdvae first;
    private readonly Vdvae second;

    /// <summary>Makes both networks; <see cref="Initialisation"/> gives them their seeded parameters.</summary>
    /// <exception cref="VdvaeConfigurationException">The two do not fit together.</exception>
    public TwoStageVdvae(VdvaeConfiguration first, VdvaeConfiguration second)
        : this(new Vdvae(first), new Vdvae(second))
    {
    }

    /// <summary>Composes two models, which belong to this one from now on.</summary>
    /// <exception cref="VdvaeConfigurationException">The two do not fit together.</exception>
    public TwoStageVdvae(Vdvae first, Vdvae second)
        : base("two-stage VDVAE")
    {
        (this.first, this.second) = (first, second);
        var (one, other) = (first.Configuration, second.Configuration);
        if (one.IsConditional || one.Mixtures > 0) throw new VdvaeConfigurationException("The first of two stages has a linear head (0 mixtures) and no condition.");
        if (!other.IsConditional || other.Mixtures == 0) throw new VdvaeConfigurationException("The second of two stages has a likelihood (mixtures) and the first one's image as its condition.");
        if (one.Image != other.Image) throw new VdvaeConfigurationException($"Both stages need images of one shape, not {one.Image} and {other.Image}.");
        RegisterComponents();
    }

    /// <summary>The unconditional stage, with the latents z_1:K.</summary>
    public Vdvae First => first;

    /// <summary>The stage that sees the first one's image.</summary>
    public Vdvae Second => second;

    /// <summary>Encodes and decodes by both stages; gradients of the second reach the first through the image between them.</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="rule">How latents are taken from their posteriors, those of the first stage before those of the second.</param>
    public TwoStagePass Pass(Tensor images, LatentRule rule)
    {
        var coarse = first.Pass(images, rule);
        using var condition = first.Reconstruct(coarse);
        return new(coarse, second.Pass(images, rule, condition));
    }

    /// <summary>Images that the model makes up: the mean of the first stage's head, then the second stage given that. Without gradients.</summary>
    /// <param name="count">How many, N.</param>
    /// <param name="noise">On the model's device.</param>
    /// <param name="temperature">Factor of every prior's standard deviation, positive.</param>
    /// <returns>Shape (N, C, H, W), range [0, 1].</returns>
    public Tensor Sample(int count, Generator noise, double temperature = 1)
    {
        using var coarse = first.Sample(count, noise, temperature);
        return second.Sample(count, noise, temperature, condition: coarse);
    }
}

/// <summary>What one pass through both stages computes.</summary>
/// <param name="First">Its output is the coarse image, before it is clamped.</param>
/// <param name="Second">Given that image.</param>
public sealed record TwoStagePass(VdvaePass First, VdvaePass Second);

// A decoder of its own for the first latents of a model that somebody else has trained.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// d_k of Shu22 Section 4.2: a VDVAE's decoder without distributions, fed with z_1:k of a frozen encoder, whose further blocks
/// just compute; a <see cref="LinearHead"/> gives the image.
/// </summary>
public sealed class LatentDecoder : nn.Module
{
    private readonly TopDownDecoder<GivenLatent> decoder;
    private readonly LinearHead head;

    /// <summary>Makes the networks; <see cref="Initialisation"/> gives them their seeded parameters.</summary>
    /// <param name="configuration">Of the model whose latents are decoded; only the decoder's sizes matter.</param>
    /// <param name="latents">How many latents are given, k.</param>
    /// <exception cref="ArgumentOutOfRangeException">The model has fewer latents, or k is less than 1.</exception>
    public LatentDecoder(VdvaeConfiguration configuration, int latents)
        : base(nameof(LatentDecoder))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latents, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(latents, configuration.LatentSteps().Count());
        Latents = latents;
        decoder = new(configuration, latents, _ => new GivenLatent(configuration));
        head = new(configuration.Width, configuration.Image.Channels);
        RegisterComponents();
    }

    /// <summary>How many latents it takes, k.</summary>
    public int Latents { get; }

    /// <summary>What makes images of the last feature map.</summary>
    public ImageHead Head => head;

    /// <summary>d_k(z_1:k): the head's output, shape (N, C, H, W) on the [−1, 1] scale.</summary>
    /// <param name="latents">The first latents in the order of generation, k or more.</param>
    /// <exception cref="ArgumentException">There are fewer than k.</exception>
    public Tensor Decode(IReadOnlyList<Tensor> latents)
    {
        if (latents.Count < Latents) throw new ArgumentException($"{Latents} latents are decoded, {latents.Count} are given.", nameof(latents));
        using var features = decoder.Run(latents[0].shape[0], (index, part, before) => part.Enter(before, latents[index]));
        return head.call(features);
    }
}

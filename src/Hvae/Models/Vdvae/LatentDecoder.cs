// A separate decoder for the first latents of a trained model.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// d_k of Shu22 Section 4.2: the decoder of a VDVAE without distributions, whose first k blocks add the latents z_1:k of a frozen
/// encoder. A <see cref="LinearHead"/> computes the image.
/// </summary>
public sealed class LatentDecoder : nn.Module
{
    private readonly TopDownDecoder<GivenLatent> decoder;
    private readonly LinearHead head;

    /// <summary>Makes the networks. <see cref="Initialisation"/> draws their parameters.</summary>
    /// <param name="configuration">Sizes of the model whose latents are decoded; only those of its decoder matter.</param>
    /// <param name="latents">Number of latents, k.</param>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when the model has fewer latents or k is less than 1.</exception>
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

    /// <summary>Number of latents, k.</summary>
    public int Latents { get; }

    /// <summary>The head that computes images from the last feature map.</summary>
    public ImageHead Head => head;

    /// <summary>Returns d_k(z_1:k), the head's output, shape (N, C, H, W) on the [−1, 1] scale.</summary>
    /// <param name="latents">At least k latents in the order of generation.</param>
    /// <exception cref="ArgumentException">Thrown when there are fewer than k.</exception>
    public Tensor Decode(IReadOnlyList<Tensor> latents)
    {
        if (latents.Count < Latents)
            throw new ArgumentException($"{Latents} latents are decoded, {latents.Count} are given.", nameof(latents));
        using var features = decoder.Run(latents[0].shape[0], (index, layer, before) => layer.Add(before, latents[index]));
        return head.call(features);
    }
}

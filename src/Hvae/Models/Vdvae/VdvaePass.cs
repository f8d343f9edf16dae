// What one pass of images through a VDVAE computes.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>All of one pass; lists are over latents in the order of generation.</summary>
/// <param name="Posteriors">q(z_i|x, z_&lt;i), each of shape (N, z, r, r).</param>
/// <param name="Priors">p(z_i|z_&lt;i), the same shapes.</param>
/// <param name="Latents">z_i, the same shapes.</param>
/// <param name="Features">The decoder's last feature map, shape (N, width, H, W): the head's input.</param>
/// <param name="Output">What the head made of it.</param>
public sealed record VdvaePass(
    IReadOnlyList<LogScaleGaussian> Posteriors, IReadOnlyList<LogScaleGaussian> Priors, IReadOnlyList<Tensor> Latents, Tensor Features, Tensor Output)
{
    /// <summary>KL(q(z_i|x, z_&lt;i) ‖ p(z_i|z_&lt;i)) of each latent and image in nats, each of shape (N).</summary>
    public IReadOnlyList<Tensor> Rates() => [.. Posteriors.Zip(Priors, static (posterior, prior) => posterior.KlTo(prior))];

    /// <summary>Their sum over latents: R of each image in nats, shape (N).</summary>
    public Tensor Rate()
    {
        using var scope = NewDisposeScope();
        return stack(Rates()).sum(0L).MoveToOuterDisposeScope();
    }
}

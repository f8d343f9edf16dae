// Fits a new decoder to the latents of a frozen model, which gives the distortion D_K of its first K blocks.

using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>
/// min_d E E_q(z|x) f(x, d(z)) over the decoder alone (Shu22 Section 3.1, step 4 of Table 1's protocol). The trainer is given the
/// decoder as its model; the frozen model is in evaluation mode, without gradients, and no parameter of it moves.
/// </summary>
/// <typeparam name="TLatents">What the decoder reads: a tensor, or those of several blocks.</typeparam>
/// <param name="encode">Draws z ~ q(z|x) for images of shape (N, C, H, W), with the given noise.</param>
/// <param name="decode">d: the reconstruction, in the shape of <paramref name="target"/>'s.</param>
/// <param name="target">What is to be reconstructed of the images; the images themselves where they need no scaling.</param>
public sealed class DecoderFit<TLatents>(Func<Tensor, Generator, TLatents> encode, Func<TLatents, Tensor> decode, Func<Tensor, Tensor> target)
{
    /// <summary>The objective of training the decoder: the squared error per dimension, with one latent sample per image.</summary>
    /// <param name="frozen">Whose latents they are; it is frozen here.</param>
    public Objective For(nn.Module frozen)
    {
        FrozenModel.Freeze(frozen);
        return (batch, noise) =>
        {
            var distortion = Distortion(batch.Images, noise);
            return new(distortion, [("distortion", distortion)]);
        };
    }

    /// <summary>E_q f(x, d(z)) of a batch, estimated with one sample per image: the mean squared error per dimension, a scalar.</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="noise">For the latents.</param>
    public Tensor Distortion(Tensor images, Generator noise)
    {
        TLatents latents;
        using (no_grad()) latents = encode(images, noise);
        return (target(images) - decode(latents)).square().mean();
    }
}

/// <summary>The fit of Shu22.</summary>
public static class DecoderFit
{
    /// <summary>Version of this numeric code: part of the identity of all that is trained with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>d_k of the first latents of a VDVAE, on the [−1, 1] scale.</summary>
    /// <param name="decoder">d_k.</param>
    /// <param name="model">Whose latents are decoded.</param>
    public static DecoderFit<IReadOnlyList<Tensor>> Of(LatentDecoder decoder, Vdvae model) =>
        new((images, noise) => model.Encode(images, LatentRules.Sampled(noise), decoder.Latents), decoder.Decode, model.Targets);
}

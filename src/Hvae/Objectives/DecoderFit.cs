// Fits a new decoder to the latents of a frozen model, which gives the distortion D_K of its first K blocks.

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>
/// min_d E E_q(z|x) f(x, d(z)) over the decoder alone (Shu22 Section 3.1, step 4 of Table 1's protocol). The trainer's model is the
/// decoder; the frozen model is in evaluation mode and without gradients, and none of its parameters moves.
/// </summary>
/// <typeparam name="TLatents">Type of what the decoder reads: one tensor, or the tensors of several blocks.</typeparam>
/// <param name="encode">Draws z ~ q(z|x) for images of shape (N, C, H, W), with the given noise.</param>
/// <param name="decode">The decoder d: returns the reconstruction, in the shape that <paramref name="target"/> returns.</param>
/// <param name="target">
/// Returns the target of the reconstruction for a batch of images, which is the images themselves when they need no scaling.
/// </param>
public sealed class DecoderFit<TLatents>(
    Func<Tensor, Generator, TLatents> encode, Func<TLatents, Tensor> decode, Func<Tensor, Tensor> target)
{
    /// <summary>Returns the objective of training the decoder, the squared error per dimension with one latent sample per image.</summary>
    /// <param name="frozen">The model whose latents are decoded; this method freezes it.</param>
    public Objective For(nn.Module frozen)
    {
        FrozenModel.Freeze(frozen);
        return (batch, noise) =>
        {
            var distortion = Distortion(batch.Images, noise);
            return new(distortion, [("distortion", distortion)]);
        };
    }

    /// <summary>Estimates E_q f(x, d(z)) of a batch with one sample per image: the mean squared error per dimension, a scalar.</summary>
    /// <param name="images">Images, shape (N, C, H, W), range [0, 1].</param>
    /// <param name="noise">Generator of the latents' noise.</param>
    public Tensor Distortion(Tensor images, Generator noise)
    {
        TLatents latents;
        using (no_grad()) latents = encode(images, noise);
        return (target(images) - decode(latents)).square().mean();
    }
}

/// <summary>The fit that Shu22 uses.</summary>
public static class DecoderFit
{
    /// <summary>Returns the fit of d_k, a decoder of the first latents of a VDVAE, on the [−1, 1] scale.</summary>
    /// <param name="decoder">The decoder d_k.</param>
    /// <param name="model">The model whose latents are decoded.</param>
    public static DecoderFit<IReadOnlyList<Tensor>> Of(LatentDecoder decoder, Vdvae model) =>
        new((images, noise) => model.Encode(images, LatentRules.Sampled(noise), decoder.Latents), decoder.Decode, model.Targets);
}

/// <summary>Freezes models that other models learn from.</summary>
public static class FrozenModel
{
    /// <summary>Stops all gradients of <paramref name="model"/> and puts it in evaluation mode.</summary>
    public static void Freeze(nn.Module model)
    {
        model.eval();
        foreach (var parameter in model.parameters()) parameter.requires_grad = false;
    }
}

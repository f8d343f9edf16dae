// The loss of a two-stage VDVAE that is trained as one model: what progressive coding is compared with (Shu22 Section 5.1).

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>
/// −ELBO = distortion + rate of the first stage + rate of the second, in nats per dimension of the image, one sample of the latents
/// per image. The image between the stages is no target: the first stage learns by what the second makes of it alone.
/// </summary>
public static class TwoStageObjective
{
    /// <summary>Version of this numeric code: part of the identity of all that is trained with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>The loss of a batch and its terms, "distortion", "rate_first" and "rate_second".</summary>
    /// <param name="pass">A pass of <paramref name="model"/> over <paramref name="images"/>.</param>
    /// <param name="model">Whose second head measures the distortion.</param>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    public static LossTerms Evaluate(TwoStagePass pass, TwoStageVdvae model, Tensor images)
    {
        var (distortion, second) = ElboObjective.Terms(pass.Second, model.Second, images);
        var first = pass.First.Rate().mean() / model.First.Configuration.Image.Size;
        return new(distortion + first + second, [("distortion", distortion), ("rate_first", first), ("rate_second", second)]);
    }

    /// <summary>The objective of training <paramref name="model"/>.</summary>
    public static Objective For(TwoStageVdvae model) => (batch, noise) =>
        Evaluate(model.Pass(batch.Images, LatentRules.Sampled(noise)), model, batch.Images);
}

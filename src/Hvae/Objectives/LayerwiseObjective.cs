// The loss whose weights trade information between the layers of a two-layer VAE.

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>E[D + beta2 · R(z2) + beta1 · R(z1|z2)] in nats (Xiao23 Eq. 8), one latent sample per image.</summary>
/// <param name="Beta2">Weight of R(z2).</param>
/// <param name="Beta1">Weight of R(z1|z2).</param>
public sealed record LayerwiseObjective(double Beta2, double Beta1)
{
    /// <summary>Whether both weights rise from 0 in the first fifth of the training (<see cref="Objectives.WarmUp"/>), as the public code does for LVAEs.</summary>
    public bool WarmUp { get; init; }

    /// <summary>The loss and its terms for a batch.</summary>
    /// <param name="pass">A pass of <paramref name="model"/> over <paramref name="images"/>.</param>
    /// <param name="model">Whose likelihood measures the distortion.</param>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="weight">Of both rates in the loss, beside their betas; the terms are without it.</param>
    public LossTerms Evaluate(TwoLayerPass pass, TwoLayerVae model, Tensor images, double weight = 1)
    {
        var distortion = model.Likelihood.Distortion(images, pass.Mean).mean();
        var rateZ2 = pass.RateZ2().mean();
        var rateZ1 = pass.RateZ1().mean();
        var loss = distortion + (rateZ2 * (weight * Beta2)) + (rateZ1 * (weight * Beta1));
        return new(loss, [("distortion", distortion), ("rate_z2", rateZ2), ("rate_z1", rateZ1)]);
    }

    /// <summary>The objective of training <paramref name="model"/>.</summary>
    public Objective For(TwoLayerVae model) => (batch, noise) =>
    {
        var pass = model.Pass(batch.Images, LatentRules.Sampled(noise));
        return Evaluate(pass, model, batch.Images, WarmUp ? Objectives.WarmUp.Weight(batch.Moment) : 1);
    };
}

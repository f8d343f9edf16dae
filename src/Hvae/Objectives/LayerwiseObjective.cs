// The loss of a two-layer VAE, whose weights trade information between the layers, and the warm-up of these weights.

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>E[D + beta2 · R(z2) + beta1 · R(z1|z2)] in nats (Xiao23 Eq. 8), one latent sample per image.</summary>
/// <param name="Beta2">Weight of R(z2).</param>
/// <param name="Beta1">Weight of R(z1|z2).</param>
public sealed record LayerwiseObjective(double Beta2, double Beta1)
{
    /// <summary>
    /// Whether both weights rise from 0 in the first fifth of the training (<see cref="Objectives.WarmUp"/>), as the public code does for
    /// LVAEs.
    /// </summary>
    public bool WarmUp { get; init; }

    /// <summary>Computes the loss of a batch and its terms.</summary>
    /// <param name="pass">A pass of <paramref name="model"/> over <paramref name="images"/>.</param>
    /// <param name="model">The model, whose likelihood measures the distortion.</param>
    /// <param name="images">Images, shape (N, C, H, W), range [0, 1].</param>
    /// <param name="weight">Factor of both rates in the loss, in addition to their betas. The terms do not include it.</param>
    public LossTerms Evaluate(TwoLayerPass pass, TwoLayerVae model, Tensor images, double weight = 1)
    {
        var distortion = model.Likelihood.Distortion(images, pass.Mean).mean();
        var rateZ2 = pass.RateZ2().mean();
        var rateZ1 = pass.RateZ1().mean();
        var loss = distortion + (rateZ2 * (weight * Beta2)) + (rateZ1 * (weight * Beta1));
        return new(loss, [("distortion", distortion), ("rate_z2", rateZ2), ("rate_z1", rateZ1)]);
    }

    /// <summary>Returns the objective of training <paramref name="model"/>.</summary>
    public Objective For(TwoLayerVae model) => (batch, noise) =>
    {
        var pass = model.Pass(batch.Images, LatentRules.Sampled(noise));
        return Evaluate(pass, model, batch.Images, WarmUp ? Objectives.WarmUp.Weight(batch.Moment) : 1);
    };
}

/// <summary>
/// A weight on both rates that rises from 0 to 1 over the first fifth of all epochs, as Xiao23's public code trains LVAEs (after
/// Sønderby et al., 2016).
/// </summary>
public static class WarmUp
{
    private const int Parts = 5;

    /// <summary>Returns whether a training has enough epochs for a warm-up.</summary>
    /// <param name="epochs">Number of epochs of the training.</param>
    public static bool Happens(int epochs) => epochs >= Parts;

    /// <summary>
    /// Returns w = epoch / ⌊epochs/5⌋, at most 1. The public code starts with w = 0 and updates it after each step, so the first batch of
    /// an epoch has the weight of the epoch before. With fewer than five epochs there is no whole epoch to warm up in, and w = 1 (the
    /// public code then gives the very first batch the weight 0).
    /// </summary>
    public static double Weight(TrainingMoment moment)
    {
        var length = moment.Epochs / Parts;
        if (length == 0) return 1;
        var refreshedIn = moment.Batch == 0 ? moment.Epoch - 1 : moment.Epoch;
        return Math.Clamp((double)refreshedIn / length, 0, 1);
    }
}

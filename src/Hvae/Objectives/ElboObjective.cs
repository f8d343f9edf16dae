// The loss of a VDVAE that is trained in the usual way.

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>
/// −ELBO = distortion + rate, both per dimension of the image, one sample of the latents per image (VDVAE's public code). With
/// a <see cref="DmolHead"/> both are in nats; a <see cref="LinearHead"/> has its squared error on the [−1, 1] scale as distortion.
/// </summary>
public static class ElboObjective
{
    /// <summary>Mean distortion and rate of a batch, both scalars per dimension of the image, differentiable.</summary>
    /// <param name="pass">A pass of <paramref name="model"/> over <paramref name="images"/>.</param>
    /// <param name="model">Whose head measures the distortion.</param>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    public static (Tensor Distortion, Tensor Rate) Terms(VdvaePass pass, Vdvae model, Tensor images)
    {
        using var scope = NewDisposeScope();
        var dimensions = model.Configuration.Image.Size;
        var distortion = model.Head.Distortion(pass.Output, model.Targets(images)).mean() / dimensions;
        var rate = pass.Rate().mean() / dimensions;
        return (distortion.MoveToOuterDisposeScope(), rate.MoveToOuterDisposeScope());
    }

    /// <summary>The loss of a batch and its terms, "distortion" and "rate".</summary>
    /// <inheritdoc cref="Terms"/>
    public static LossTerms Evaluate(VdvaePass pass, Vdvae model, Tensor images)
    {
        var (distortion, rate) = Terms(pass, model, images);
        return new(distortion + rate, [("distortion", distortion), ("rate", rate)]);
    }

    /// <summary>The objective of training <paramref name="model"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="condition">Of a conditional model: gives the condition of a batch, outside the gradient, with the noise that it needs.</param>
    public static Objective For(Vdvae model, Func<TrainingBatch, Generator, Tensor>? condition = null) => (batch, noise) =>
        Evaluate(model.Pass(batch.Images, LatentRules.Sampled(noise), condition?.Invoke(batch, noise)), model, batch.Images);
}

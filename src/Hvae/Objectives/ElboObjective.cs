// The losses of a VDVAE that is trained in the usual way, and of a two-stage VDVAE that is trained as one model.

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>
/// −ELBO = distortion + rate, both per dimension of the image, with one sample of the latents per image (VDVAE's public code). With a
/// <see cref="DmolHead"/> both are in nats; the distortion of a <see cref="LinearHead"/> is its squared error on the [−1, 1] scale.
/// </summary>
public static class ElboObjective
{
    /// <summary>Computes the mean distortion and the mean rate of a batch, two differentiable scalars per dimension of the image.</summary>
    /// <param name="pass">A pass of <paramref name="model"/> over <paramref name="images"/>.</param>
    /// <param name="model">The model, whose head measures the distortion.</param>
    /// <param name="images">Images, shape (N, C, H, W), range [0, 1].</param>
    public static (Tensor Distortion, Tensor Rate) Terms(VdvaePass pass, Vdvae model, Tensor images)
    {
        using var scope = NewDisposeScope();
        var dimensions = model.Configuration.Image.Size;
        var distortion = model.Head.Distortion(pass.Output, model.Targets(images)).mean() / dimensions;
        var rate = pass.Rate().mean() / dimensions;
        return (distortion.MoveToOuterDisposeScope(), rate.MoveToOuterDisposeScope());
    }

    /// <summary>Computes the loss of a batch and its terms, "distortion" and "rate".</summary>
    /// <inheritdoc cref="Terms"/>
    public static LossTerms Evaluate(VdvaePass pass, Vdvae model, Tensor images)
    {
        var (distortion, rate) = Terms(pass, model, images);
        return new(distortion + rate, [("distortion", distortion), ("rate", rate)]);
    }

    /// <summary>Returns the objective of training <paramref name="model"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="condition">
    /// Computes the condition of a batch without gradients, with the noise that it needs; null for a model without a condition.
    /// </param>
    public static Objective For(Vdvae model, Func<TrainingBatch, Generator, Tensor>? condition = null) => (batch, noise) =>
        Evaluate(model.Pass(batch.Images, LatentRules.Sampled(noise), condition?.Invoke(batch, noise)), model, batch.Images);
}

/// <summary>
/// −ELBO = distortion + rate of the first stage + rate of the second stage, in nats per dimension of the image, with one sample of the
/// latents per image. Progressive coding is compared with this loss (Shu22 Section 5.1). The image between the stages has no target: the
/// first stage learns only from the gradient of the second stage.
/// </summary>
public static class TwoStageObjective
{
    /// <summary>Computes the loss of a batch and its terms, "distortion", "rate_first" and "rate_second".</summary>
    /// <param name="pass">A pass of <paramref name="model"/> over <paramref name="images"/>.</param>
    /// <param name="model">The model, whose second head measures the distortion.</param>
    /// <param name="images">Images, shape (N, C, H, W), range [0, 1].</param>
    public static LossTerms Evaluate(TwoStagePass pass, TwoStageVdvae model, Tensor images)
    {
        var (distortion, second) = ElboObjective.Terms(pass.Second, model.Second, images);
        var first = pass.First.Rate().mean() / model.First.Configuration.Image.Size;
        return new(distortion + first + second, [("distortion", distortion), ("rate_first", first), ("rate_second", second)]);
    }

    /// <summary>Returns the objective of training <paramref name="model"/>.</summary>
    public static Objective For(TwoStageVdvae model) => (batch, noise) =>
        Evaluate(model.Pass(batch.Images, LatentRules.Sampled(noise)), model, batch.Images);
}

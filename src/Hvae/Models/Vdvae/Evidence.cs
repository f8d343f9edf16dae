// What images and condition say about latents: the part of the latents' first convolutions that depends on nothing else.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// What encoders contribute to the first convolutions of a latent's posterior and prior, shape (N, bottleneck, r, r); null where
/// they say nothing.
/// </summary>
internal readonly record struct Evidence(Tensor? OfPosterior, Tensor? OfPrior);

/// <summary>Runs the encoders, and convolves what they see for all latents of a resolution at once.</summary>
/// <param name="c">Sizes.</param>
/// <param name="encoder">Of images, in a conditional model together with their condition.</param>
/// <param name="conditionEncoder">Of the condition; null in a model without one.</param>
internal sealed class EvidenceSource(VdvaeConfiguration c, ImageEncoder encoder, ImageEncoder? conditionEncoder)
{
    /// <summary>The evidence for latents, in their order.</summary>
    /// <param name="latents">In the order of generation, of each resolution all or none.</param>
    /// <param name="images">Shape (N, C, H, W), range [0, 1]; null where nothing is inferred.</param>
    /// <param name="condition">The same of a conditional model; null in a model without one.</param>
    /// <exception cref="ArgumentException">The model is conditional and there is no condition, or the other way round.</exception>
    public Evidence[] Of(IReadOnlyList<LatentLayer> latents, Tensor? images, Tensor? condition)
    {
        if (condition is null != conditionEncoder is null)
            throw new ArgumentException(conditionEncoder is null ? "This model has no condition." : "A conditional model needs its condition.", nameof(condition));

        var seen = condition is null ? null : Normalised(condition);
        var ofCondition = seen is null ? null : conditionEncoder!.Activations(seen);
        var ofImages = images is null ? null : encoder.Activations(seen is null ? Normalised(images) : cat([Normalised(images), seen], 1));
        // Latents of one resolution stand side by side, because the resolution never falls.
        return [.. latents.GroupBy(latent => latent.Resolution).SelectMany(group => OfResolution([.. group], Activated(ofImages, group.Key), Activated(ofCondition, group.Key)))];
    }

    private IEnumerable<Evidence> OfResolution(IReadOnlyList<LatentLayer> latents, Tensor? ofImages, Tensor? ofCondition)
    {
        var priors = Contributions(ofCondition, latents.Select(latent => latent.PriorInput));
        var sources = ofImages is null ? null : ofCondition is null ? ofImages : cat([ofImages, ofCondition], 1);
        var posteriors = Contributions(sources, latents.Select(latent => latent.PosteriorInput));
        return latents.Select((_, place) => new Evidence(posteriors?[place], priors?[place]));
    }

    /// <summary>What a source contributes to convolutions whose last input channels it is: one convolution for all of them.</summary>
    private Tensor[]? Contributions(Tensor? source, IEnumerable<Conv2d> inputs)
    {
        if (source is null) return null;
        var weights = inputs.Select(input => input.weight.narrow(1, c.Width, source.shape[1])).ToList();
        return Layers.Convolve(source, cat(weights, 0)).chunk(weights.Count, 1);
    }

    private static Tensor? Activated(IReadOnlyDictionary<int, Tensor>? activations, int resolution) =>
        activations is null ? null : Activation.Gelu(activations[resolution]);

    private Tensor Normalised(Tensor images) => (images * (255 * c.InputScale)).sub_(c.InputShift * c.InputScale);
}

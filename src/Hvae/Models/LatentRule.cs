// How a latent's value is taken from its posterior: by sampling, by given noise, or at the mode.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>Picks the value of a latent from its posterior. Called once per layer, z2 first.</summary>
/// <returns>A tensor of the posterior's shape.</returns>
public delegate Tensor LatentRule(DiagonalGaussian posterior);

/// <summary>The rules that training, evaluation and tests use.</summary>
public static class LatentRules
{
    /// <summary>The posterior's mode, which is its mean (reconstruction, Xiao23 Section 5.4).</summary>
    public static LatentRule Mode { get; } = static posterior => posterior.Mean;

    /// <summary>One sample with noise from <paramref name="generator"/>, which lives on the posterior's device.</summary>
    public static LatentRule Sampled(Generator generator) => posterior =>
        posterior.Sample(randn(posterior.Mean.shape, dtype: posterior.Mean.dtype, device: posterior.Mean.device, generator: generator));

    /// <summary>Samples with the given standard normal noise, layer by layer; each is brought to its posterior's shape.</summary>
    /// <exception cref="InvalidOperationException">There are fewer noise tensors than layers.</exception>
    public static LatentRule WithNoise(params Tensor[] noise)
    {
        var rest = new Queue<Tensor>(noise);
        return posterior => posterior.Sample(rest.Dequeue().reshape(posterior.Mean.shape));
    }
}

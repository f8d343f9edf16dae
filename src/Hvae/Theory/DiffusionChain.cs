// A diffusion process as the fixed posterior of a hierarchical VAE, in Shu22's order: z_1 is generated first and is the noisiest.

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Theory;

/// <summary>
/// q(z_k|x) = N(α_k x, σ_k² I), k = 1 … T, with a signal-to-noise ratio α_k²/σ_k² that rises with k; noise is added from z_T to
/// z_1. With DDPM's t this is k = T + 1 − t (Ho et al., 2020; Shu22 Section 3.3).
/// </summary>
public sealed class DiffusionChain
{
    private readonly double[] alphas;
    private readonly double[] variances;

    /// <param name="alphas">Signal factors α_1 … α_T, positive.</param>
    /// <param name="variances">Variances σ_1² … σ_T², positive.</param>
    /// <exception cref="ArgumentException">
    /// Thrown when the numbers of steps differ, or when the signal-to-noise ratio does not rise.
    /// </exception>
    public DiffusionChain(IReadOnlyList<double> alphas, IReadOnlyList<double> variances)
    {
        if (alphas.Count == 0 || alphas.Count != variances.Count || alphas.Concat(variances).Any(value => !(value > 0)))
            throw new ArgumentException("Every step needs a positive signal factor and a positive variance.", nameof(alphas));
        this.alphas = [.. alphas];
        this.variances = [.. variances];
        if (Enumerable.Range(2, Steps - 1).Any(k => !(SignalToNoise(k) > SignalToNoise(k - 1))))
            throw new ArgumentException("The signal-to-noise ratio must rise from z_1 to z_T.", nameof(alphas));
    }

    /// <summary>Number of steps, T.</summary>
    public int Steps => alphas.Length;

    /// <summary>Returns the variance-preserving chain of DDPM: ᾱ_t = Π (1 − β_s), α² = ᾱ_t and σ² = 1 − ᾱ_t at k = T + 1 − t.</summary>
    /// <param name="betas">Noise levels β_1 … β_T in DDPM's order, from the data to the noise, each in (0, 1).</param>
    public static DiffusionChain VariancePreserving(IReadOnlyList<double> betas)
    {
        var kept = 1.0;
        var signal = betas.Select(beta => kept *= 1 - beta).Reverse().ToArray();
        return new([.. signal.Select(Math.Sqrt)], [.. signal.Select(value => 1 - value)]);
    }

    /// <summary>Returns α_k.</summary>
    public double Alpha(int k) => alphas[k - 1];

    /// <summary>Returns σ_k².</summary>
    public double Variance(int k) => variances[k - 1];

    /// <summary>Returns α_k²/σ_k², which is 0 for k = 0, before the first latent.</summary>
    public double SignalToNoise(int k) => k == 0 ? 0 : Alpha(k) * Alpha(k) / Variance(k);

    /// <summary>Returns q(z_k|x).</summary>
    /// <param name="x">The data, of any shape.</param>
    /// <param name="k">Number of the latent, 1 … T.</param>
    public DiagonalGaussian Marginal(Tensor x, int k) => Gaussian(x * Alpha(k), Variance(k));

    /// <summary>
    /// Returns q(z_k|z_(k−1), x), by Bayes' rule from q(z_k|x) and q(z_(k−1)|z_k): with a = α_(k−1)/α_k the mean is
    /// α_k x + (a σ_k²/σ_(k−1)²)(z_(k−1) − α_(k−1) x), and the variance is σ_k² (1 − a² σ_k²/σ_(k−1)²). For k = 1 it is q(z_1|x).
    /// </summary>
    /// <param name="noisier">The latent z_(k−1); it is not read for k = 1.</param>
    /// <param name="x">The data, or a decoder's reconstruction of it (Eq. 6).</param>
    /// <param name="k">Number of the latent, 1 … T.</param>
    public DiagonalGaussian Posterior(Tensor? noisier, Tensor x, int k)
    {
        if (k == 1) return Marginal(x, 1);
        var weight = Signal(k) * Variance(k) / Variance(k - 1);
        return Gaussian((x * Alpha(k)) + ((noisier! - (x * Alpha(k - 1))) * weight), PosteriorVariance(k));
    }

    /// <summary>Returns the variance of q(z_k|z_(k−1), x), which is the same for all z_(k−1) and x.</summary>
    public double PosteriorVariance(int k) => k == 1 ? Variance(1) : Variance(k) * Added(k) / Variance(k - 1);

    /// <summary>Draws z_1 … z_T ~ q(z_1:T|x) in the order of generation.</summary>
    /// <param name="x">The data, of any shape.</param>
    /// <param name="noise">Generator on the CPU.</param>
    public IReadOnlyList<Tensor> Sample(Tensor x, Generator noise)
    {
        var latents = new List<Tensor>();
        for (var k = 1; k <= Steps; k++) latents.Add(LatentRules.Sampled(noise)(Posterior(latents.LastOrDefault(), x, k)));
        return latents;
    }

    private double Signal(int k) => Alpha(k - 1) / Alpha(k);

    private double Added(int k) => Variance(k - 1) - (Signal(k) * Signal(k) * Variance(k));

    private static DiagonalGaussian Gaussian(Tensor mean, double variance) => new(mean, full_like(mean, Math.Sqrt(variance)));
}

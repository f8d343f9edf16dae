// Shu22's progressive-coding objective with the posterior fixed to a diffusion process: Eqs. 3 to 7.

using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Theory;

/// <summary>d_k: the reconstruction of x from z_k, in the shape of x.</summary>
/// <param name="latent">z_k.</param>
/// <param name="k">1 … T.</param>
public delegate Tensor StepDecoder(Tensor latent, int k);

/// <summary>Rates and distortions of a chain of compressors whose encoder is a diffusion process.</summary>
/// <param name="chain">q.</param>
public sealed class ProgressiveCoding(DiffusionChain chain)
{
    /// <summary>q.</summary>
    public DiffusionChain Chain { get; } = chain;

    /// <summary>
    /// Eq. 6: p(z_k|z_(k−1)) = q(z_k|z_(k−1), x = d_(k−1)(z_(k−1))). The paper gives no p(z_1); here d_0 is the mean of the data
    /// (0), with the variance of <paramref name="startVariance"/>.
    /// </summary>
    /// <param name="noisier">z_(k−1), for k = 1 a tensor of the shape of x.</param>
    /// <param name="k">1 … T.</param>
    /// <param name="decoder">d.</param>
    /// <param name="startVariance">Of p(z_1); 1 as in DDPM.</param>
    public DiagonalGaussian Prior(Tensor noisier, int k, StepDecoder decoder, double startVariance = 1) => k == 1
        ? new(zeros_like(noisier), full_like(noisier, Math.Sqrt(startVariance)))
        : Chain.Posterior(noisier, decoder(noisier, k - 1), k);

    /// <summary>The k-th term of Eq. 7 for a batch: f(x, d_k(z_k)) = ‖x − d_k(z_k)‖², z_k = α_k x + σ_k ε, summed over dimensions; shape (N).</summary>
    /// <param name="x">Shape (N, …).</param>
    /// <param name="epsilon">Standard normal, the shape of x.</param>
    /// <param name="k">1 … T.</param>
    /// <param name="decoder">d.</param>
    public Tensor Distortion(Tensor x, Tensor epsilon, int k, StepDecoder decoder) =>
        SumOverDimensions((x - decoder(Chain.Marginal(x, k).Sample(epsilon), k)).square());

    /// <summary>Eq. 7 for a batch: the sum of <see cref="Distortion"/> over k = 1 … T; shape (N).</summary>
    /// <param name="x">Shape (N, …).</param>
    /// <param name="epsilons">Standard normal, one tensor for each k.</param>
    /// <param name="decoder">d.</param>
    public Tensor Objective(Tensor x, IReadOnlyList<Tensor> epsilons, StepDecoder decoder) =>
        epsilons.Select((epsilon, i) => Distortion(x, epsilon, i + 1, decoder)).Aggregate((sum, term) => sum + term);

    /// <summary>
    /// The rate of step k, KL(q(z_k|z_(k−1), x) ‖ p(z_k|z_(k−1))) with Eq. 6's p; shape (N). For k ≥ 2 it equals
    /// ½ (α_k²/σ_k² − α_(k−1)²/σ_(k−1)²) ‖x − d_(k−1)(z_(k−1))‖².
    /// </summary>
    /// <param name="x">Shape (N, …).</param>
    /// <param name="noisier">z_(k−1); for k = 1 only its shape is read.</param>
    /// <param name="k">1 … T.</param>
    /// <param name="decoder">d.</param>
    /// <param name="startVariance">Of p(z_1).</param>
    public Tensor Rate(Tensor x, Tensor noisier, int k, StepDecoder decoder, double startVariance = 1) =>
        Chain.Posterior(noisier, x, k).KlTo(Prior(noisier, k, decoder, startVariance));

    /// <summary>
    /// The constraints' left sides in Eq. 3, E KL(q(z_1:k|x) ‖ p(z_1:k)) for k = 1 … T: sums of the steps' rates, of which each is
    /// a mean over a batch with one sample per image, in nats.
    /// </summary>
    /// <param name="x">Shape (N, …).</param>
    /// <param name="latents">z_1 … z_T from <see cref="DiffusionChain.Sample"/>.</param>
    /// <param name="decoder">d.</param>
    /// <param name="startVariance">Of p(z_1).</param>
    public CumulativeRates Rates(Tensor x, IReadOnlyList<Tensor> latents, StepDecoder decoder, double startVariance = 1) =>
        new([.. Enumerable.Range(1, Chain.Steps).Select(k => Rate(x, k == 1 ? x : latents[k - 2], k, decoder, startVariance).mean().to(ScalarType.Float64).item<double>())]);

    private static Tensor SumOverDimensions(Tensor values) => values.flatten(1).sum(1);
}

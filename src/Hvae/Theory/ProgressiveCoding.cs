// Shu22's progressive-coding objective with the posterior fixed to a diffusion process (Eqs. 3 to 7), and the loss of denoising diffusion
// models, in which a network predicts x from z_t.

using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Theory;

/// <summary>The decoder d_k, which returns the reconstruction of x from z_k in the shape of x.</summary>
/// <param name="latent">The latent z_k.</param>
/// <param name="k">Number of the latent, 1 … T.</param>
public delegate Tensor StepDecoder(Tensor latent, int k);

/// <summary>Computes rates and distortions of a chain of compressors whose encoder is a diffusion process.</summary>
/// <param name="chain">The posterior q.</param>
public sealed class ProgressiveCoding(DiffusionChain chain)
{
    /// <summary>The posterior q.</summary>
    public DiffusionChain Chain { get; } = chain;

    /// <summary>
    /// Returns p(z_k|z_(k−1)) = q(z_k|z_(k−1), x = d_(k−1)(z_(k−1))) (Eq. 6). The paper gives no p(z_1); here its mean is d_0, the mean
    /// of the data (0), and its variance is <paramref name="startVariance"/>.
    /// </summary>
    /// <param name="noisier">The latent z_(k−1); for k = 1 any tensor of the shape of x.</param>
    /// <param name="k">Number of the latent, 1 … T.</param>
    /// <param name="decoder">The decoders d_k.</param>
    /// <param name="startVariance">Variance of p(z_1); 1 as in DDPM.</param>
    public DiagonalGaussian Prior(Tensor noisier, int k, StepDecoder decoder, double startVariance = 1) => k == 1
        ? new(zeros_like(noisier), full_like(noisier, Math.Sqrt(startVariance)))
        : Chain.Posterior(noisier, decoder(noisier, k - 1), k);

    /// <summary>
    /// Returns the k-th term of Eq. 7 for a batch: f(x, d_k(z_k)) = ‖x − d_k(z_k)‖² with z_k = α_k x + σ_k ε, summed over dimensions;
    /// shape (N).
    /// </summary>
    /// <param name="x">The data, shape (N, …).</param>
    /// <param name="epsilon">Standard normal noise ε of the shape of x.</param>
    /// <param name="k">Number of the latent, 1 … T.</param>
    /// <param name="decoder">The decoders d_k.</param>
    public Tensor Distortion(Tensor x, Tensor epsilon, int k, StepDecoder decoder) =>
        SumOverDimensions((x - decoder(Chain.Marginal(x, k).Sample(epsilon), k)).square());

    /// <summary>Returns Eq. 7 for a batch: the sum of <see cref="Distortion"/> over k = 1 … T; shape (N).</summary>
    /// <param name="x">The data, shape (N, …).</param>
    /// <param name="epsilons">Standard normal noise, one tensor for each k.</param>
    /// <param name="decoder">The decoders d_k.</param>
    public Tensor Objective(Tensor x, IReadOnlyList<Tensor> epsilons, StepDecoder decoder) =>
        epsilons.Select((epsilon, i) => Distortion(x, epsilon, i + 1, decoder)).Aggregate((sum, term) => sum + term);

    /// <summary>
    /// Returns the rate of step k, KL(q(z_k|z_(k−1), x) ‖ p(z_k|z_(k−1))) with Eq. 6's p; shape (N). For k ≥ 2 it equals ½ (α_k²/σ_k² −
    /// α_(k−1)²/σ_(k−1)²) ‖x − d_(k−1)(z_(k−1))‖².
    /// </summary>
    /// <param name="x">The data, shape (N, …).</param>
    /// <param name="noisier">The latent z_(k−1); for k = 1 only its shape is read.</param>
    /// <param name="k">Number of the latent, 1 … T.</param>
    /// <param name="decoder">The decoders d_k.</param>
    /// <param name="startVariance">Variance of p(z_1).</param>
    public Tensor Rate(Tensor x, Tensor noisier, int k, StepDecoder decoder, double startVariance = 1) =>
        Chain.Posterior(noisier, x, k).KlTo(Prior(noisier, k, decoder, startVariance));

    /// <summary>
    /// Returns the left sides of the constraints in Eq. 3, E KL(q(z_1:k|x) ‖ p(z_1:k)) for k = 1 … T in nats. They are sums of the steps'
    /// rates, each of which is a mean over a batch with one sample per image.
    /// </summary>
    /// <param name="x">The data, shape (N, …).</param>
    /// <param name="latents">The latents z_1 … z_T from <see cref="DiffusionChain.Sample"/>.</param>
    /// <param name="decoder">The decoders d_k.</param>
    /// <param name="startVariance">Variance of p(z_1).</param>
    public CumulativeRates Rates(Tensor x, IReadOnlyList<Tensor> latents, StepDecoder decoder, double startVariance = 1) =>
        new([.. Enumerable.Range(1, Chain.Steps).Select(k =>
            Rate(x, k == 1 ? x : latents[k - 2], k, decoder, startVariance).mean().to(ScalarType.Float64).item<double>())]);

    private static Tensor SumOverDimensions(Tensor values) => values.flatten(1).sum(1);
}

/// <summary>A network that predicts x from the noisy input, in the input's shape.</summary>
/// <param name="noisy">The noisy input α x + σ ε.</param>
/// <param name="t">DDPM's time, 1 … T: 1 is closest to the data, T is the noisiest.</param>
public delegate Tensor Denoiser(Tensor noisy, int t);

/// <summary>
/// The loss of denoising diffusion models: sums of squared errors over t, without weights, for one draw of all noises. DDPM's own loss
/// draws one t instead.
/// </summary>
/// <param name="chain">The diffusion process; its k is T + 1 − t.</param>
public sealed class DdpmLoss(DiffusionChain chain)
{
    /// <summary>Returns Σ_t ‖x − x̂(α_t x + σ_t ε_t, t)‖²; shape (N).</summary>
    /// <param name="x">The data, shape (N, …).</param>
    /// <param name="epsilons">Standard normal noise ε_1 … ε_T in DDPM's order.</param>
    /// <param name="network">The network x̂, which predicts x.</param>
    public Tensor OfDataPrediction(Tensor x, IReadOnlyList<Tensor> epsilons, Denoiser network) => epsilons.Select((epsilon, i) =>
    {
        var (t, k) = (i + 1, chain.Steps - i);
        var noisy = (x * chain.Alpha(k)) + (epsilon * Math.Sqrt(chain.Variance(k)));
        return (x - network(noisy, t)).square().flatten(1).sum(1);
    }).Aggregate((sum, term) => sum + term);
}

// The loss of denoising diffusion models, written as theirs: a network is given z_t and predicts the noise, or x.

using static TorchSharp.torch;

namespace Hvae.Theory;

/// <summary>A network's prediction from the noisy input; of the noise or of x, in the input's shape.</summary>
/// <param name="noisy">α x + σ ε.</param>
/// <param name="t">DDPM's time: 1 is next to the data, T is the noisiest.</param>
public delegate Tensor Denoiser(Tensor noisy, int t);

/// <summary>Sums over t of squared errors, without weights, for one draw of all noises; DDPM's own loss draws one t instead.</summary>
/// <param name="chain">Its k is T + 1 − t.</param>
public sealed class DdpmLoss(DiffusionChain chain)
{
    /// <summary>Σ_t ‖x − x̂(α_t x + σ_t ε_t, t)‖²; shape (N).</summary>
    /// <param name="x">Shape (N, …).</param>
    /// <param name="epsilons">ε_1 … ε_T in DDPM's order.</param>
    /// <param name="network">x̂.</param>
    public Tensor OfDataPrediction(Tensor x, IReadOnlyList<Tensor> epsilons, Denoiser network) =>
        Sum(epsilons, (epsilon, t) => (x - network(Noisy(x, epsilon, t), t)).square());

    /// <summary>Σ_t ‖ε_t − ε̂(α_t x + σ_t ε_t, t)‖² (Ho et al., 2020, Eq. 14); shape (N).</summary>
    /// <param name="x">Shape (N, …).</param>
    /// <param name="epsilons">ε_1 … ε_T in DDPM's order.</param>
    /// <param name="network">ε̂.</param>
    public Tensor OfNoisePrediction(Tensor x, IReadOnlyList<Tensor> epsilons, Denoiser network) =>
        Sum(epsilons, (epsilon, t) => (epsilon - network(Noisy(x, epsilon, t), t)).square());

    /// <summary>The decoder that a network of the noise amounts to: d_k(z) = (z − σ_k ε̂(z, t))/α_k with t = T + 1 − k.</summary>
    public StepDecoder DecoderOf(Denoiser noiseNetwork) => (latent, k) =>
        (latent - (noiseNetwork(latent, Other(k)) * Math.Sqrt(chain.Variance(k)))) / chain.Alpha(k);

    private Tensor Noisy(Tensor x, Tensor epsilon, int t) => (x * chain.Alpha(Other(t))) + (epsilon * Math.Sqrt(chain.Variance(Other(t))));

    /// <summary>Between t and k, which count in opposite directions.</summary>
    private int Other(int index) => chain.Steps + 1 - index;

    private static Tensor Sum(IReadOnlyList<Tensor> epsilons, Func<Tensor, int, Tensor> error) =>
        epsilons.Select((epsilon, i) => error(epsilon, i + 1).flatten(1).sum(1)).Aggregate((sum, term) => sum + term);
}

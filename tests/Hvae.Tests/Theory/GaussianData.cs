// Data for which every quantity of the derivation has a closed form: x ~ N(0, diag(c)).

using Hvae.Theory;
using static TorchSharp.torch;

namespace Hvae.Tests.Theory;

/// <summary>Independent Gaussian dimensions under a diffusion chain; nats and squared errors are sums over dimensions.</summary>
/// <param name="variances">Variances c of the dimensions, all positive.</param>
/// <param name="chain">The chain, which defines q.</param>
internal sealed class GaussianData(IReadOnlyList<double> variances, DiffusionChain chain)
{
    /// <summary>The solution of Eq. 4: d_k*(z) = E[x|z_k] = c α_k/(α_k² c + σ_k²) · z, for a latent of shape (N, d).</summary>
    public StepDecoder OptimalDecoder => (latent, k) =>
        latent * tensor([.. variances.Select(c => Gain(c, k))], dtype: latent.dtype, device: latent.device);

    /// <summary>Returns D_k = Σ c/(1 + c · SNR_k), the least squared error from z_k. D_0 is the variance.</summary>
    public double Distortion(int k) => variances.Sum(c => c / (1 + (c * chain.SignalToNoise(k))));

    /// <summary>
    /// Returns the rate of step k with Eq. 6's p: ½ (SNR_k − SNR_(k−1)) D_(k−1) for k ≥ 2, and E KL(q(z_1|x) ‖ N(0, v)) for k = 1.
    /// </summary>
    /// <param name="k">Number of the step, 1 … T.</param>
    /// <param name="startVariance">Variance v of p(z_1).</param>
    public double Rate(int k, double startVariance = 1) => k == 1
        ? variances.Sum(c => KlToStart(c, startVariance))
        : 0.5 * (chain.SignalToNoise(k) - chain.SignalToNoise(k - 1)) * Distortion(k - 1);

    /// <summary>
    /// Returns I(x; z_1:k) = I(x; z_k) = Σ ½ ln(1 + c · SNR_k). No p has a smaller rate, and with more steps Eq. 6's p is nearer to it.
    /// </summary>
    public double Information(int k) => variances.Sum(c => 0.5 * Math.Log(1 + (c * chain.SignalToNoise(k))));

    /// <summary>Returns images of shape (<paramref name="count"/>, d), float64.</summary>
    public Tensor Draw(int count, Generator noise) =>
        randn([count, variances.Count], ScalarType.Float64, generator: noise) * tensor(
            [.. variances.Select(Math.Sqrt)], dtype: ScalarType.Float64);

    private double Gain(double c, int k) => c * chain.Alpha(k) / ((chain.Alpha(k) * chain.Alpha(k) * c) + chain.Variance(k));

    private double KlToStart(double c, double start)
    {
        var (own, shift) = (chain.Variance(1), chain.Alpha(1) * chain.Alpha(1) * c);
        return 0.5 * (((own + shift) / start) - 1 - Math.Log(own / start));
    }
}

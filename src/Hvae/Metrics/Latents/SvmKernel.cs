// The two kernels of the paper's support vector machines.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>Inner products K(a, b) of samples in the space where a support vector machine is linear.</summary>
public sealed class SvmKernel
{
    private SvmKernel(double? gamma) => Gamma = gamma;

    /// <summary>K(a, b) = a·b.</summary>
    public static SvmKernel Linear { get; } = new(null);

    /// <summary>γ of the radial kernel; null for the linear one.</summary>
    public double? Gamma { get; }

    /// <summary>K(a, b) = exp(−γ|a − b|²).</summary>
    /// <param name="gamma">γ, positive.</param>
    public static SvmKernel Rbf(double gamma) => new(gamma);

    /// <summary>scikit-learn's γ "scale": 1 / (number of features · variance of all numbers in <paramref name="features"/>), 1 where they do not vary.</summary>
    /// <param name="features">Of the training samples, shape (N, D), float64.</param>
    public static double ScaleGamma(Tensor features)
    {
        using var scope = NewDisposeScope();
        // TorchSharp's var(unbiased: false) divides by one number less than there are.
        var variance = (features - features.mean()).square().mean().item<double>();
        return variance == 0 ? 1 : 1 / (features.shape[1] * variance);
    }

    /// <summary>K of all pairs, shape (M, N), float64.</summary>
    /// <param name="a">Shape (M, D), float64.</param>
    /// <param name="b">Shape (N, D), float64.</param>
    public Tensor Between(Tensor a, Tensor b)
    {
        if (Gamma is not { } gamma) return a.matmul(b.t());
        var squares = a.square().sum(1).unsqueeze(1) + b.square().sum(1);
        return squares.sub_(a.matmul(b.t()).mul_(2)).mul_(-gamma).exp_();
    }
}

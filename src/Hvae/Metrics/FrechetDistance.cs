// |μ_a − μ_b|² + tr(Σ_a + Σ_b − 2 (Σ_a Σ_b)^½): the distance between two Gaussians fitted to two sets of features (Heusel et al. 2017).

using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>Mean and covariance of a set of features.</summary>
/// <param name="Mean">Shape (D), float64.</param>
/// <param name="Covariance">Normalised by N − 1, shape (D, D), float64.</param>
public sealed record FeatureStatistics(Tensor Mean, Tensor Covariance)
{
    /// <summary>Samples behind them; 0 where that is not known.</summary>
    public long Count { get; init; }

    /// <summary>Whose features (<see cref="Metrics.Features.IImageFeatures.Name"/>); null where that is not known.</summary>
    public string? Features { get; init; }

    /// <summary>The statistics of a set. Their tensors belong to the caller's dispose scope.</summary>
    /// <param name="features">Shape (N, D), N ≥ 2.</param>
    /// <exception cref="ArgumentException">Fewer than two samples.</exception>
    public static FeatureStatistics Of(Tensor features)
    {
        if (features.shape is not [>= 2, _]) throw new ArgumentException("A covariance needs at least two samples.", nameof(features));
        using var scope = NewDisposeScope();
        var values = features.to(ScalarType.Float64);
        var mean = values.mean([0L]);
        var centred = values - mean;
        return new(scope.MoveToOuter(mean), scope.MoveToOuter(centred.t().matmul(centred).div_(features.shape[0] - 1))) { Count = features.shape[0] };
    }
}

/// <summary>The Fréchet distance (squared 2-Wasserstein distance) between two Gaussians; of Inception features it is the FID.</summary>
public static class FrechetDistance
{
    /// <summary>
    /// The distance, at least 0 up to rounding. (Σ_a Σ_b)^½ has the trace of (Σ_a^½ Σ_b Σ_a^½)^½, which is symmetric, so that
    /// singular covariances need no perturbation.
    /// </summary>
    /// <exception cref="ArgumentException">The two have different numbers of features.</exception>
    public static double Between(FeatureStatistics a, FeatureStatistics b)
    {
        if (a.Mean.numel() != b.Mean.numel()) throw new ArgumentException("Both sets need the same features.", nameof(b));
        using var scope = NewDisposeScope();
        var root = SquareRoot(a.Covariance);
        var traceOfRoot = linalg.eigvalsh(root.matmul(b.Covariance).matmul(root)).clamp(min: 0).sqrt().sum().item<double>();
        var shift = (a.Mean - b.Mean).square().sum().item<double>();
        return shift + a.Covariance.trace().item<double>() + b.Covariance.trace().item<double>() - (2 * traceOfRoot);
    }

    private static Tensor SquareRoot(Tensor covariance)
    {
        var (values, vectors) = linalg.eigh(covariance);
        return (vectors * values.clamp(min: 0).sqrt()).matmul(vectors.t());
    }
}

// |μ_a − μ_b|² + tr(Σ_a + Σ_b − 2 (Σ_a Σ_b)^½): the distance between two Gaussians fitted to two sets of features (Heusel et al. 2017).

using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>Mean and covariance of a set of features.</summary>
/// <param name="Mean">Mean, shape (D), float64.</param>
/// <param name="Covariance">Covariance normalised by N − 1, shape (D, D), float64.</param>
public sealed record FeatureStatistics(Tensor Mean, Tensor Covariance)
{
    /// <summary>Number of samples; 0 when it is not known.</summary>
    public long Count { get; init; }

    /// <summary>Name of the features (<see cref="Metrics.Features.IImageFeatures.Name"/>); null when it is not known.</summary>
    public string? Features { get; init; }

    /// <summary>Computes the statistics of a set of features. Their tensors belong to the caller's dispose scope.</summary>
    /// <param name="features">Features, shape (N, D), N ≥ 2.</param>
    /// <exception cref="ArgumentException">Thrown when there are fewer than two samples.</exception>
    public static FeatureStatistics Of(Tensor features)
    {
        if (features.shape is not [>= 2, _]) throw new ArgumentException("A covariance needs at least two samples.", nameof(features));
        using var scope = NewDisposeScope();
        var values = features.to(ScalarType.Float64);
        var mean = values.mean([0L]);
        var centred = values - mean;
        var covariance = centred.t().matmul(centred).div_(features.shape[0] - 1);
        return new(scope.MoveToOuter(mean), scope.MoveToOuter(covariance)) { Count = features.shape[0] };
    }
}

/// <summary>
/// Computes the Fréchet distance (squared 2-Wasserstein distance) between two Gaussians, which is the FID for Inception features.
/// </summary>
public static class FrechetDistance
{
    /// <summary>
    /// Returns the distance, which is at least 0 up to rounding. (Σ_a Σ_b)^½ has the same trace as (Σ_a^½ Σ_b Σ_a^½)^½, which is
    /// symmetric, so singular covariances need no perturbation.
    /// </summary>
    /// <exception cref="ArgumentException">Thrown when the two have different numbers of features.</exception>
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

/// <summary>
/// Computes mean and covariance of features batch by batch, in float64, without keeping the features. Two sets of moments are merged as
/// in Chan, Golub and LeVeque (1979), which loses no digits when the mean is much larger than the spread. The order and size of batches
/// change only the rounding.
/// </summary>
public sealed class FeatureMoments : IDisposable
{
    private Tensor? mean;
    private Tensor? scatter;

    /// <summary>Number of samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a batch of features.</summary>
    /// <param name="features">Finite features, shape (N, D), with the same D as before.</param>
    /// <exception cref="ArgumentException">Thrown when the features have another shape.</exception>
    /// <exception cref="ArithmeticException">Thrown when a feature is not finite.</exception>
    public void Add(Tensor features)
    {
        if (features.shape is not [>= 1, _] || (mean is not null && mean.shape[0] != features.shape[1]))
        {
            throw new ArgumentException(
                $"A batch of features has the shape (N, {mean?.shape[0].ToString() ?? "D"}), not ({string.Join(", ", features.shape)}).",
                nameof(features));
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (values, count) = (features.to(ScalarType.Float64), features.shape[0]);
        var batchMean = values.mean([0L]);
        if (!double.IsFinite(batchMean.sum().item<double>())) throw new ArithmeticException("A feature is not a finite number.");
        var centred = values - batchMean;
        var batchScatter = centred.t().matmul(centred);
        if (mean is null || scatter is null)
        {
            (mean, scatter, Count) = (batchMean.DetachFromDisposeScope(), batchScatter.DetachFromDisposeScope(), count);
            return;
        }

        var (shift, total) = (batchMean - mean, Count + count);
        scatter.add_(batchScatter).add_(outer(shift, shift) * ((double)Count * count / total));
        mean.add_(shift * ((double)count / total));
        Count = total;
    }

    /// <summary>Returns the statistics so far. Their tensors belong to the caller's dispose scope.</summary>
    /// <exception cref="InvalidOperationException">Thrown when there are fewer than two samples, which have no covariance.</exception>
    public FeatureStatistics Statistics() => mean is not null && scatter is not null && Count >= 2
        ? new(mean.clone(), scatter / (Count - 1)) { Count = Count }
        : throw new InvalidOperationException($"A covariance needs at least two samples, not {Count}.");

    /// <summary>Releases the moments.</summary>
    public void Dispose()
    {
        mean?.Dispose();
        scatter?.Dispose();
    }
}

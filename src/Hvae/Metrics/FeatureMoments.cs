// Mean and covariance of features that come batch by batch, in float64, without keeping them.

using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>
/// Collects features. Two sets of moments are merged by Chan, Golub and LeVeque (1979), which loses no digits where the mean is
/// large against the spread; the order and size of batches matter only in rounding.
/// </summary>
public sealed class FeatureMoments : IDisposable
{
    private Tensor? mean;
    private Tensor? scatter;

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a batch.</summary>
    /// <param name="features">Shape (N, D), finite, with the same D as before.</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    /// <exception cref="ArithmeticException">A feature is not finite.</exception>
    public void Add(Tensor features)
    {
        if (features.shape is not [>= 1, _] || (mean is not null && mean.shape[0] != features.shape[1]))
            throw new ArgumentException($"A batch of features has the shape (N, {mean?.shape[0].ToString() ?? "D"}), not ({string.Join(", ", features.shape)}).", nameof(features));

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

    /// <summary>The statistics so far. Their tensors belong to the caller's dispose scope.</summary>
    /// <exception cref="InvalidOperationException">Fewer than two samples, which have no covariance.</exception>
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

// What is recorded of reconstructions.

using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Repro.Plans;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Means over images as metrics.</summary>
internal static class ReconstructionMetrics
{
    /// <summary>
    /// Returns the squared error on the paper's scale [−1, 1], the "mse" on the scale [0, 1] as it is recorded for all models, and the
    /// share of detail.
    /// </summary>
    /// <param name="reconstruction">Reconstructions of test images.</param>
    public static IEnumerable<Metric> Of(Reconstruction reconstruction)
    {
        var count = reconstruction.SquaredErrors.Count;
        var (error, detail) = (ImageMean.Of(reconstruction.SquaredErrors), ImageMean.Of(reconstruction.DetailShares));
        yield return new("squared_error", error.Value, "", error.StandardError, count);
        yield return new("mse", error.Value / SquaredError.ScaleRatio, "", error.StandardError / SquaredError.ScaleRatio, count);
        yield return new("detail_share", detail.Value, "", detail.StandardError, count);
    }
}

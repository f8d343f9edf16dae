// What is recorded of reconstructions.

using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Repro.Plans;

namespace Experiments.Jobs.Coding;

/// <summary>Means over images as metrics.</summary>
internal static class ReconstructionMetrics
{
    /// <summary>Squared error in both scales, and the share of detail.</summary>
    public static IEnumerable<Metric> Of(Reconstruction reconstruction)
    {
        var count = reconstruction.SquaredErrors.Count;
        var (error, detail) = (ImageMean.Of(reconstruction.SquaredErrors), ImageMean.Of(reconstruction.DetailShares));
        yield return new("mse", error.Value, "", error.StandardError, count);
        yield return new("mse_of_unit_range", error.Value / SquaredError.ScaleRatio, "", error.StandardError / SquaredError.ScaleRatio,
            count);
        yield return new("detail_share", detail.Value, "", detail.StandardError, count);
    }
}

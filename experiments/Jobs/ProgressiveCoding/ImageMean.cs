// Means over test images with their standard errors, and the metrics that are made from them.

using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Repro.Plans;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>A mean over independent images.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">Standard error of the mean, or null for one image.</param>
internal readonly record struct ImageMean(double Value, double? StandardError)
{
    /// <summary>Computes the mean and its standard error.</summary>
    /// <param name="values">One number for each image; at least one image.</param>
    public static ImageMean Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return new(mean, values.Count < 2 ? null
            : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1.0) / values.Count));
    }

    /// <summary>Returns a metric that is a mean over images.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="values">One number for each image.</param>
    /// <param name="unit">Unit of the numbers; empty for a pure number.</param>
    public static Metric Metric(string name, IReadOnlyList<double> values, string unit = "")
    {
        var mean = Of(values);
        return new(name, mean.Value, unit, mean.StandardError, values.Count);
    }

    /// <summary>
    /// Returns the metrics of reconstructions: "squared_error" per dimension on the paper's scale [−1, 1], "mse" on the scale [0, 1], which
    /// all jobs record under that name, and "detail_share".
    /// </summary>
    /// <param name="reconstruction">Reconstructions of test images.</param>
    public static IEnumerable<Metric> Metrics(Reconstruction reconstruction)
    {
        var error = Metric("squared_error", reconstruction.SquaredErrors);
        yield return error;
        yield return error with
        {
            Name = "mse",
            Value = error.Value / SquaredError.ScaleRatio,
            StandardError = error.StandardError / SquaredError.ScaleRatio,
        };
        yield return Metric("detail_share", reconstruction.DetailShares);
    }
}

// The mean of a number over images, with its standard error.

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>A mean over independent images.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">Null for one image.</param>
internal readonly record struct ImageMean(double Value, double? StandardError)
{
    /// <summary>Of one number an image.</summary>
    /// <param name="values">At least one.</param>
    public static ImageMean Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return new(mean, values.Count < 2 ? null
            : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1.0) / values.Count));
    }
}

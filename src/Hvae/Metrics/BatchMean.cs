// The mean of a per-image quantity as the paper's code computes it, with its standard error over images.

using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>
/// Collects per-image values batch by batch. The value is the mean of the batches' means, so the last, smaller batch has the same weight
/// as the others (Xiao23's public code). The standard error is over images.
/// </summary>
public sealed class BatchMean
{
    private double sumOfBatchMeans;
    private long batches;
    private double mean;
    private double squares;

    /// <summary>Number of images.</summary>
    public long Count { get; private set; }

    /// <summary>Mean of the batches' means.</summary>
    public double Value => sumOfBatchMeans / batches;

    /// <summary>Standard deviation over images divided by the square root of their number; null for fewer than two images.</summary>
    public double? StandardError => Count < 2 ? null : Math.Sqrt(squares / (Count - 1) / Count);

    /// <summary>Adds the values of one batch (Welford's update for the spread).</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
            Count++;
            var delta = value - mean;
            mean += delta / Count;
            squares += delta * (value - mean);
        }

        sumOfBatchMeans += sum / values.Length;
        batches++;
    }
}

/// <summary>Copies a tensor's values to a double array.</summary>
internal static class Numbers
{
    /// <summary>Returns all values in their order, for any type and device.</summary>
    public static double[] Of(Tensor values) => values.to(ScalarType.Float64).cpu().data<double>().ToArray();
}

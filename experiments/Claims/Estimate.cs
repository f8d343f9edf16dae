// Estimates of effects with their error, and the p-values that follow from them.

using MathNet.Numerics.Distributions;
using Repro.Claims;

namespace Experiments.Claims;

/// <summary>An effect that was measured, with its standard error. The tests on it are Student's.</summary>
/// <param name="Value">The effect; NaN when the data do not define it.</param>
/// <param name="StandardError">Standard error of the effect in its unit; null when it is not known, e.g. for one seed.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom of the standard error, above 0; infinity when it is known exactly.</param>
internal sealed record Estimate(double Value, double? StandardError, double DegreesOfFreedom = double.PositiveInfinity)
{
    private const double OutsideInterval = 0.05;

    /// <summary>
    /// The effect when the noise is drawn once more. It differs from the effect where noise shifts it, as a rank correlation towards zero;
    /// the tests start from whichever of the two supports the statement less.
    /// </summary>
    public double Centre { get; init; } = Value;

    /// <summary>Half the length of the 95 % interval around <see cref="Value"/>; null where the error is unknown.</summary>
    public double? HalfLength => StandardError is { } error ? error * Quantile(1 - (OutsideInterval / 2)) : null;

    /// <summary>
    /// Returns the mean over seeds with the standard error s/√S and S − 1 degrees of freedom; the error of one seed is unknown.
    /// </summary>
    /// <param name="perSeed">Effect of each seed, at least one.</param>
    public static Estimate OfSeeds(IReadOnlyList<double> perSeed)
    {
        var (mean, count) = (perSeed.Average(), perSeed.Count);
        if (count < 2) return new(mean, null, 0);
        var variance = perSeed.Sum(value => (value - mean) * (value - mean)) / (count - 1);
        return new(mean, Math.Sqrt(variance / count), count - 1);
    }

    /// <summary>
    /// Returns the estimate with a further, independent source of error, e.g. test images beside seeds. Degrees of freedom are those of
    /// Welch (1947) and Satterthwaite (1946): (Σ sᵢ²)² / Σ sᵢ⁴/νᵢ.
    /// </summary>
    /// <param name="standardError">Standard error from the further source.</param>
    /// <param name="degreesOfFreedom">Its degrees of freedom; infinity when it is known exactly.</param>
    public Estimate With(double standardError, double degreesOfFreedom = double.PositiveInfinity)
    {
        if (StandardError is not { } own) return this;
        var (first, second) = (own * own, standardError * standardError);
        var sum = first + second;
        var inverse = ((first * first) / DegreesOfFreedom) + ((second * second) / degreesOfFreedom);
        return this with { StandardError = Math.Sqrt(sum), DegreesOfFreedom = inverse > 0 ? sum * sum / inverse : double.PositiveInfinity };
    }

    /// <summary>Returns the estimate of the difference from an independent one.</summary>
    public Estimate Minus(Estimate other) => StandardError is null || other.StandardError is not { } error
        ? new(Value - other.Value, null, 0)
        : (this with { Value = Value - other.Value, Centre = Centre - other.Centre }).With(error, other.DegreesOfFreedom);

    /// <summary>
    /// Returns the p-value of "the effect is above the threshold": the probability of an estimate that is at least as high when the effect
    /// is the threshold. It is 1 when the error is unknown.
    /// </summary>
    public double PAbove(double threshold) => Tail(threshold - Math.Min(Value, Centre));

    /// <summary>Returns the p-value of "the effect is below the threshold", in the same way.</summary>
    public double PBelow(double threshold) => Tail(Math.Max(Value, Centre) - threshold);

    private double Tail(double distance) => StandardError is not { } error || !double.IsFinite(Centre) ? 1
        : error > 0 ? Distribution.CumulativeDistribution(distance / error)
        : distance < 0 ? 0 : 1;

    private double Quantile(double probability) => Distribution is Normal normal
        ? normal.InverseCumulativeDistribution(probability)
        : ((StudentT)Distribution).InverseCumulativeDistribution(probability);

    private IContinuousDistribution Distribution =>
        double.IsPositiveInfinity(DegreesOfFreedom) ? new Normal(0, 1) : new StudentT(0, 1, DegreesOfFreedom);
}

/// <summary>
/// The spread of a statistic over resamples of independent items, e.g. of test images (Efron 1979), the same on every machine.
/// </summary>
internal static class Bootstrap
{
    /// <summary>The number of resamples.</summary>
    public const int Resamples = 1000;

    /// <summary>Seed of the resamples. It is fixed, so that the same data always get the same verdict.</summary>
    public const ulong Seed = 2023;

    /// <summary>
    /// Returns the estimate of a statistic of independent items, which are drawn with replacement. Its standard error is the standard
    /// deviation over the resamples that define the statistic.
    /// </summary>
    /// <param name="sample">Items of the sample, at least one.</param>
    /// <param name="statistic">Computes the statistic of a sample; NaN where it is not defined.</param>
    public static Estimate Of<T>(IReadOnlyList<T> sample, Func<IReadOnlyList<T>, double> statistic)
    {
        var random = new RandomStream(Seed);
        double[] values = [.. Enumerable.Range(0, Resamples).Select(_ => statistic(Draw(sample, random))).Where(double.IsFinite)];
        return new(statistic(sample), Deviation(values));
    }

    /// <summary>Returns the standard deviation of values, or null for fewer than two.</summary>
    public static double? Deviation(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2) return null;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    private static T[] Draw<T>(IReadOnlyList<T> sample, RandomStream random)
    {
        var drawn = new T[sample.Count];
        for (var i = 0; i < drawn.Length; i++) drawn[i] = sample[random.Index(sample.Count)];
        return drawn;
    }
}

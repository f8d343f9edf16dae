// The spread of a statistic, from resamples of the data (Efron 1979).

namespace Repro.Claims;

/// <summary>
/// Computes a statistic on <see cref="Resamples"/> resamples t₁ … t_B of the data. Standard error: their standard deviation.
/// Interval: from the 2.5th to the 97.5th percentile of t₁ … t_B. A resample that does not define the statistic (NaN) might
/// have come out either way, so it counts as −∞ for the lower end and as +∞ for the upper one.
/// </summary>
public static class Bootstrap
{
    /// <summary>B: enough for percentiles at 2.5 % that stand on 25 resamples each.</summary>
    public const int Resamples = 1000;

    /// <summary>Outside the interval on either side.</summary>
    private const double Tail = 0.025;

    /// <summary>Fixed, so that the same data always get the same verdict.</summary>
    private const ulong Seed = 2023;

    /// <summary>The estimate of a statistic of independent items, which are drawn with replacement.</summary>
    /// <param name="sample">At least one item.</param>
    /// <param name="statistic">NaN where it is not defined.</param>
    public static Estimate Of<T>(IReadOnlyList<T> sample, Func<IReadOnlyList<T>, double> statistic) =>
        Of(statistic(sample), random => statistic(Draw(sample, random)));

    /// <summary>The estimate of a statistic whose resamples are drawn by the caller.</summary>
    /// <param name="value">The statistic on the data as they are.</param>
    /// <param name="resampled">The statistic on a resample drawn with the given stream; NaN where it is not defined.</param>
    public static Estimate Of(double value, Func<RandomStream, double> resampled)
    {
        var random = new RandomStream(Seed);
        var values = new double[Resamples];
        for (var b = 0; b < Resamples; b++) values[b] = resampled(random);

        var outside = (int)(Tail * Resamples);
        return new(
            value,
            Deviation([.. values.Where(double.IsFinite)]),
            values.Select(t => double.IsNaN(t) ? double.NegativeInfinity : t).Order().ElementAt(outside),
            values.Select(t => double.IsNaN(t) ? double.PositiveInfinity : t).OrderDescending().ElementAt(outside));
    }

    /// <summary>The share of resamples in which a statement is true, in [0, 1].</summary>
    /// <param name="isTrue">Of a resample drawn with the given stream.</param>
    public static double Share(Func<RandomStream, bool> isTrue)
    {
        var random = new RandomStream(Seed);
        return Enumerable.Range(0, Resamples).Count(_ => isTrue(random)) / (double)Resamples;
    }

    /// <summary>As many items as there are, drawn with replacement.</summary>
    /// <param name="sample">At least one item.</param>
    /// <param name="random">Decides which.</param>
    public static T[] Draw<T>(IReadOnlyList<T> sample, RandomStream random)
    {
        var drawn = new T[sample.Count];
        for (var i = 0; i < drawn.Length; i++) drawn[i] = sample[random.Index(sample.Count)];
        return drawn;
    }

    private static double? Deviation(double[] values)
    {
        if (values.Length < 2) return null;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}

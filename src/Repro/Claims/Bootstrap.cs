// The spread of a statistic, computed from resamples of the data (Efron 1979) that are the same on every machine.

namespace Repro.Claims;

/// <summary>
/// Computes a statistic on <see cref="Resamples"/> resamples t₁ … t_B of the data. The standard error is their standard deviation. The
/// interval reaches from the 2.5th to the 97.5th percentile of t₁ … t_B. A resample that does not define the statistic (NaN) might have
/// come out either way, so it counts as −∞ for the lower end and as +∞ for the upper one.
/// </summary>
public static class Bootstrap
{
    /// <summary>The number B of resamples, of which 25 are beyond each percentile at 2.5 %.</summary>
    public const int Resamples = 1000;

    /// <summary>Share of resamples outside the interval on either side.</summary>
    private const double Tail = 0.025;

    /// <summary>Seed of the resamples. It is fixed, so that the same data always get the same verdict.</summary>
    private const ulong Seed = 2023;

    /// <summary>Returns the estimate of a statistic of independent items, which are drawn with replacement.</summary>
    /// <param name="sample">Items of the sample, at least one.</param>
    /// <param name="statistic">Computes the statistic of a sample; NaN where it is not defined.</param>
    public static Estimate Of<T>(IReadOnlyList<T> sample, Func<IReadOnlyList<T>, double> statistic) =>
        Of(statistic(sample), random => statistic(Draw(sample, random)));

    /// <summary>Returns the estimate of a statistic whose resamples the caller draws.</summary>
    /// <param name="value">The statistic of the data.</param>
    /// <param name="resampled">Returns the statistic of a resample drawn with the given stream; NaN where it is not defined.</param>
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

    /// <summary>Returns the share of resamples in which a statement is true, in [0, 1].</summary>
    /// <param name="isTrue">Whether the statement is true in a resample drawn with the given stream.</param>
    public static double Share(Func<RandomStream, bool> isTrue)
    {
        var random = new RandomStream(Seed);
        return Enumerable.Range(0, Resamples).Count(_ => isTrue(random)) / (double)Resamples;
    }

    /// <summary>Returns as many items as the sample has, drawn with replacement.</summary>
    /// <param name="sample">Items of the sample, at least one.</param>
    /// <param name="random">Stream that decides which items are drawn.</param>
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

/// <summary>The value of a statistic, and how it varies over resamples.</summary>
/// <param name="Value">The statistic of the data; NaN when they do not define it.</param>
/// <param name="StandardError">Standard deviation over those resamples that define the statistic; null when fewer than two do.</param>
/// <param name="Lower">Lower end of the 95 % percentile interval; negative infinity when too many resamples leave it undefined.</param>
/// <param name="Upper">Upper end of the interval; positive infinity when too many resamples leave it undefined.</param>
public sealed record Estimate(double Value, double? StandardError, double Lower, double Upper);

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): x ← x + 0x9E3779B97F4A7C15, then two xor-shift multiplications.
/// The runtime's own generator may change from one version to the next, and verdicts must not.
/// </summary>
/// <param name="seed">The same seed gives the same stream.</param>
public sealed class RandomStream(ulong seed)
{
    private ulong state = seed;

    /// <summary>Returns the next 64 random bits.</summary>
    public ulong Bits()
    {
        var bits = state += 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>Returns a uniform number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double Uniform() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a uniform number among 0 … <paramref name="count"/> − 1; <paramref name="count"/> is at least 1.</summary>
    public int Index(int count) => (int)Math.BigMul(Bits(), (ulong)count, out _);

    /// <summary>Returns a standard normal number (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
}

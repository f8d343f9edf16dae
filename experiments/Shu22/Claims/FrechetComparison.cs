// The difference of two Fréchet distances that were each measured on a few independent sets of samples.

using Experiments.Jobs.Coding;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>a − b with the combined standard error √(s_a² + s_b²).</summary>
internal static class FrechetComparison
{
    /// <summary>
    /// Student's t for 95 % on both sides with <see cref="FrechetJob.Streams"/> − 1 degrees of freedom: the fewest that two means of
    /// so many values can have together (Welch, 1947), so the interval is never too short.
    /// </summary>
    private const double Student95 = 4.303;

    /// <summary>How much larger the first distance is.</summary>
    public static Estimate Difference(FrechetScores one, FrechetScores other)
    {
        var (a, b) = (one.Mean, other.Mean);
        var value = a.Value - b.Value;
        var error = Math.Sqrt(Square(a.StandardError) + Square(b.StandardError));
        return new(value, error, value - (Student95 * error), value + (Student95 * error));

        static double Square(double? error) => error is { } known ? known * known : double.NaN;
    }
}

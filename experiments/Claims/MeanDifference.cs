// How far two means lie apart, and what the spread of their samples lets us say about it.

using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using Repro.Claims;

namespace Experiments.Claims;

/// <summary>
/// d = mean(x) − mean(y) with Student's interval d ± t·s·√(1/m + 1/n): m values x and n values y share one variance, which
/// s² = (Σ(x − mean(x))² + Σ(y − mean(y))²) / (m + n − 2) estimates, and t is the quantile for m + n − 2 degrees of freedom.
/// </summary>
/// <param name="Value">d; NaN when a side has no values.</param>
/// <param name="StandardError">s·√(1/m + 1/n); NaN when no side has two values, or one has none.</param>
/// <param name="Resolution">
/// Half of the interval's width: an observed difference above it is more than chance. Infinite when there is no standard error.
/// </param>
internal sealed record MeanDifference(double Value, double StandardError, double Resolution)
{
    /// <summary>The difference of two samples' means.</summary>
    /// <param name="x">Independent values.</param>
    /// <param name="y">Independent values.</param>
    /// <param name="level">Probability, in (0, 1), that the interval misses the true difference.</param>
    public static MeanDifference Of(IReadOnlyList<double> x, IReadOnlyList<double> y, double level)
    {
        var freedom = x.Count + y.Count - 2;
        var (mean, other) = (x.Mean(), y.Mean());
        if (freedom < 1 || x.Count == 0 || y.Count == 0) return new(mean - other, double.NaN, double.PositiveInfinity);
        var squares = x.Sum(value => Math.Pow(value - mean, 2)) + y.Sum(value => Math.Pow(value - other, 2));
        var error = Math.Sqrt(squares / freedom * ((1.0 / x.Count) + (1.0 / y.Count)));
        return new(mean - other, error, StudentT.InvCDF(0, 1, freedom, 1 - (level / 2)) * error);
    }

    /// <summary>
    /// Whether the means agree. Holds when the whole interval lies within ±<paramref name="negligible"/>; fails when it
    /// does not contain zero; else it is undecided: chance and a difference that matters explain the data alike.
    /// </summary>
    /// <param name="negligible">The largest difference that does not matter.</param>
    public Verdict Agreement(double negligible) =>
        Math.Abs(Value) + Resolution <= negligible ? Verdict.Holds
        : Math.Abs(Value) > Resolution ? Verdict.Fails
        : Verdict.Undecided;
}

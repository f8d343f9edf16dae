// Whether numbers that must not exceed a limit do so by more than chance.

using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// Excess beyond sampling error, with a family-wise error of 5 % over all models tested (Bonferroni): one of m models
/// counts when chance alone would take it so far with a probability below 0.05/m.
/// </summary>
internal static class SamplingError
{
    private const double FamilyWise = 0.05;

    /// <summary>The probability below which one of <paramref name="tests"/> tests counts.</summary>
    public static double Level(int tests) => FamilyWise / tests;

    /// <summary>
    /// Probability of <paramref name="accuracy"/>·n or more right answers of n when each is right with probability p:
    /// P(Bin(n, p) ≥ k) = I_p(k, n − k + 1).
    /// </summary>
    /// <param name="accuracy">Observed, in [0, 1].</param>
    /// <param name="n">Test images.</param>
    /// <param name="p">The limit, in [0, 1].</param>
    public static double ChanceOfAccuracy(double accuracy, long n, double p)
    {
        var k = Math.Round(accuracy * n);
        return k == 0 ? 1 : SpecialFunctions.BetaRegularized(k, n - k + 1, p);
    }

    /// <summary>Probability that a normal number with standard deviation <paramref name="error"/> &gt; 0 exceeds <paramref name="excess"/>.</summary>
    public static double ChanceOfExcess(double excess, double error) => 1 - Normal.CDF(0, error, excess);
}

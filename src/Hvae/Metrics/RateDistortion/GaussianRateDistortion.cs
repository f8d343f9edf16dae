// D(θ) = (1/d) Σ min(θ, λ_i), R(θ) = (1/d) Σ max(0, ½ ln(λ_i/θ)): reverse water-filling over the eigenvalues λ_i of a covariance.

namespace Hvae.Metrics.RateDistortion;

/// <summary>
/// The rate-distortion function of a Gaussian under squared error (Kolmogorov; Cover and Thomas, Theorem 10.3.3). Of all sources
/// with a covariance the Gaussian is the hardest to compress (Shannon), so for the covariance of a data set this R(D) is an upper
/// bound of the data's own, and D(R) likewise: an optimal model lies on it or below. It bounds the optimum, not a given model.
/// </summary>
public sealed class GaussianRateDistortion
{
    /// <summary>Positive eigenvalues, falling; the others need no rate.</summary>
    private readonly double[] variances;
    private readonly double[] tails;
    private readonly double[] logarithms;
    private readonly int dimensions;

    /// <param name="eigenvalues">Of the covariance, at least 0 up to rounding; those below 1e-12 of the greatest count as 0.</param>
    /// <exception cref="ArgumentException">There is no positive eigenvalue, or one is no finite number.</exception>
    public GaussianRateDistortion(IReadOnlyList<double> eigenvalues)
    {
        if (!eigenvalues.All(double.IsFinite) || !eigenvalues.Any(value => value > 0))
            throw new ArgumentException("A covariance has finite eigenvalues, and one at least is positive.", nameof(eigenvalues));
        dimensions = eigenvalues.Count;
        var least = 1e-12 * eigenvalues.Max();
        variances = [.. eigenvalues.Where(value => value > least).OrderDescending()];

        // tails[k] = Σ of all but the k greatest, logarithms[k] = Σ ln of the k greatest.
        tails = new double[variances.Length + 1];
        logarithms = new double[variances.Length + 1];
        for (var k = variances.Length - 1; k >= 0; k--) tails[k] = tails[k + 1] + variances[k];
        for (var k = 0; k < variances.Length; k++) logarithms[k + 1] = logarithms[k] + Math.Log(variances[k]);
    }

    /// <summary>D at rate 0: the variance per dimension.</summary>
    public double Variance => tails[0] / dimensions;

    /// <summary>The least distortion at a rate.</summary>
    /// <param name="rate">In nats per dimension, at least 0.</param>
    public double DistortionAt(double rate) => AtWaterLevel(WaterLevelOfRate(rate)).Distortion;

    /// <summary>The least rate at a distortion; 0 from <see cref="Variance"/> on.</summary>
    /// <param name="distortion">Mean squared error per dimension, positive.</param>
    public double RateAt(double distortion) => AtWaterLevel(WaterLevelOfDistortion(distortion)).Rate;

    /// <summary>
    /// −dD/dR = 2θ at a rate: the multiplier that a rate-targeted objective with both terms per dimension (or both per image) ends
    /// with if its model is as good as this curve; a distortion-targeted one ends with the inverse.
    /// </summary>
    /// <param name="rate">In nats per dimension, at least 0.</param>
    public double SlopeAt(double rate) => 2 * WaterLevelOfRate(rate);

    /// <summary>Points at evenly spaced rates.</summary>
    /// <param name="greatestRate">In nats per dimension.</param>
    /// <param name="count">How many, from rate 0 on, at least 2.</param>
    public IReadOnlyList<RateDistortionPoint> Curve(double greatestRate, int count) =>
        [.. Enumerable.Range(0, count).Select(i => greatestRate * i / (count - 1)).Select(rate => new RateDistortionPoint(rate, DistortionAt(rate)))];

    private RateDistortionPoint AtWaterLevel(double level)
    {
        var above = Array.FindLastIndex(variances, variance => variance > level) + 1;
        return new((logarithms[above] - (above * Math.Log(level))) / (2 * dimensions), ((above * level) + tails[above]) / dimensions);
    }

    /// <summary>With k components above the water, d·R = ½ (Σ ln λ_i − k ln θ); k is the first for which the next one is below.</summary>
    private double WaterLevelOfRate(double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        for (var k = 1; k < variances.Length; k++)
        {
            var level = Math.Exp((logarithms[k] - (2 * dimensions * rate)) / k);
            if (level >= variances[k]) return level;
        }

        return Math.Exp((logarithms[^1] - (2 * dimensions * rate)) / variances.Length);
    }

    /// <summary>With k components above the water, d·D = k θ + the sum of the others.</summary>
    private double WaterLevelOfDistortion(double distortion)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(distortion);
        if (distortion >= Variance) return variances[0];
        for (var k = 1; k < variances.Length; k++)
        {
            var level = ((dimensions * distortion) - tails[k]) / k;
            if (level >= variances[k]) return level;
        }

        return dimensions * distortion / variances.Length;
    }
}

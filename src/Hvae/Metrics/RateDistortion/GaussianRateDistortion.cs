// D(θ) = (1/d) Σ min(θ, λ_i), R(θ) = (1/d) Σ max(0, ½ ln(λ_i/θ)): reverse water-filling over the eigenvalues λ_i of a covariance.

using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>
/// The rate-distortion function of a Gaussian under squared error (Kolmogorov; Cover and Thomas, Theorem 10.3.3). Of all sources with a
/// given covariance, the Gaussian is the hardest to compress (Shannon). For the covariance of a data set, this R(D) is therefore an upper
/// bound of the data's own R(D), and D(R) of the data's own D(R): an optimal model is on the curve or below it. It bounds the optimum,
/// not a given model.
/// </summary>
public sealed class GaussianRateDistortion
{
    /// <summary>Positive eigenvalues in descending order; the others need no rate.</summary>
    private readonly double[] variances;
    private readonly double[] tails;
    private readonly double[] logarithms;
    private readonly int dimensions;

    /// <param name="eigenvalues">
    /// Eigenvalues of the covariance, at least 0 up to rounding. Those below 1e-12 of the largest count as 0.
    /// </param>
    /// <exception cref="ArgumentException">Thrown when there is no positive eigenvalue, or when one is not a finite number.</exception>
    public GaussianRateDistortion(IReadOnlyList<double> eigenvalues)
    {
        if (!eigenvalues.All(double.IsFinite) || !eigenvalues.Any(value => value > 0))
            throw new ArgumentException("A covariance has finite eigenvalues, of which at least one is positive.", nameof(eigenvalues));
        dimensions = eigenvalues.Count;
        var least = 1e-12 * eigenvalues.Max();
        variances = [.. eigenvalues.Where(value => value > least).OrderDescending()];

        // tails[k] = Σ of all but the k largest, logarithms[k] = Σ ln of the k largest.
        tails = new double[variances.Length + 1];
        logarithms = new double[variances.Length + 1];
        for (var k = variances.Length - 1; k >= 0; k--) tails[k] = tails[k + 1] + variances[k];
        for (var k = 0; k < variances.Length; k++) logarithms[k + 1] = logarithms[k] + Math.Log(variances[k]);
    }

    /// <summary>The variance per dimension, which is D at rate 0.</summary>
    public double Variance => tails[0] / dimensions;

    /// <summary>
    /// Returns the smallest distortion at a rate. With k components above the water level θ, d·R = ½ (Σ ln λ_i − k ln θ), and d·D = k θ +
    /// the sum of the other components; k is the first for which the next component is below.
    /// </summary>
    /// <param name="rate">Rate in nats per dimension, at least 0.</param>
    public double DistortionAt(double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        var k = 1;
        while (k < variances.Length && WaterLevel(k) < variances[k]) k++;
        return ((k * WaterLevel(k)) + tails[k]) / dimensions;

        double WaterLevel(int above) => Math.Exp((logarithms[above] - (2 * dimensions * rate)) / above);
    }

    /// <summary>Returns points at evenly spaced rates.</summary>
    /// <param name="greatestRate">Largest rate, in nats per dimension.</param>
    /// <param name="count">Number of points, from rate 0 on, at least 2.</param>
    public IReadOnlyList<RateDistortionPoint> Curve(double greatestRate, int count) =>
        [
            .. Enumerable.Range(0, count).Select(i => greatestRate * i / (count - 1))
                .Select(rate => new RateDistortionPoint(rate, DistortionAt(rate))),
        ];
}

/// <summary>A point in the plane of rate and distortion.</summary>
/// <param name="Rate">Rate in nats per dimension, at least 0.</param>
/// <param name="Distortion">Mean squared error per dimension, on the scale of the data.</param>
public readonly record struct RateDistortionPoint(double Rate, double Distortion);

/// <summary>
/// Computes the covariance of a data set's images as vectors of pixels in [0, 1], normalised by N (as for the empirical distribution).
/// </summary>
public static class ImageCovariance
{
    private const int BatchSize = 1000;

    /// <summary>
    /// Returns the covariance, shape (d, d), float64, in the caller's dispose scope. With N ≤ d images it has at most N − 1 positive
    /// eigenvalues, so the rate is too small.
    /// </summary>
    /// <param name="images">
    /// Images of d = C·H·W numbers each. For d = 3,072 the covariance takes 75 MB, and its eigenvalues about ten seconds on one core.
    /// </param>
    public static Tensor Of(ImageBatches images)
    {
        using var scope = NewDisposeScope();
        var mean = Mean(images);
        var sum = zeros([mean.numel(), mean.numel()], ScalarType.Float64, mean.device);
        for (var start = 0; start < images.Count; start += BatchSize)
        {
            using var batch = NewDisposeScope();
            var centred = Rows(images, start) - mean;
            sum.add_(centred.t().matmul(centred));
        }

        return sum.div_(images.Count).MoveToOuterDisposeScope();
    }

    private static Tensor Mean(ImageBatches images)
    {
        using var scope = NewDisposeScope();
        var sum = Rows(images, 0).sum(0L);
        for (var start = BatchSize; start < images.Count; start += BatchSize)
        {
            using var batch = NewDisposeScope();
            sum.add_(Rows(images, start).sum(0L));
        }

        return sum.div_(images.Count).MoveToOuterDisposeScope();
    }

    private static Tensor Rows(ImageBatches images, int start) =>
        images.Range(start, Math.Min(BatchSize, images.Count - start)).flatten(1).to(ScalarType.Float64);
}

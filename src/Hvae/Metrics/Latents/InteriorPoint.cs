// Linear support vector machines of two classes by an interior-point method, whose number of steps hardly depends on the features' scales.

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>
/// Minimises ½ αᵀQα − Σα with Q = Z Zᵀ, z_i = y_i x_i, subject to 0 ≤ α ≤ 1 and Σ y α = 0, by Mehrotra's predictor and corrector (for
/// support vector machines: Ferris and Munson 2002). A step solves a system with Z Zᵀ plus a diagonal matrix, which takes N D²
/// operations.
/// </summary>
internal static class InteriorPoint
{
    private const int MostSteps = 200;

    private const double SmallestStep = 1e-8;

    /// <summary>Share of the distance to the nearest bound that a step takes.</summary>
    private const double ShareOfDistance = 0.995;

    /// <summary>Complementarity relative to the objective at which the method stops.</summary>
    private const double Precision = 1e-14;

    private const int UsualSteps = 30;

    /// <summary>
    /// Returns the approximate duration of the method, as the number of multiplications of a <see cref="PairSolver"/> that take as long.
    /// </summary>
    /// <param name="samples">Samples, shape (N, D).</param>
    public static long Work(Tensor samples) => UsualSteps * samples.shape[0] * ((samples.shape[1] * samples.shape[1]) + 500);

    /// <summary>Returns y α of each sample. When the features' scales differ much, rounding prevents the exact optimum.</summary>
    /// <param name="samples">
    /// Samples, shape (N, D), float64, preferably with a mean near zero: first those of the first class, then those of the second.
    /// </param>
    /// <param name="firstClass">Number of samples of the first class.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    public static double[] Solve(Tensor samples, int firstClass, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var count = samples.shape[0];
        var y = cat([ones(firstClass, ScalarType.Float64), -ones(count - firstClass, ScalarType.Float64)]);
        var z = y.unsqueeze(1) * samples;
        // The room up to 1 is a variable of its own, because near 1 the difference would lose all digits.
        var (alpha, room) = (full([count], 0.5, ScalarType.Float64), full([count], 0.5, ScalarType.Float64));
        var gradient = z.matmul(z.t().matmul(alpha)) - 1;
        var start = Math.Max(1, gradient.abs().mean().item<double>());
        var (lower, upper) = (gradient.clamp_min(0) + start, (-gradient).clamp_min(0) + start);
        var offset = zeros([], ScalarType.Float64);
        for (var step = 0; step < MostSteps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            gradient = z.matmul(z.t().matmul(alpha)) - 1;
            var mean = (alpha.dot(lower) + room.dot(upper)).item<double>() / (2 * count);
            var objective = (alpha.dot(gradient) - alpha.sum()).item<double>() / 2;
            if (mean * count <= Precision * (1 + Math.Abs(objective))) break;

            var unbalanced = gradient + (y * offset) - lower + upper;
            var sum = y.dot(alpha);
            if (Factorised(z, (lower / alpha) + (upper / room)) is not { } solve) break;
            var ofLabels = solve(y);
            var (dAlpha, dOffset, dLower, dUpper) = Direction(-(alpha * lower), -(room * upper));
            var reach = Math.Min(1, Reach(dAlpha, dLower, dUpper));
            var ofLowers = (alpha + (reach * dAlpha)).dot(lower + (reach * dLower));
            var ofUppers = (room - (reach * dAlpha)).dot(upper + (reach * dUpper));
            var affine = (ofLowers + ofUppers).item<double>() / (2 * count);
            var centre = Math.Pow(affine / mean, 3) * mean;
            (dAlpha, dOffset, dLower, dUpper) = Direction(
                centre - (alpha * lower) - (dAlpha * dLower), centre - (room * upper) + (dAlpha * dUpper));
            var length = Math.Min(1, ShareOfDistance * Reach(dAlpha, dLower, dUpper));
            if (!(length > SmallestStep)) break; // Rounding leaves no direction for a further step.
            alpha = (alpha + (length * dAlpha)).MoveToOuterDisposeScope();
            room = (room - (length * dAlpha)).MoveToOuterDisposeScope();
            offset = (offset + (length * dOffset)).MoveToOuterDisposeScope();
            (lower, upper) = ((lower + (length * dLower)).MoveToOuterDisposeScope(), (upper + (length * dUpper)).MoveToOuterDisposeScope());

            (Tensor, Tensor, Tensor, Tensor) Direction(Tensor ofLower, Tensor ofUpper)
            {
                var right = solve((ofLower / alpha) - (ofUpper / room) - unbalanced);
                var byOffset = (y.dot(right) + sum) / y.dot(ofLabels);
                var byAlpha = right - (ofLabels * byOffset);
                return (byAlpha, byOffset, (ofLower - (lower * byAlpha)) / alpha, (ofUpper + (upper * byAlpha)) / room);
            }

            double Reach(Tensor byAlpha, Tensor byLower, Tensor byUpper) =>
                1 / Math.Max(1e-300, -cat([byAlpha / alpha, -byAlpha / room, byLower / lower, byUpper / upper]).min().item<double>());
        }

        // Of each variable and its multiplier, one tends to zero. If it is the variable, the variable is at its bound.
        alpha = alpha.where(alpha.gt(lower), zeros_like(alpha)).where(room.gt(upper), ones_like(alpha));
        return MemoryMarshal.Cast<byte, double>((y * alpha).bytes).ToArray();
    }

    /// <summary>
    /// Returns a function that solves (Z Zᵀ + diagonal) x = right by a Cholesky factor of I + Zᵀ diagonal⁻¹ Z, whose columns are brought
    /// to one scale. Null where rounding leaves no positive pivot.
    /// </summary>
    private static Func<Tensor, Tensor>? Factorised(Tensor z, Tensor diagonal)
    {
        var inverse = 1 / diagonal;
        var matrix = z.t().matmul(inverse.unsqueeze(1) * z) + eye(z.shape[1], dtype: ScalarType.Float64);
        var scale = matrix.diagonal().rsqrt();
        var (factor, failed) = linalg.cholesky_ex(scale.unsqueeze(1) * matrix * scale);
        if (failed.item<int>() != 0) return null;
        return right =>
        {
            var weighted = inverse * right;
            var inside = scale * cholesky_solve((scale * z.t().matmul(weighted)).unsqueeze(1), factor).squeeze(1);
            return weighted - (inverse * z.matmul(inside));
        };
    }
}

// Support vector machines of two classes by sequential minimal optimisation.

using System.Numerics;

namespace Hvae.Metrics.Latents;

/// <summary>A trained two-class machine: Σ_k Coefficients[k] K(x, x_Vectors[k]) − Offset is positive for the first class.</summary>
/// <param name="Vectors">Rows of the training samples that are support vectors, ascending.</param>
/// <param name="Coefficients">y α, one for each support vector.</param>
/// <param name="Offset">libsvm's rho.</param>
/// <param name="Objective">½ αᵀQα − Σα, which the training minimises.</param>
internal sealed record PairMachine(int[] Vectors, double[] Coefficients, double Offset, double Objective);

/// <summary>
/// Minimises ½ αᵀQα − Σα with Q_ij = y_i y_j K(x_i, x_j), subject to 0 ≤ α ≤ C and Σ y α = 0, where y is 1 for the first class and −1 for
/// the second. Each step changes two variables, chosen by second-order information (Fan, Chen and Lin 2005), as libsvm does; it keeps
/// F = −y ∇, so that a step is two passes over all samples. Ill-conditioned linear machines are handed to <see cref="InteriorPoint"/>.
/// </summary>
internal sealed class PairSolver
{
    private const double C = 1;
    private const double SmallestCurvature = 1e-12;

    private readonly Lazy<KernelRows> rows;
    private readonly int firstClass;
    private readonly double tolerance;
    private readonly int count;
    private readonly double[] alpha;
    private readonly double[] f;

    // 0 where α can move so that y α grows (falls), else −∞ (+∞): added to F they leave those samples out of a maximum (minimum).
    private readonly double[] canGrow;
    private readonly double[] canFall;

    /// <param name="rows">The kernel matrix: first all samples of the first class, then those of the second. It is asked for by the first step.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="firstClass">Number of samples of the first class.</param>
    /// <param name="tolerance">Largest violation of the optimality conditions that is accepted; 1e-3 in libsvm and scikit-learn.</param>
    public PairSolver(Lazy<KernelRows> rows, int count, int firstClass, double tolerance)
    {
        (this.rows, this.count, this.firstClass, this.tolerance) = (rows, count, firstClass, tolerance);
        alpha = new double[count];
        f = new double[count];
        canGrow = new double[count];
        canFall = new double[count];
        for (var i = 0; i < count; i++)
        {
            f[i] = Label(i);
            Bound(i);
        }
    }

    /// <summary>Whether the optimality conditions are met: no pair of samples violates them by more than the tolerance.</summary>
    public bool IsOptimal { get; private set; }

    /// <summary>Replaces α, e.g. by the result of another method.</summary>
    /// <param name="start">In [0, C], Σ y α = 0 up to rounding.</param>
    /// <param name="inner">Σ_j y_j α_j K(x_i, x_j) of each sample.</param>
    public void StartFrom(ReadOnlySpan<double> start, ReadOnlySpan<double> inner)
    {
        for (var i = 0; i < count; i++)
        {
            alpha[i] = start[i];
            f[i] = Label(i) - inner[i];
            Bound(i);
        }
    }

    /// <summary>Steps until the conditions are met.</summary>
    /// <param name="mostSteps">After so many steps it stops all the same.</param>
    public void Run(long mostSteps)
    {
        var (i, highest, lowest) = Extremes();
        for (long step = 0; ; step++)
        {
            IsOptimal = highest - lowest <= tolerance;
            if (IsOptimal || step == mostSteps) return;
            var ofI = rows.Value.Row(i);
            var j = Partner(i, highest, ofI);
            var ofJ = rows.Value.Row(j);
            var curvature = Math.Max(ofI[i] + ofJ[j] - (2 * ofI[j]), SmallestCurvature);
            var (roomOfI, roomOfJ) = (Label(i) > 0 ? C - alpha[i] : alpha[i], Label(j) > 0 ? alpha[j] : C - alpha[j]);
            var delta = Math.Min((f[i] - f[j]) / curvature, Math.Min(roomOfI, roomOfJ));
            Move(i, delta, isGrowing: Label(i) > 0, isToBound: delta == roomOfI);
            Move(j, delta, isGrowing: Label(j) < 0, isToBound: delta == roomOfJ);
            (i, highest, lowest) = Update(delta, ofI, ofJ);
        }
    }

    /// <summary>The machine as it is now.</summary>
    public PairMachine Machine()
    {
        int[] vectors = [.. Enumerable.Range(0, count).Where(i => alpha[i] > 0)];
        int[] free = [.. vectors.Where(i => alpha[i] < C)];
        var (_, highest, lowest) = Extremes();
        var offset = free.Length > 0 ? -free.Average(i => f[i]) : -(highest + lowest) / 2;
        // ½ Σ α (∇ − 1), with ∇ = −y F.
        var objective = vectors.Sum(i => alpha[i] * ((-Label(i) * f[i]) - 1)) / 2;
        return new(vectors, [.. vectors.Select(i => Label(i) * alpha[i])], offset, objective);
    }

    private double Label(int i) => i < firstClass ? 1 : -1;

    private void Move(int i, double by, bool isGrowing, bool isToBound)
    {
        alpha[i] = isGrowing ? (isToBound ? C : alpha[i] + by) : (isToBound ? 0 : alpha[i] - by);
        Bound(i);
    }

    private void Bound(int i)
    {
        var isFirst = i < firstClass;
        canGrow[i] = (isFirst ? alpha[i] < C : alpha[i] > 0) ? 0 : double.NegativeInfinity;
        canFall[i] = (isFirst ? alpha[i] > 0 : alpha[i] < C) ? 0 : double.PositiveInfinity;
    }

    /// <summary>The sample with the largest F among those that can grow, its F, and the smallest F among those that can fall.</summary>
    private (int Index, double Highest, double Lowest) Extremes() => Update(0, f, f);

    /// <summary>F ← F − δ (K_i − K_j), and then what <see cref="Extremes"/> gives.</summary>
    private (int Index, double Highest, double Lowest) Update(double delta, ReadOnlySpan<double> ofI, ReadOnlySpan<double> ofJ)
    {
        var width = Vector<double>.Count;
        var (change, best, least) = (new Vector<double>(delta), new Vector<double>(double.NegativeInfinity), new Vector<double>(double.PositiveInfinity));
        var k = 0;
        for (; k <= count - width; k += width)
        {
            var value = new Vector<double>(f, k) - (change * (new Vector<double>(ofI[k..]) - new Vector<double>(ofJ[k..])));
            value.CopyTo(f, k);
            best = Vector.Max(best, value + new Vector<double>(canGrow, k));
            least = Vector.Min(least, value + new Vector<double>(canFall, k));
        }

        var (highest, lowest) = (double.NegativeInfinity, double.PositiveInfinity);
        for (var lane = 0; lane < width; lane++) (highest, lowest) = (Math.Max(highest, best[lane]), Math.Min(lowest, least[lane]));
        for (; k < count; k++)
        {
            f[k] -= delta * (ofI[k] - ofJ[k]);
            (highest, lowest) = (Math.Max(highest, f[k] + canGrow[k]), Math.Min(lowest, f[k] + canFall[k]));
        }

        return (FirstThatGrowsWith(highest), highest, lowest);
    }

    private int FirstThatGrowsWith(double highest)
    {
        var (width, wanted) = (Vector<double>.Count, new Vector<double>(highest));
        var k = 0;
        for (; k <= count - width; k += width)
            if (Vector.EqualsAny(new Vector<double>(f, k) + new Vector<double>(canGrow, k), wanted)) break;
        while (k < count - 1 && f[k] + canGrow[k] != highest) k++;
        return k;
    }

    /// <summary>The sample that can fall with which <paramref name="i"/> lowers the objective most: the largest (F_i − F_j)² / curvature.</summary>
    private int Partner(int i, double highest, ReadOnlySpan<double> ofI)
    {
        var width = Vector<double>.Count;
        var (top, own, floor) = (new Vector<double>(highest), new Vector<double>(ofI[i]), new Vector<double>(SmallestCurvature));
        // Fractions are compared without a division: a / b > c / d where a d > c b.
        var (best, ofBest) = (Vector<double>.Zero, Vector<double>.One);
        var (at, places) = (new Vector<double>(-1), Vector<double>.Indices);
        var (lanes, diagonal) = (new Vector<double>(width), rows.Value.Diagonal);
        var k = 0;
        for (; k <= count - width; k += width, places += lanes)
        {
            var difference = Vector.Max(top - (new Vector<double>(f, k) + new Vector<double>(canFall, k)), Vector<double>.Zero);
            var curvature = Vector.Max(own + new Vector<double>(diagonal, k) - (2 * new Vector<double>(ofI[k..])), floor);
            var gain = difference * difference;
            var isBetter = Vector.GreaterThan(gain * ofBest, best * curvature);
            best = Vector.ConditionalSelect(isBetter, gain, best);
            ofBest = Vector.ConditionalSelect(isBetter, curvature, ofBest);
            at = Vector.ConditionalSelect(isBetter, places, at);
        }

        var (most, partner) = (0.0, -1);
        for (var lane = 0; lane < width; lane++)
        {
            var gain = best[lane] / ofBest[lane];
            if (gain > most || (gain == most && at[lane] >= 0 && at[lane] < partner)) (most, partner) = (gain, (int)at[lane]);
        }

        for (; k < count; k++)
        {
            var difference = Math.Max(highest - (f[k] + canFall[k]), 0);
            var gain = difference * difference / Math.Max(ofI[i] + diagonal[k] - (2 * ofI[k]), SmallestCurvature);
            if (gain > most) (most, partner) = (gain, k);
        }

        return partner;
    }
}

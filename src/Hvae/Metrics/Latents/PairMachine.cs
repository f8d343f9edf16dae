// Trains support vector machines of two classes by sequential minimal optimisation.

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hvae.Metrics.Latents;

/// <summary>A trained two-class machine: Σ_k Coefficients[k] K(x, x_Vectors[k]) − Offset is positive for the first class.</summary>
/// <param name="Vectors">Rows of the training samples that are support vectors, ascending.</param>
/// <param name="Coefficients">β = y α, one for each support vector.</param>
/// <param name="Offset">The offset, libsvm's rho.</param>
/// <param name="Objective">The objective ½ βᵀKβ − yᵀβ, which the training minimises.</param>
/// <param name="Gap">Violation of the optimality conditions.</param>
internal sealed record PairMachine(int[] Vectors, double[] Coefficients, double Offset, double Objective, double Gap);

/// <summary>
/// Minimises ½ βᵀKβ − yᵀβ subject to Σ β = 0 and 0 ≤ yβ ≤ 1, where y is 1 for the first class and −1 for the second: libsvm's problem
/// with β = y α and C = 1. With F = y − Kβ, a machine is optimal when no β that can grow has a larger F than one that can fall. A step
/// moves two of them, chosen by second-order information (Fan, Chen and Lin 2005), as in libsvm. From time to time the solver makes a
/// check and replaces many slow steps: when less than half of the samples are near the margin, it trains only those; otherwise it
/// minimises over the samples that are at no bound (<see cref="Face"/>), which could take millions of steps with features on different
/// scales.
/// </summary>
internal sealed unsafe class PairSolver : IDisposable
{
    private const double SmallestCurvature = 1e-12;
    private const double UnitRounding = 1.0 / (1L << 52);

    /// <summary>Largest number of steps before the first check.</summary>
    private const int CheckInterval = 1000;

    /// <summary>
    /// Number of steps after the samples near the margin were trained. These steps include other samples that have moved across the
    /// margin.
    /// </summary>
    private const int StepsAfterActive = 20;

    /// <summary>
    /// Number of steps between checks near the optimum, where few samples are at the wrong bound and more steps would only move others
    /// from their bounds.
    /// </summary>
    private const int StepsNearOptimum = 4;

    /// <summary>
    /// Number of checks after which the conditions are relaxed by the size of rounding, more at each check, because rounding may keep
    /// them from being met.
    /// </summary>
    private const int ChecksBeforeRelaxing = 5000;

    /// <summary>Number of checks that a new computation of F counts as.</summary>
    private const int ChecksOfRefresh = 10;

    /// <summary>Largest number of samples at no bound that are minimised together, which takes 32 MB and a second.</summary>
    private const int LargestFace = 2000;

    private readonly KernelRows rows;
    private readonly int firstClass;
    private readonly double tolerance;
    private readonly CancellationToken cancellation;
    private readonly double[] change;
    private readonly double* beta;

    // growing has F of each sample whose β can grow, otherwise −∞, and falling has F of each sample whose β can fall, otherwise ∞.
    // At least one of them has the F of a sample.
    private readonly double* growing;
    private readonly double* falling;

    private int checks;
    private long work;
    private bool isNearOptimum;
    private double accepted;

    /// <param name="rows">Rows of the kernel matrix: first all samples of the first class, then those of the second.</param>
    /// <param name="firstClass">Number of samples of the first class.</param>
    /// <param name="tolerance">Largest accepted violation of the optimality conditions; 1e-3 in libsvm and scikit-learn.</param>
    /// <param name="cancellation">Stops at a check.</param>
    public PairSolver(KernelRows rows, int firstClass, double tolerance, CancellationToken cancellation = default)
    {
        (this.rows, this.firstClass, this.tolerance, this.cancellation) = (rows, firstClass, tolerance, cancellation);
        accepted = tolerance;
        change = new double[rows.Stride];
        beta = (double*)NativeMemory.AlignedAlloc((nuint)(3 * rows.Stride * sizeof(double)), 64);
        growing = beta + rows.Stride;
        falling = growing + rows.Stride;
        for (var i = 0; i < rows.Stride; i++) Place(i, 0, Label(i));
    }

    private double Gap => Highest().Value - Lowest();

    private double Objective => -Enumerable.Range(0, rows.Count).Sum(i => beta[i] * (Label(i) + F(i))) / 2;

    private long WorkOfStep => 3L * rows.Stride;

    /// <summary>Returns whether the conditions are met, with F computed anew from β, without the rounding of the steps.</summary>
    public bool IsOptimal()
    {
        Array.Clear(change);
        for (var i = 0; i < rows.Count; i++) AddRow(i, beta[i]);
        for (var i = 0; i < rows.Count; i++) Place(i, beta[i], Label(i) - change[i]);
        Relax(ChecksOfRefresh);
        return !(Gap > accepted);
    }

    /// <summary>Makes steps and checks until the updated F meets the conditions.</summary>
    /// <param name="mostWork">Approximate number of multiplications after which it stops before the conditions are met.</param>
    public void Descend(long mostWork = long.MaxValue)
    {
        var (i, highest) = Highest();
        var untilCheck = isNearOptimum ? StepsNearOptimum : Math.Min(rows.Count, CheckInterval);
        work += untilCheck * WorkOfStep;
        while (true)
        {
            if (untilCheck-- == 0)
            {
                untilCheck = Accelerate(mostWork);
                if (work > mostWork) return;
                work += (long)untilCheck * WorkOfStep;
                (i, highest) = Highest();
            }

            var ofI = rows.Row(i);
            var (j, gap) = Partner(i, highest, ofI);
            if (!(gap > accepted)) return;
            var ofJ = rows.Row(j);
            var curvature = Math.Max(rows.Diagonal[i] + rows.Diagonal[j] - (2 * ofI[j]), SmallestCurvature);
            var (roomOfI, roomOfJ) = (Top(i) - beta[i], beta[j] - Bottom(j));
            var step = Math.Min((highest - falling[j]) / curvature, Math.Min(roomOfI, roomOfJ));
            Place(j, step == roomOfJ ? Bottom(j) : beta[j] - step, falling[j]);
            Place(i, step == roomOfI ? Top(i) : beta[i] + step, highest);
            (i, highest) = Update(step, ofI, ofJ);
        }
    }

    /// <summary>
    /// Continues from the result of another method, minimised over its samples at no bound, if that is better than the present state.
    /// </summary>
    /// <param name="start">β of each sample; the sum is zero up to the method's precision.</param>
    public void StartFrom(double[] start)
    {
        var (here, objective) = (new ReadOnlySpan<double>(beta, rows.Count).ToArray(), Objective);
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        var innermost = all.MinBy(i => Math.Abs(start[i] - Bottom(i) - 0.5));
        start[innermost] = Math.Clamp(start[innermost] - start.Sum(), Bottom(innermost), Top(innermost));
        Move(all, start);
        DescendOnFace();
        isNearOptimum = Objective < objective && Math.Abs(start.Sum()) < UnitRounding * rows.Count;
        if (!isNearOptimum) Move(all, here);
    }

    /// <summary>Returns the machine of the present state.</summary>
    public PairMachine Machine()
    {
        int[] vectors = [.. Enumerable.Range(0, rows.Count).Where(i => beta[i] != 0)];
        int[] free = Free();
        var offset = free.Length > 0 ? -free.Average(F) : -(Highest().Value + Lowest()) / 2;
        return new(vectors, [.. vectors.Select(i => beta[i])], offset, Objective, Gap);
    }

    /// <summary>Frees the memory of the variables.</summary>
    public void Dispose() => NativeMemory.AlignedFree(beta);

    private double Label(int i) => i < firstClass ? 1 : -1;

    private double Top(int i) => i < firstClass ? 1 : 0;

    private double Bottom(int i) => i < firstClass ? 0 : -1;

    private double F(int i) => double.IsInfinity(growing[i]) ? falling[i] : growing[i];

    /// <summary>Returns the samples at no bound.</summary>
    private int[] Free() => [.. Enumerable.Range(0, rows.Count).Where(i => beta[i] > Bottom(i) && beta[i] < Top(i))];

    private void Place(int i, double value, double f)
    {
        beta[i] = value;
        growing[i] = i < rows.Count && value < Top(i) ? f : double.NegativeInfinity;
        falling[i] = i < rows.Count && value > Bottom(i) ? f : double.PositiveInfinity;
    }

    /// <summary>Replaces many slow steps, and returns the number of steps before the next check.</summary>
    private int Accelerate(long mostWork)
    {
        cancellation.ThrowIfCancellationRequested();
        Relax(1);
        var (highest, lowest) = (Highest().Value, Lowest());
        if (highest - lowest <= accepted) return CheckInterval;
        if (TrainActive(highest, lowest, mostWork)) return StepsAfterActive;
        var took = DescendOnFace();
        return isNearOptimum ? StepsNearOptimum : (int)Math.Clamp(took / WorkOfStep, 1, int.MaxValue);
    }

    /// <summary>
    /// Minimises over the samples at no bound. Returns the work of the minimisation, or the work of the steps to make instead.
    /// </summary>
    private long DescendOnFace()
    {
        var free = Free();
        if (free.Length is < 2 or > LargestFace) return (long)CheckInterval * WorkOfStep;
        var face = new Face(rows, free, [.. free.Select(i => beta[i])], [.. free.Select(F)], [.. free.Select(Bottom)]);
        face.Descend();
        Move(free, face.Beta);
        var took = face.Work + ((long)free.Length * rows.Stride);
        work += took;
        return took;
    }

    /// <summary>
    /// Counts checks. After many checks it accepts a violation as large as the rounding of F, which is a sum with random signs.
    /// </summary>
    private void Relax(int more)
    {
        checks += more;
        if (checks <= ChecksBeforeRelaxing) return;
        var (largest, squares) = (0.0, 0.0);
        for (var i = 0; i < rows.Count; i++) (largest, squares) = (Math.Max(largest, rows.Diagonal[i]), squares + (beta[i] * beta[i]));
        accepted = tolerance + ((checks - ChecksBeforeRelaxing) * UnitRounding * largest * Math.Sqrt(squares));
    }

    /// <summary>Trains only the samples that are at no bound or might leave it, if they are less than half of all samples.</summary>
    private bool TrainActive(double highest, double lowest, long mostWork)
    {
        int[] active = [.. Enumerable.Range(0, rows.Count).Where(i => growing[i] >= lowest || falling[i] <= highest)];
        if (active.Length > rows.Count / 2) return false;
        using var some = rows.Of(active);
        using var solver = new PairSolver(some, active.Count(i => i < firstClass), tolerance, cancellation);
        (solver.checks, solver.accepted, solver.isNearOptimum) = (checks, accepted, isNearOptimum);
        for (var k = 0; k < active.Length; k++) solver.Place(k, beta[active[k]], F(active[k]));
        solver.Descend(mostWork - work);
        (checks, accepted, work) = (solver.checks, solver.accepted, work + solver.work);
        Move(active, new ReadOnlySpan<double>(solver.beta, active.Length));
        return true;
    }

    /// <summary>Sets new values of β of some samples, and updates F of all samples.</summary>
    private void Move(int[] samples, ReadOnlySpan<double> values)
    {
        Array.Clear(change);
        for (var k = 0; k < samples.Length; k++)
        {
            AddRow(samples[k], values[k] - beta[samples[k]]);
            beta[samples[k]] = values[k];
        }

        for (var i = 0; i < rows.Count; i++) Place(i, beta[i], F(i) - change[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRow(int i, double times)
    {
        if (times == 0) return;
        var row = rows.Row(i);
        var factor = new Vector<double>(times);
        fixed (double* to = change)
        {
            for (var k = 0; k < rows.Stride; k += Vector<double>.Count)
                Vector.FusedMultiplyAdd(factor, Vector.Load(row + k), Vector.Load(to + k)).Store(to + k);
        }
    }

    private double Lowest()
    {
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < rows.Count; i++) lowest = Math.Min(lowest, falling[i]);
        return lowest;
    }

    private (int Index, double Value) Highest() => Update(0, rows.Diagonal, rows.Diagonal);

    /// <summary>
    /// Updates F ← F − step (K_i − K_j). Returns the position and the value of the largest F among the samples whose β can grow.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Index, double Value) Update(double step, double* ofI, double* ofJ)
    {
        var (by, most, at) = (new Vector<double>(step), new Vector<double>(double.NegativeInfinity), Vector<double>.Zero);
        var (places, width, stride) = (Vector<double>.Indices, new Vector<double>(Vector<double>.Count), rows.Stride);
        for (var k = 0; k < stride; k += Vector<double>.Count, places += width)
        {
            var fall = by * (Vector.Load(ofI + k) - Vector.Load(ofJ + k));
            (Vector.Load(falling + k) - fall).Store(falling + k);
            var value = Vector.Load(growing + k) - fall;
            value.Store(growing + k);
            var isMore = Vector.GreaterThan(value, most);
            (most, at) = (Vector.ConditionalSelect(isMore, value, most), Vector.ConditionalSelect(isMore, places, at));
        }

        return Largest(most, at);
    }

    /// <summary>
    /// Returns the sample j, among those whose β can fall, with which <paramref name="i"/> lowers the objective most, by (F_i − F_j)² /
    /// (2 · curvature), and the largest F_i − F_j.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Index, double Gap) Partner(int i, double highest, double* ofI)
    {
        var (top, own, least) = (new Vector<double>(highest), new Vector<double>(rows.Diagonal[i]), new Vector<double>(SmallestCurvature));
        var (most, at, gap, minusTwo) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, new Vector<double>(-2.0));
        var (places, width, stride) = (Vector<double>.Indices, new Vector<double>(Vector<double>.Count), rows.Stride);
        var diagonal = rows.Diagonal;
        for (var k = 0; k < stride; k += Vector<double>.Count, places += width)
        {
            var difference = Vector.MaxNative(top - Vector.Load(falling + k), Vector<double>.Zero);
            gap = Vector.MaxNative(gap, difference);
            var squares = own + Vector.Load(diagonal + k);
            var curvature = Vector.MaxNative(Vector.FusedMultiplyAdd(minusTwo, Vector.Load(ofI + k), squares), least);
            var gain = difference * difference / curvature;
            var isMore = Vector.GreaterThan(gain, most);
            (most, at) = (Vector.ConditionalSelect(isMore, gain, most), Vector.ConditionalSelect(isMore, places, at));
        }

        var largest = 0.0;
        for (var lane = 0; lane < Vector<double>.Count; lane++) largest = Math.Max(largest, gap[lane]);
        return (Largest(most, at).Index, largest);
    }

    /// <summary>Returns the largest of the lanes; of equally large ones, the first.</summary>
    private static (int Index, double Value) Largest(Vector<double> most, Vector<double> at)
    {
        var best = 0;
        for (var lane = 1; lane < Vector<double>.Count; lane++)
            if (most[lane] > most[best] || (most[lane] == most[best] && at[lane] < at[best])) best = lane;
        return ((int)at[best], most[best]);
    }
}

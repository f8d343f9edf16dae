// Support vector machines of two classes by sequential minimal optimisation.

using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

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

    private readonly KernelRows rows;
    private readonly int firstClass;
    private readonly double tolerance;
    private readonly int count;
    private readonly double[] alpha;
    private readonly double[] f;

    // 0 where α can move so that y α grows (falls), else −∞ (+∞): added to F they leave those samples out of a maximum (minimum).
    private readonly double[] canGrow;
    private readonly double[] canFall;

    /// <param name="rows">The kernel matrix: first all samples of the first class, then those of the second.</param>
    /// <param name="firstClass">Number of samples of the first class.</param>
    /// <param name="tolerance">Largest violation of the optimality conditions that is accepted; 1e-3 in libsvm and scikit-learn.</param>
    public PairSolver(KernelRows rows, int firstClass, double tolerance)
    {
        (this.rows, this.firstClass, this.tolerance, count) = (rows, firstClass, tolerance, rows.Count);
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
            var ofI = rows.Row(i);
            var j = Partner(i, highest, ofI);
            var ofJ = rows.Row(j);
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
        var (best, at, places) = (Vector<double>.Zero, new Vector<double>(-1), Vector<double>.Indices);
        var (lanes, diagonal) = (new Vector<double>(width), rows.Diagonal);
        var k = 0;
        for (; k <= count - width; k += width, places += lanes)
        {
            var difference = Vector.Max(top - (new Vector<double>(f, k) + new Vector<double>(canFall, k)), Vector<double>.Zero);
            var curvature = Vector.Max(own + new Vector<double>(diagonal, k) - (2 * new Vector<double>(ofI[k..])), floor);
            var gain = difference * difference / curvature;
            var isBetter = Vector.GreaterThan(gain, best);
            best = Vector.ConditionalSelect(isBetter, gain, best);
            at = Vector.ConditionalSelect(isBetter, places, at);
        }

        var (most, partner) = (0.0, -1);
        for (var lane = 0; lane < width; lane++)
            if (best[lane] > most || (best[lane] == most && at[lane] >= 0 && at[lane] < partner)) (most, partner) = (best[lane], (int)at[lane]);
        for (; k < count; k++)
        {
            var difference = Math.Max(highest - (f[k] + canFall[k]), 0);
            var gain = difference * difference / Math.Max(ofI[i] + diagonal[k] - (2 * ofI[k]), SmallestCurvature);
            if (gain > most) (most, partner) = (gain, k);
        }

        return partner;
    }
}

/// <summary>The symmetric kernel matrix of some samples in float64: whole where it fits, else row by row, the last rows kept.</summary>
internal sealed unsafe class KernelRows : IDisposable
{
    /// <summary>Two classes of 3,600 samples each fit.</summary>
    private const long DefaultMostBytes = 400L << 20;

    private const int BlockSize = 512;
    private readonly SvmKernel kernel;
    private readonly Tensor samples;
    private readonly double* values;
    private readonly int capacity;
    private readonly int[] places;
    private readonly int[] held;
    private readonly long[] used;
    private int filled;
    private long clock;

    /// <param name="kernel">K.</param>
    /// <param name="samples">Shape (N, D), float64, on the CPU; kept until this is disposed.</param>
    /// <param name="mostBytes">Memory that the matrix may take; at least two rows are kept.</param>
    public KernelRows(SvmKernel kernel, Tensor samples, long mostBytes = DefaultMostBytes)
    {
        (this.kernel, this.samples, Count) = (kernel, samples, (int)samples.shape[0]);
        capacity = (int)Math.Min(Count, Math.Max(2, mostBytes / sizeof(double) / Count));
        values = (double*)NativeMemory.Alloc((nuint)capacity * (nuint)Count, sizeof(double));
        places = new int[Count];
        Array.Fill(places, -1);
        held = new int[capacity];
        Array.Fill(held, -1);
        used = new long[capacity];
        Diagonal = new double[Count];
        for (var start = 0; start < Count; start += BlockSize)
        {
            using var scope = NewDisposeScope();
            var size = Math.Min(BlockSize, Count - start);
            var block = samples.narrow(0, start, size);
            var isWhole = capacity == Count;
            var products = kernel.Between(block, isWhole ? samples : block).contiguous();
            products.diagonal(isWhole ? start : 0).data<double>().ToArray().CopyTo(Diagonal, start);
            if (!isWhole) continue;
            MemoryMarshal.Cast<byte, double>(products.bytes).CopyTo(new Span<double>(values + ((long)start * Count), size * Count));
        }
    }

    /// <summary>Number of samples.</summary>
    public int Count { get; }

    /// <summary>K(x_i, x_i) of each sample.</summary>
    public double[] Diagonal { get; }

    /// <summary>K(x_i, x_j) of all samples j. It is valid until the second next row is asked for.</summary>
    public ReadOnlySpan<double> Row(int i) => capacity == Count ? At(i) : At(Held(i));

    /// <summary>Frees the matrix.</summary>
    public void Dispose() => NativeMemory.Free(values);

    private Span<double> At(int place) => new(values + ((long)place * Count), Count);

    private int Held(int i)
    {
        if (places[i] < 0)
        {
            var place = filled < capacity ? filled++ : Array.IndexOf(used, used.Min());
            if (held[place] >= 0) places[held[place]] = -1;
            using var scope = NewDisposeScope();
            MemoryMarshal.Cast<byte, double>(kernel.Between(samples.narrow(0, i, 1), samples).contiguous().bytes).CopyTo(At(place));
            (places[i], held[place]) = (place, i);
        }

        used[places[i]] = clock++;
        return places[i];
    }
}

// Minimises the objective of a two-class machine over the samples that are at no bound, by an active-set method.

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hvae.Metrics.Latents;

/// <summary>
/// On the face where all other β are constant, the objective is a quadratic function of these β with Σ β fixed. One of them, the
/// reference, balances the changes of the others. A Cholesky factor of the Hessian with pivots gives a basis on which the Hessian is
/// positive definite. Each β that is not in the basis can move together with the basis so that F does not change. It moves downhill until
/// one of them meets its bound and leaves the face. The remaining β make a Newton step, up to the next bound.
/// </summary>
/// <param name="rows">Rows of the kernel matrix.</param>
/// <param name="face">The samples at no bound, at least two.</param>
/// <param name="beta">β of each of these samples; the result replaces it.</param>
/// <param name="f">F of each of these samples.</param>
/// <param name="bottom">Lower bound of each of these samples; the upper bound is larger by 1.</param>
internal sealed unsafe class Face(KernelRows rows, int[] face, double[] beta, double[] f, double[] bottom)
{
    /// <summary>Ratio to the largest pivot below which a pivot is only rounding.</summary>
    private const double SmallestPivot = 1e-12;

    /// <summary>Largest number of multiplications, as many as a few thousand steps on a thousand samples take.</summary>
    private const long MostWork = 30_000_000;

    private readonly List<int> basis = [];
    private readonly List<double[]> columns = [];
    private double[] direction = [];
    private int reference;

    /// <summary>β of each sample.</summary>
    public double[] Beta => beta;

    /// <summary>Approximate number of multiplications so far.</summary>
    public long Work { get; private set; }

    /// <summary>
    /// Moves to the minimum on the face or on a smaller face that it meets, or stops at the largest number of multiplications.
    /// </summary>
    public void Descend()
    {
        int[] free;
        do
        {
            free = [.. Enumerable.Range(0, face.Length).Where(k => beta[k] > bottom[k] && beta[k] < bottom[k] + 1)];
        }
        while (free.Length > 1 && Work < MostWork && !ReachesMinimum(free));
    }

    private bool ReachesMinimum(int[] free)
    {
        Factor(free);
        foreach (var k in free.Except(basis).Where(k => k != reference))
        {
            for (var s = 0; s < basis.Count; s++) direction[s] = -columns[s][k];
            SolveTransposed();
            var slope = f[k] - f[reference];
            for (var s = 0; s < basis.Count; s++) slope += direction[s] * (f[basis[s]] - f[reference]);
            if (MoveBasis(slope < 0 ? -1 : 1, k, double.PositiveInfinity) != k) return false;
        }

        for (var s = 0; s < basis.Count; s++)
        {
            var value = f[basis[s]] - f[reference];
            for (var t = 0; t < s; t++) value -= columns[t][basis[s]] * direction[t];
            direction[s] = value / columns[s][basis[s]];
        }

        SolveTransposed();
        var start = (double[])beta.Clone();
        var isMinimum = MoveBasis(1, extra: -1, 1) < 0;
        if (!isMinimum) UpdateF(start);
        return isMinimum;
    }

    /// <summary>
    /// Computes the columns of the Cholesky factor of K_kl − K_kr − K_rl + K_rr, where r is the reference, in the order of the pivots.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Factor(int[] free)
    {
        basis.Clear();
        columns.Clear();
        reference = free.MinBy(k => Math.Abs(beta[k] - bottom[k] - 0.5));
        var ofReference = Row(reference);
        var rest = new double[face.Length];
        foreach (var k in free) rest[k] = rows.Diagonal[face[k]] + ofReference[reference] - (2 * ofReference[k]);
        rest[reference] = 0;
        var least = SmallestPivot * rest.Max();
        for (var pivot = Largest(rest); rest[pivot] > least; pivot = Largest(rest))
        {
            var column = Row(pivot);
            var own = column[reference];
            for (var k = 0; k < column.Length; k++) column[k] += ofReference[reference] - ofReference[k] - own;
            foreach (var earlier in columns) Subtract(column, earlier[pivot], earlier);
            var root = Math.Sqrt(rest[pivot]);
            for (var k = 0; k < column.Length; k++)
            {
                column[k] /= root;
                rest[k] -= column[k] * column[k];
            }

            column[pivot] = root;
            rest[pivot] = 0;
            basis.Add(pivot);
            columns.Add(column);
            Work += face.Length * columns.Count;
        }

        direction = new double[basis.Count];
    }

    private double[] Row(int k)
    {
        var row = rows.Row(face[k]);
        var values = new double[face.Length];
        for (var l = 0; l < values.Length; l++) values[l] = row[face[l]];
        return values;
    }

    private static int Largest(double[] values) => Array.IndexOf(values, values.Max());

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(double[] from, double times, double[] what)
    {
        var (factor, k) = (new Vector<double>(-times), 0);
        for (; k <= from.Length - Vector<double>.Count; k += Vector<double>.Count)
            Vector.FusedMultiplyAdd(factor, new(what, k), new(from, k)).CopyTo(from, k);
        for (; k < from.Length; k++) from[k] -= times * what[k];
    }

    /// <summary>direction ← L⁻ᵀ direction.</summary>
    private void SolveTransposed()
    {
        for (var s = basis.Count - 1; s >= 0; s--)
        {
            var value = direction[s];
            for (var t = s + 1; t < basis.Count; t++) value -= columns[s][basis[t]] * direction[t];
            direction[s] = value / columns[s][basis[s]];
        }
    }

    /// <summary>
    /// Moves the basis along the direction, one more sample by 1 unless <paramref name="extra"/> is negative, and the reference in the
    /// opposite direction, all times <paramref name="sign"/> and the length, which is <paramref name="most"/> or the largest length that
    /// the bounds allow. Returns the sample whose bound limits the length, or −1.
    /// </summary>
    private int MoveBasis(int sign, int extra, double most)
    {
        List<(int Sample, double By)> moves = [.. basis.Select((k, s) => (k, sign * direction[s]))];
        if (extra >= 0) moves.Add((extra, sign));
        moves.Add((reference, -moves.Sum(move => move.By)));
        var (blocking, length) = (-1, most);
        foreach (var (k, by) in moves)
        {
            if (by == 0) continue;
            var room = ((by > 0 ? bottom[k] + 1 : bottom[k]) - beta[k]) / by;
            if (room < length) (length, blocking) = (room, k);
        }

        foreach (var (k, by) in moves)
            beta[k] = k == blocking ? (by > 0 ? bottom[k] + 1 : bottom[k]) : Math.Clamp(beta[k] + (length * by), bottom[k], bottom[k] + 1);
        return blocking;
    }

    /// <summary>Updates F ← F − K (β − start) on the face.</summary>
    private void UpdateF(double[] start)
    {
        foreach (var k in basis.Append(reference))
        {
            if (beta[k] != start[k]) Subtract(f, beta[k] - start[k], Row(k));
        }
    }
}

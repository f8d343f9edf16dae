// Rows of kernel matrices, as pairs of classes ask for them.

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>The symmetric kernel matrix of the samples of two classes.</summary>
internal abstract class KernelRows : IDisposable
{
    /// <summary>Number of samples.</summary>
    public abstract int Count { get; }

    /// <summary>K(x_i, x_i) of each sample.</summary>
    public abstract double[] Diagonal { get; }

    /// <summary>K(x_i, x_j) of all samples j. It is valid until the second next row is asked for.</summary>
    public abstract ReadOnlySpan<double> Row(int i);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}

/// <summary>The radial kernel's matrix of all samples in float32, which all pairs of classes share: one matrix product in all.</summary>
internal sealed class SharedKernel : IDisposable
{
    /// <summary>10,000 samples fit.</summary>
    private const long MostBytes = 400L << 20;

    private readonly int count;
    private readonly Tensor values;

    /// <param name="gamma">γ of the radial kernel.</param>
    /// <param name="samples">Shape (N, D), float64, on the CPU, class by class; see <see cref="Fits"/>.</param>
    public SharedKernel(double gamma, Tensor samples)
    {
        count = (int)samples.shape[0];
        using var scope = NewDisposeScope();
        // −γ|a − b|² = 2γ a·b − γ|a|² − γ|b|² is one inner product of longer vectors; centred ones lose fewer digits.
        var centred = samples - samples.mean([0L]);
        var squares = -gamma * centred.square().sum(1).unsqueeze(1);
        var left = cat([2 * gamma * centred, squares, ones_like(squares)], 1).to(ScalarType.Float32);
        var right = cat([centred, ones_like(squares), squares], 1).to(ScalarType.Float32);
        values = left.matmul(right.t()).exp_().DetachFromDisposeScope();
    }

    /// <summary>Whether the matrix of so many samples is small enough.</summary>
    public static bool Fits(long samples) => samples * samples * sizeof(float) <= MostBytes;

    /// <summary>The rows of two classes.</summary>
    public KernelRows Of(Range first, Range second) => new PairRows(this, first, second);

    /// <summary>Frees the matrix.</summary>
    public void Dispose() => values.Dispose();

    private ReadOnlySpan<float> Row(int i) => MemoryMarshal.Cast<byte, float>(values.bytes).Slice(i * count, count);

    private sealed class PairRows : KernelRows
    {
        private readonly SharedKernel shared;
        private readonly (int Start, int Count) first;
        private readonly (int Start, int Count) second;
        private readonly double[][] buffers;
        private int last;

        public PairRows(SharedKernel shared, Range first, Range second)
        {
            this.shared = shared;
            (this.first, this.second) = (first.GetOffsetAndLength(shared.count), second.GetOffsetAndLength(shared.count));
            buffers = [new double[Count], new double[Count]];
            Diagonal = [.. Enumerable.Range(0, Count).Select(i => (double)shared.Row(Place(i))[Place(i)])];
        }

        public override int Count => first.Count + second.Count;

        public override double[] Diagonal { get; }

        public override ReadOnlySpan<double> Row(int i)
        {
            last = 1 - last;
            var row = shared.Row(Place(i));
            Widen(row.Slice(first.Start, first.Count), buffers[last]);
            Widen(row.Slice(second.Start, second.Count), buffers[last].AsSpan(first.Count));
            return buffers[last];
        }

        private int Place(int i) => i < first.Count ? first.Start + i : second.Start + i - first.Count;

        private static void Widen(ReadOnlySpan<float> from, Span<double> to)
        {
            for (var k = 0; k < from.Length; k++) to[k] = from[k];
        }
    }
}

/// <summary>The matrix of two classes alone, in float64: whole where it fits, else row by row, the last rows kept.</summary>
internal sealed unsafe class OwnRows : KernelRows
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
    public OwnRows(SvmKernel kernel, Tensor samples, long mostBytes = DefaultMostBytes)
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
            if (isWhole) MemoryMarshal.Cast<byte, double>(products.bytes).CopyTo(new(values + ((long)start * Count), size * Count));
        }
    }

    public override int Count { get; }

    public override double[] Diagonal { get; }

    public override ReadOnlySpan<double> Row(int i) => At(capacity == Count ? i : Held(i));

    /// <summary>Frees the matrix.</summary>
    public override void Dispose() => NativeMemory.Free(values);

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

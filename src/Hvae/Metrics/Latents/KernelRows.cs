// Rows of the kernel matrix of two classes, computed when the training of a machine first needs them.

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>
/// K(x_i, x_j) of some samples in float64. Training needs few rows besides those of the support vectors, so computing the whole matrix
/// would take longer. The most recently used rows are kept, as many as fit in the memory.
/// </summary>
internal sealed unsafe class KernelRows : IDisposable
{
    /// <summary>
    /// Default memory, in which all rows of two classes with 3,600 samples each fit. Parts of the matrix take at most as much again.
    /// </summary>
    private const long DefaultMostBytes = 400L << 20;

    private static readonly int PanelWidth = 4 * Vector<double>.Count;

    private readonly double? gamma;
    private readonly int features;
    private readonly long mostBytes;

    // A panel has the first feature of some samples, then their second feature, and so on; the next panel has those of the next samples.
    private readonly double* panels;
    private readonly double* squares;
    private readonly double* values;
    private readonly int[] places;
    private readonly int[] held;
    private readonly long[] used;
    private int filled;
    private long clock;

    /// <param name="kernel">The kernel K.</param>
    /// <param name="samples">
    /// Samples, shape (N, D), float64, on the CPU. Subtracting their mean does not change the machine and saves digits.
    /// </param>
    /// <param name="mostBytes">Largest memory of the rows in bytes; at least two rows are kept.</param>
    public KernelRows(SvmKernel kernel, Tensor samples, long mostBytes = DefaultMostBytes)
        : this(
            kernel.Gamma, MemoryMarshal.Cast<byte, double>(samples.contiguous().bytes), (int)samples.shape[0], (int)samples.shape[1],
            mostBytes)
    {
    }

    private KernelRows(double? gamma, ReadOnlySpan<double> samples, int count, int features, long mostBytes)
    {
        (this.gamma, this.features, this.mostBytes, Count) = (gamma, features, mostBytes, count);
        Stride = (count + PanelWidth - 1) / PanelWidth * PanelWidth;
        var capacity = (int)Math.Min(count, Math.Max(2, mostBytes / sizeof(double) / Stride));
        panels = Allocate((long)Stride * features);
        squares = Allocate(Stride);
        Diagonal = Allocate(Stride);
        values = Allocate((long)capacity * Stride);
        places = Enumerable.Repeat(-1, count).ToArray();
        held = new int[capacity];
        used = new long[capacity];
        for (var i = 0; i < Stride; i++)
        {
            var square = 0.0;
            var feature = Feature(i);
            for (var d = 0; d < features; d++, feature += PanelWidth)
            {
                *feature = i < count ? samples[(i * features) + d] : 0;
                square += *feature * *feature;
            }

            squares[i] = gamma is null ? 0 : -gamma.Value * square;
            Diagonal[i] = gamma is null ? square : 1;
        }
    }

    /// <summary>Number of samples.</summary>
    public int Count { get; }

    /// <summary>Number of numbers in a row: those of all samples, and padding that fills the processor's vectors.</summary>
    public int Stride { get; }

    /// <summary>K(x_i, x_i) of each sample, with the length of a row.</summary>
    public double* Diagonal { get; }

    /// <summary>Returns K(x_i, x_j) of all samples j. The result is valid until two further rows have been requested.</summary>
    public double* Row(int i)
    {
        var place = places[i];
        if (place < 0)
        {
            place = FreePlace();
            (places[i], held[place]) = (place, i);
            Compute(i, values + ((long)place * Stride));
        }

        used[place] = ++clock;
        return values + ((long)place * Stride);
    }

    /// <summary>Returns the matrix of some of the samples, with half the memory.</summary>
    public KernelRows Of(int[] some)
    {
        var samples = new double[some.Length * features];
        for (var k = 0; k < some.Length; k++)
        {
            var feature = Feature(some[k]);
            for (var d = 0; d < features; d++, feature += PanelWidth) samples[(k * features) + d] = *feature;
        }

        return new(gamma, samples, some.Length, features, mostBytes / 2);
    }

    /// <summary>Frees the rows.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(panels);
        NativeMemory.AlignedFree(squares);
        NativeMemory.AlignedFree(Diagonal);
        NativeMemory.AlignedFree(values);
    }

    private static double* Allocate(long numbers) => (double*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, numbers) * sizeof(double), 64);

    /// <summary>
    /// Returns the address of a sample's first feature. The next features follow at distances of <see cref="PanelWidth"/>.
    /// </summary>
    private double* Feature(int i) => panels + ((long)(i / PanelWidth) * PanelWidth * features) + (i % PanelWidth);

    private int FreePlace()
    {
        if (filled < used.Length) return filled++;
        var oldest = Array.IndexOf(used, used.Min());
        places[held[oldest]] = -1;
        return oldest;
    }

    /// <summary>Computes a row: x_i·x_j, or exp(2γ x_i·x_j − γ|x_i|² − γ|x_j|²).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compute(int i, double* to)
    {
        var own = new Vector<double>[features];
        var feature = Feature(i);
        for (var d = 0; d < features; d++, feature += PanelWidth) own[d] = new((2 * gamma ?? 1) * *feature);
        var panel = panels;
        for (var end = to + Stride; to < end; to += 4 * Vector<double>.Count)
        {
            Vector<double> first = default, second = default, third = default, fourth = default;
            foreach (var x in own)
            {
                first = Vector.FusedMultiplyAdd(x, Vector.Load(panel), first);
                second = Vector.FusedMultiplyAdd(x, Vector.Load(panel + Vector<double>.Count), second);
                third = Vector.FusedMultiplyAdd(x, Vector.Load(panel + (2 * Vector<double>.Count)), third);
                fourth = Vector.FusedMultiplyAdd(x, Vector.Load(panel + (3 * Vector<double>.Count)), fourth);
                panel += 4 * Vector<double>.Count;
            }

            first.Store(to);
            second.Store(to + Vector<double>.Count);
            third.Store(to + (2 * Vector<double>.Count));
            fourth.Store(to + (3 * Vector<double>.Count));
        }

        if (gamma is null) return;
        to -= Stride;
        var square = new Vector<double>(squares[i]);
        for (var k = 0; k < Stride; k += Vector<double>.Count)
            Vector.Exp(Vector.Load(to + k) + (square + Vector.Load(squares + k))).Store(to + k);
        to[i] = 1;
    }
}

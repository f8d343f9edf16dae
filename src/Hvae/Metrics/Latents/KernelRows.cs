// Rows of the kernel matrix of two classes, computed when a machine first asks for them.

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>
/// K(x_i, x_j) of some samples in float64. A machine asks for few rows that are not those of its support vectors, so the whole matrix would
/// take longer. The rows asked for last are kept, as many as the memory holds.
/// </summary>
internal sealed unsafe class KernelRows : IDisposable
{
    /// <summary>All rows of two classes with 3,600 samples each fit; parts of the matrix take as much again at most.</summary>
    private const long DefaultMostBytes = 400L << 20;

    private static readonly int PanelWidth = 4 * Vector<double>.Count;

    private readonly double? gamma;
    private readonly int features;
    private readonly long mostBytes;

    // The first feature of some samples, their second one, and so on; then those of the next samples.
    private readonly double* panels;
    private readonly double* squares;
    private readonly double* values;
    private readonly int[] places;
    private readonly int[] held;
    private readonly long[] used;
    private int filled;
    private long clock;

    /// <param name="kernel">K.</param>
    /// <param name="samples">Shape (N, D), float64, on the CPU. Their mean changes no machine; subtracted, it costs no digits.</param>
    /// <param name="mostBytes">Memory that the rows may take; at least two are kept.</param>
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

    /// <summary>Numbers in a row: those of all samples, and then some without meaning that fill the processor's vectors.</summary>
    public int Stride { get; }

    /// <summary>K(x_i, x_i) of each sample, as long as a row.</summary>
    public double* Diagonal { get; }

    /// <summary>K(x_i, x_j) of all samples j. It is valid until the second next row is asked for.</summary>
    public double* Row(int i)
    {
        var place = places[i];
        if (place < 0)
        {
            place = Vacant();
            (places[i], held[place]) = (place, i);
            Compute(i, values + ((long)place * Stride));
        }

        used[place] = ++clock;
        return values + ((long)place * Stride);
    }

    /// <summary>The matrix of some of the samples, in half the memory.</summary>
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

    /// <summary>Where the first feature of a sample stands; the next ones follow at distances of <see cref="PanelWidth"/>.</summary>
    private double* Feature(int i) => panels + ((long)(i / PanelWidth) * PanelWidth * features) + (i % PanelWidth);

    private int Vacant()
    {
        if (filled < used.Length) return filled++;
        var oldest = Array.IndexOf(used, used.Min());
        places[held[oldest]] = -1;
        return oldest;
    }

    /// <summary>x_i·x_j, or exp(2γ x_i·x_j − γ|x_i|² − γ|x_j|²).</summary>
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

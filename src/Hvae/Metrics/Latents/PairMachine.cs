// The two-class machines of libsvm, trained from their kernel matrices one after the other in the same memory.

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>A trained two-class machine: Σ_k Coefficients[k] K(x, x_Vectors[k]) − Offset is positive for the first class.</summary>
/// <param name="Vectors">Rows of the kernel matrix that are support vectors, ascending.</param>
/// <param name="Coefficients">One per support vector.</param>
/// <param name="Offset">libsvm's rho.</param>
/// <param name="Iterations">Steps of sequential minimal optimisation.</param>
internal sealed record PairMachine(int[] Vectors, double[] Coefficients, double Offset, long Iterations);

/// <summary>Trains two-class machines with C = 1 and scikit-learn's other defaults.</summary>
internal sealed unsafe class PairTrainer : IDisposable
{
    private const int CSupportVectorClassification = 0;
    private const int PrecomputedKernel = 4;

    private readonly int mostSamples;
    private readonly Libsvm.Node* nodes;
    private readonly Libsvm.Node** rows;
    private readonly double* labels;

    /// <param name="mostSamples">Of any pair; 16 bytes are taken for each two of them.</param>
    public PairTrainer(int mostSamples)
    {
        this.mostSamples = mostSamples;
        nodes = (Libsvm.Node*)NativeMemory.Alloc((nuint)mostSamples * ((nuint)mostSamples + 1), (nuint)sizeof(Libsvm.Node));
        rows = (Libsvm.Node**)NativeMemory.Alloc((nuint)mostSamples, (nuint)sizeof(Libsvm.Node*));
        labels = (double*)NativeMemory.Alloc((nuint)mostSamples, sizeof(double));
    }

    /// <param name="kernel">
    /// Rows of the symmetric kernel matrix in blocks from the top, float64: first all samples of the first class, then those
    /// of the second, as libsvm itself would group them.
    /// </param>
    /// <param name="firstClass">Number of samples of the first class.</param>
    public PairMachine Train(IEnumerable<Tensor> kernel, int firstClass)
    {
        var count = 0;
        foreach (var block in kernel) count = Place(block, count);
        for (var i = 0; i < count; i++) labels[i] = i < firstClass ? 1 : -1;

        var problem = new Libsvm.Problem { Count = count, Labels = labels, Samples = rows };
        var parameter = new Libsvm.Parameter
        {
            SvmType = CSupportVectorClassification,
            KernelType = PrecomputedKernel,
            C = 1,
            Tolerance = 1e-3,
            CacheMegabytes = 200,
            Shrinking = 1,
        };
        var (model, iterations) = Libsvm.Train(problem, parameter);
        try
        {
            return Read((Libsvm.Model*)model, iterations);
        }
        finally
        {
            Libsvm.svm_free_and_destroy_model((Libsvm.Model**)&model);
        }
    }

    /// <summary>Frees the memory that the kernel matrices took.</summary>
    public void Dispose()
    {
        NativeMemory.Free(nodes);
        NativeMemory.Free(rows);
        NativeMemory.Free(labels);
    }

    private int Place(Tensor block, int firstRow)
    {
        var columns = (int)block.shape[1];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, mostSamples, nameof(block));
        var values = MemoryMarshal.Cast<byte, double>(block.contiguous().bytes);
        var row = firstRow;
        for (; !values.IsEmpty; values = values[columns..], row++)
        {
            rows[row] = nodes + (row * (long)(columns + 1));
            rows[row][0] = new() { Value = row + 1 };
            for (var column = 0; column < columns; column++) rows[row][column + 1].Value = values[column];
        }

        return row;
    }

    private static PairMachine Read(Libsvm.Model* model, long iterations)
    {
        var count = Libsvm.svm_get_nr_sv(model);
        if (model->ClassCount != 2 || model->VectorCount != count)
            throw new InvalidOperationException($"libsvm {Libsvm.Version} lays out its models in another way than version 3.24.");

        var vectors = new int[count];
        fixed (int* indices = vectors) Libsvm.svm_get_sv_indices(model, indices);
        for (var k = 0; k < count; k++) vectors[k]--;
        return new(vectors, new ReadOnlySpan<double>(model->Coefficients[0], count).ToArray(), *model->Rho, iterations);
    }
}

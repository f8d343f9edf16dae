// libsvm (Chang and Lin 2011), Debian's libsvm3 of version 3.24, to compare our support vector machines with.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Hvae.Tests.Metrics.Latents;

/// <summary>Trains machines with C = 1 and scikit-learn's other defaults.</summary>
internal static unsafe class Libsvm
{
    private const string Library = "libsvm.so.3";

    [ThreadStatic]
    private static long iterations;

    /// <summary>Whether the library is installed. Tests that need it are skipped without it.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, typeof(Libsvm).Assembly, null, out _);

    /// <summary>Reason why a test is skipped where the library is missing.</summary>
    public const string Missing = "libsvm is not installed; to compare with it: apt-get install libsvm3";

    /// <summary>Trains one machine for each pair of classes. Its kernel values are float32.</summary>
    /// <param name="features">Rows of samples.</param>
    /// <param name="labels">Class of each sample.</param>
    /// <param name="gamma">γ of the radial kernel; null for the linear one.</param>
    /// <param name="tolerance">Tolerance of the stopping rule.</param>
    /// <returns>
    /// The samples that are support vectors, with their coefficients y α in the first pair, and the iterations of the last pair.
    /// </returns>
    public static (int[] Vectors, double[] Coefficients, long Iterations) Train(
        double[][] features, double[] labels, double? gamma, double tolerance)
    {
        svm_set_print_string_function(&Listen);
        var width = features[0].Length + 1;
        var nodes = (Node*)NativeMemory.Alloc((nuint)(features.Length * width), (nuint)sizeof(Node));
        var rows = (Node**)NativeMemory.Alloc((nuint)features.Length, (nuint)sizeof(Node*));
        try
        {
            for (var i = 0; i < features.Length; i++)
            {
                rows[i] = nodes + (i * width);
                for (var d = 0; d < width - 1; d++) rows[i][d] = new() { Index = d + 1, Value = features[i][d] };
                rows[i][width - 1] = new() { Index = -1 };
            }

            fixed (double* y = labels)
            {
                var problem = new Problem { Count = features.Length, Labels = y, Samples = rows };
                var parameter = new Parameter
                {
                    KernelType = gamma is null ? 0 : 2,
                    Gamma = gamma ?? 0,
                    C = 1,
                    Tolerance = tolerance,
                    CacheMegabytes = 200,
                    Shrinking = 1
                };
                var model = svm_train(&problem, &parameter);
                var vectors = new int[model->VectorCount];
                fixed (int* indices = vectors) svm_get_sv_indices(model, indices);
                var coefficients = new ReadOnlySpan<double>(model->Coefficients[0], vectors.Length).ToArray();
                svm_free_and_destroy_model(&model);
                return (Array.ConvertAll(vectors, index => index - 1), coefficients, iterations);
            }
        }
        finally
        {
            NativeMemory.Free(rows);
            NativeMemory.Free(nodes);
        }
    }

    /// <summary>Prints nothing, and stores N of "optimization finished, #iter = N".</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Listen(byte* text)
    {
        var line = Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        const string Count = "#iter = ";
        if (line.IndexOf(Count, StringComparison.Ordinal) is >= 0 and var start)
            iterations = long.Parse(line[(start + Count.Length)..].TrimEnd());
    }

    [DllImport(Library)]
    private static extern Model* svm_train(Problem* problem, Parameter* parameter);

    [DllImport(Library)]
    private static extern void svm_get_sv_indices(Model* model, int* indices);

    [DllImport(Library)]
    private static extern void svm_free_and_destroy_model(Model** model);

    [DllImport(Library)]
    private static extern void svm_set_print_string_function(delegate* unmanaged[Cdecl]<byte*, void> print);

    /// <summary>struct svm_node.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Node
    {
        public int Index;
        public double Value;
    }

    /// <summary>struct svm_problem.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Problem
    {
        public int Count;
        public double* Labels;
        public Node** Samples;
    }

    /// <summary>struct svm_parameter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Parameter
    {
        public int SvmType, KernelType, Degree;
        public double Gamma, Coef0;
        public double CacheMegabytes, Tolerance, C;
        public int WeightCount;
        public int* WeightLabels;
        public double* Weights;
        public double Nu, P;
        public int Shrinking, Probability;
    }

    /// <summary>struct svm_model of version 3.24, up to the coefficients.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Model
    {
        public Parameter Parameter;
        public int ClassCount, VectorCount;
        public Node** Vectors;
        public double** Coefficients;
    }
}

// The door to libsvm (Chang & Lin 2011): svm.h of version 3.24, as far as training with a given kernel matrix needs it.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Hvae.Metrics.Latents;

/// <summary>The native library that trains the support vector machines; an apt package (libsvm3).</summary>
public static unsafe class Libsvm
{
    private const string Library = "libsvm.so.3";

    // A library that is missing may be installed while this process runs, so failures are not kept.
    private static readonly Lazy<string> LoadedVersion = new(Load, LazyThreadSafetyMode.PublicationOnly);

    [ThreadStatic]
    private static long iterations;

    /// <summary>Version of the library, e.g. "3.24".</summary>
    /// <exception cref="LibsvmMissingException">It is not installed.</exception>
    public static string Version => LoadedVersion.Value;

    /// <summary>Trains a two-class machine; the number of iterations comes from what libsvm would otherwise print.</summary>
    internal static (IntPtr Model, long Iterations) Train(Problem problem, Parameter parameter)
    {
        _ = Version;
        iterations = 0;
        return ((IntPtr)svm_train(&problem, &parameter), iterations);
    }

    [DllImport(Library)]
    internal static extern void svm_get_sv_indices(Model* model, int* indices);

    [DllImport(Library)]
    internal static extern int svm_get_nr_sv(Model* model);

    [DllImport(Library)]
    internal static extern void svm_free_and_destroy_model(Model** model);

    [DllImport(Library)]
    private static extern Model* svm_train(Problem* problem, Parameter* parameter);

    [DllImport(Library)]
    private static extern void svm_set_print_string_function(delegate* unmanaged[Cdecl]<byte*, void> print);

    private static string Load()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(Libsvm).Assembly, null, out var handle)) throw new LibsvmMissingException(Library);
        svm_set_print_string_function(&Listen);
        var version = *(int*)NativeLibrary.GetExport(handle, "libsvm_version");
        return $"{version / 100}.{version % 100}";
    }

    /// <summary>Prints nothing, and remembers N of "optimization finished, #iter = N".</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Listen(byte* text)
    {
        var line = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        var start = line.IndexOf("#iter = "u8);
        if (start < 0) return;
        var number = line[(start + "#iter = "u8.Length)..];
        var length = number.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (long.TryParse(Encoding.ASCII.GetString(length < 0 ? number : number[..length]), out var count)) iterations = count;
    }

    /// <summary>struct svm_node. With a given kernel a row's first node holds the sample's number (from 1), the next ones its kernel values.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Node
    {
        public int Index;
        public double Value;
    }

    /// <summary>struct svm_problem.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Problem
    {
        public int Count;
        public double* Labels;
        public Node** Samples;
    }

    /// <summary>struct svm_parameter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Parameter
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

    /// <summary>struct svm_model, up to the last member that has no function to read it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Model
    {
        public Parameter Parameter;
        public int ClassCount, VectorCount;
        public Node** Vectors;
        public double** Coefficients;
        public double* Rho;
    }
}

/// <summary>libsvm is not installed.</summary>
/// <param name="library">The file that was looked for.</param>
public sealed class LibsvmMissingException(string library)
    : Exception($"Support vector machines need libsvm, and {library} cannot be loaded. Install it: apt-get install libsvm3, or dotnet cake --target=Setup.");

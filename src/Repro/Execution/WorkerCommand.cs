// How a worker process is started.

namespace Repro.Execution;

/// <summary>A command line that runs <see cref="WorkerLoop.Run(IReadOnlyList{Plans.IJobHandler}, Func{IReadOnlyDictionary{string, string}}, TimeSpan?)"/>.</summary>
/// <param name="FileName">The program, e.g. <c>dotnet</c>.</param>
/// <param name="Arguments">E.g. <c>hvae-repro.dll worker</c>.</param>
public sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables beside those that set the number of threads.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The variables of a worker with <paramref name="threads"/> threads. With the default spin-waiting of libgomp the threads of
    /// neighbouring workers starve one another, hence <c>GOMP_SPINCOUNT</c>. A worker frees and asks for the same few hundred megabytes again
    /// and again: glibc keeps them, in the one heap that can grow, instead of giving them back to the kernel, which would have to clear
    /// them each time. Other C libraries ignore these variables.
    /// </summary>
    internal IReadOnlyDictionary<string, string> Variables(int threads) => new Dictionary<string, string>(Environment)
    {
        ["OMP_NUM_THREADS"] = $"{threads}",
        ["MKL_NUM_THREADS"] = $"{threads}",
        ["OPENBLAS_NUM_THREADS"] = $"{threads}",
        ["GOMP_SPINCOUNT"] = "2000",
        ["MALLOC_ARENA_MAX"] = "1",
        ["MALLOC_MMAP_THRESHOLD_"] = "1073741824",
        ["MALLOC_TRIM_THRESHOLD_"] = "2146435072",
        ["MALLOC_TOP_PAD_"] = "67108864",
    };
}

// The processor's speed at what it does best, one thread's matrix product: the measure for training steps.

using Benchmarks.Steps;
using static TorchSharp.torch;

namespace Benchmarks.Report;

internal static class MatrixProduct
{
    private const int Size = 768;
    private const int Products = 20;

    /// <summary>10⁹ multiplications and additions a second of processor time; the best of several products.</summary>
    public static double Gigaflops()
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var (left, right) = (ones(Size, Size), ones(Size, Size));
        var best = double.PositiveInfinity;
        for (var i = 0; i < Products; i++)
        {
            var start = ProcessorTime.Now;
            left.matmul(right).Dispose();
            best = Math.Min(best, ProcessorTime.Now - start);
        }

        return 2.0 * Size * Size * Size / best / 1e6;
    }
}

// Measures by processor time, which says more than the clock on a machine that is also busy with other things.

using static TorchSharp.torch;

namespace Benchmarks.Report;

internal static class Measure
{
    private const int Size = 768;
    private const int Products = 20;

    /// <summary>Returns the processor time that this process has used so far, all threads together, in milliseconds.</summary>
    public static double ProcessorTime => Environment.CpuUsage.TotalTime.TotalMilliseconds;

    /// <summary>Returns the processor time of an action in milliseconds, and releases the tensors that it made.</summary>
    public static double Time(Action action)
    {
        using var scope = NewDisposeScope();
        var start = ProcessorTime;
        action();
        return ProcessorTime - start;
    }

    /// <summary>
    /// Returns the speed of the best of several matrix products on one thread, in 10⁹ multiplications and additions per second of
    /// processor time. Training steps are compared with it.
    /// </summary>
    public static double Gigaflops()
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var (left, right) = (ones(Size, Size), ones(Size, Size));
        return 2.0 * Size * Size * Size / Enumerable.Range(0, Products).Min(_ => Time(() => left.matmul(right))) / 1e6;
    }

    /// <summary>Returns the median, which noise on one side does not move.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[sorted.Count / 2] + sorted[(sorted.Count - 1) / 2]) / 2;
    }

    /// <summary>
    /// Returns the standard error of the median of positive values relative to it, as if they were independent and normal:
    /// 1.2533 s/√n with s = 1.4826 times the median absolute deviation. It does not contain what differs from process to process.
    /// </summary>
    public static double MedianError(IReadOnlyCollection<double> values)
    {
        var median = Median(values);
        return 1.2533 * 1.4826 * Median(values.Select(value => Math.Abs(value - median))) / Math.Sqrt(values.Count) / median;
    }

    /// <summary>Returns the median of ratios with its error.</summary>
    public static Ratio RatioOf(IReadOnlyCollection<double> rounds) => new(Median(rounds), MedianError(rounds));
}

/// <summary>A ratio that was measured in several rounds.</summary>
/// <param name="Value">Median over the rounds.</param>
/// <param name="Error">Its standard error relative to it (<see cref="Measure.MedianError"/>).</param>
internal sealed record Ratio(double Value, double Error);

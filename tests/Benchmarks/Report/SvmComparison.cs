// Compares our support vector machines with libsvm on as many samples as the latents of a test set.

using Hvae.Metrics.Latents;
using Hvae.Tests.Metrics.Latents;
using static TorchSharp.torch;

namespace Benchmarks.Report;

internal static class SvmComparison
{
    private const int Samples = 8000;
    private const int Features = 32;
    private const int Classes = 10;
    private const int Rounds = 3;

    /// <summary>
    /// Returns the processor time of libsvm / ours for both kernels together, on one thread, in turns. The classes are overlapping normal
    /// distributions whose features have different scales. Null where libsvm is not installed.
    /// </summary>
    public static Ratio? Speedup()
    {
        if (!Libsvm.IsInstalled)
        {
            Console.WriteLine(Libsvm.Missing);
            return null;
        }

        set_num_threads(1);
        using var scope = NewDisposeScope();
        var generator = new Generator(1);
        var labels = arange(Samples).remainder(Classes).to(ScalarType.Int64);
        var centres = 0.5 * randn([Classes, Features], ScalarType.Float64, generator: generator);
        var scales = (0.5 * randn([Features], ScalarType.Float64, generator: generator)).exp();
        var features = (centres.index_select(0, labels) + randn([Samples, Features], ScalarType.Float64, generator: generator)) * scales;
        var (rows, classes) = (features.data<double>().ToArray().Chunk(Features).ToArray(),
            Array.ConvertAll(labels.data<long>().ToArray(), label => (double)label));
        var gamma = SvmKernel.ScaleGamma(features);
        return Measure.RatioOf([.. Enumerable.Range(0, Rounds).Select(_ =>
        {
            var theirs = Measure.Time(() =>
            {
                Libsvm.Train(rows, classes, gamma, 1e-3);
                Libsvm.Train(rows, classes, null, 1e-3);
            });
            return theirs / Measure.Time(() =>
            {
                SupportVectorMachine.Fit(features, labels, SvmKernel.Rbf(gamma));
                SupportVectorMachine.Fit(features, labels, SvmKernel.Linear);
            });
        })]);
    }
}

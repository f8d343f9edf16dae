// The Monte-Carlo estimate of I_q(y; z2) compared with the reference, and with its formula where numbers are extreme.

using Hvae.Metrics.Latents;
using Hvae.Models;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.Latents;

public sealed class MutualInformationTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Is_that_of_the_reference()
    {
        var reference = MetricsReference.Section("mutual_information");
        var posterior = new DiagonalGaussian(reference.Matrix("mu"), reference.Matrix("sd"));

        var nats = MutualInformation.Estimate(posterior, posterior.Sample(reference.Matrix("eps")), reference.Labels("label")).Nats;

        Assert.Equal(reference.Number("nats"), nats, 1e-9);
    }

    [Theory]
    [InlineData(1e-4, 1e-3)] // hardly any overlap
    [InlineData(1e-3, 1.0)] // narrow and wide ones together
    [InlineData(0.5, 4.0)] // much overlap
    public void Is_the_formula_for_far_means_and_narrow_posteriors(double narrowest, double widest)
    {
        const int count = 300;
        using var generator = new Generator(7, CPU);
        // Pairs of nearly equal means: even narrow posteriors overlap with one other, so that the sums have more than one term.
        var mean = (5 * randn([count / 2, 32], ScalarType.Float64, generator: generator)).repeat(2, 1);
        mean = mean + (0.1 * narrowest * randn([count, 32], ScalarType.Float64, generator: generator));
        var std = (rand([count, 1], ScalarType.Float64, generator: generator) * (Math.Log(widest) - Math.Log(narrowest))
            + Math.Log(narrowest)).exp().expand(count, 32);
        var posterior = new DiagonalGaussian(mean, std);
        var samples = posterior.Sample(randn([count, 32], ScalarType.Float64, generator: generator));
        var labels = randint(0, 4, [count], ScalarType.Int64, generator: generator);

        Assert.Equal(Direct(posterior, samples, labels), MutualInformation.Estimate(posterior, samples, labels).Nats, 1e-6);
    }

    [Fact]
    public void Saturates_at_the_labels_entropy_when_posteriors_do_not_overlap()
    {
        var posterior = new DiagonalGaussian(arange(600, dtype: ScalarType.Float64).unsqueeze(1), full([600, 1], 1e-3, ScalarType.Float64));
        var labels = arange(600).remainder(3).to(ScalarType.Int64);

        Assert.Equal(Math.Log(3), MutualInformation.Estimate(posterior, posterior.Mean, labels).Nats, 1e-12);
    }

    [Fact]
    public void Is_zero_when_all_posteriors_are_the_same()
    {
        var posterior = new DiagonalGaussian(zeros([40, 2], ScalarType.Float64), ones([40, 2], ScalarType.Float64));
        using var generator = new Generator(1, CPU);

        Assert.Equal(0, MutualInformation.Estimate(
            posterior, randn([40, 2], ScalarType.Float64, generator: generator), arange(40).remainder(4).to(ScalarType.Int64)).Nats, 1e-12);
    }

    [Fact]
    public void Needs_one_sample_and_one_label_per_posterior()
    {
        var posterior = new DiagonalGaussian(zeros([3, 2]), ones([3, 2]));

        Assert.Throws<ArgumentException>(() => MutualInformation.Estimate(posterior, zeros([2, 2]), tensor(new[] { 0L, 1L, 1L })));
        Assert.Throws<ArgumentException>(() => MutualInformation.Estimate(posterior, zeros([3, 2]), tensor(new[] { 0L, 1L })));
    }

    /// <summary>Returns the formula term by term, without matrix products, blocks, or reordering.</summary>
    private static double Direct(DiagonalGaussian posterior, Tensor samples, Tensor labels)
    {
        var (mean, std, z, y) = (Rows(posterior.Mean), Rows(posterior.Std), Rows(samples), labels.data<long>().ToArray());
        var n = y.Length;
        double sum = 0;
        for (var j = 0; j < n; j++)
        {
            var logs = Enumerable.Range(0, n).Select(i => LogDensity(z[j], mean[i], std[i])).ToArray();
            var share = (double)y.Count(label => label == y[j]) / n;
            sum += LogSum(logs.Where((_, i) => y[i] == y[j])) - LogSum(logs) - Math.Log(share);
        }

        return sum / n;
    }

    private static double LogDensity(double[] z, double[] mean, double[] std) =>
        -0.5 * z.Select((value, d) => Math.Pow((value - mean[d]) / std[d], 2) + Math.Log(2 * Math.PI * std[d] * std[d])).Sum();

    private static double LogSum(IEnumerable<double> logs)
    {
        var largest = logs.Max();
        return largest + Math.Log(logs.Sum(log => Math.Exp(log - largest)));
    }

    private static double[][] Rows(Tensor matrix) => matrix.contiguous().data<double>().ToArray().Chunk((int)matrix.shape[1]).ToArray();
}

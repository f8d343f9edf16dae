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

        var nats = MutualInformation.Estimate(posterior, posterior.Sample(reference.Matrix("eps")), reference.Labels("label")).Public.Nats;

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

        var (all, leaveOneOut) = MutualInformation.Estimate(posterior, samples, labels);

        Assert.Equal(Direct(posterior, samples, labels, leaveOneOut: false), all.Nats, 1e-6);
        var direct = Direct(posterior, samples, labels, leaveOneOut: true);
        Assert.Equal(direct, leaveOneOut.Nats, 1e-6 * Math.Max(1, Math.Abs(direct)));
    }

    [Fact]
    public void Saturates_at_the_labels_entropy_when_posteriors_do_not_overlap()
    {
        var posterior = new DiagonalGaussian(arange(600, dtype: ScalarType.Float64).unsqueeze(1), full([600, 1], 1e-3, ScalarType.Float64));
        var labels = arange(600).remainder(3).to(ScalarType.Int64);

        Assert.Equal(Math.Log(3), MutualInformation.Estimate(posterior, posterior.Mean, labels).Public.Nats, 1e-12);
    }

    [Fact]
    public void Is_zero_when_all_posteriors_are_the_same()
    {
        var posterior = new DiagonalGaussian(zeros([40, 2], ScalarType.Float64), ones([40, 2], ScalarType.Float64));
        using var generator = new Generator(1, CPU);

        var (all, leaveOneOut) = MutualInformation.Estimate(
            posterior, randn([40, 2], ScalarType.Float64, generator: generator), arange(40).remainder(4).to(ScalarType.Int64));

        Assert.Equal(0, all.Nats, 1e-12);
        Assert.Equal(0, leaveOneOut.Nats, 1e-12);
    }

    /// <summary>
    /// Two classes, z ~ N(±1.5, 1) given the class: the information is an integral over one dimension. The standard error has to be of the
    /// size of the distances to it.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Leaving_one_out_gives_the_information_of_a_mixture_that_is_known(ulong seed)
    {
        const int count = 2000;
        using var generator = new Generator(seed, CPU);
        var labels = arange(count).remainder(2).to(ScalarType.Int64);
        var centres = (labels.to(ScalarType.Float64).unsqueeze(1) * 3) - 1.5;
        var posterior = new DiagonalGaussian(
            centres + (0.8 * randn([count, 1], ScalarType.Float64, generator: generator)), full([count, 1], 0.6, ScalarType.Float64));

        var estimate = MutualInformation.Estimate(
            posterior, posterior.Sample(randn([count, 1], ScalarType.Float64, generator: generator)), labels).LeaveOneOut;

        Assert.InRange((estimate.Nats - OfMixture(1.5)) / estimate.StandardError, -3, 3);
        Assert.InRange(estimate.StandardError, 0.003, 0.02);
        Assert.Equal(count, estimate.Count);
    }

    /// <summary>Narrow posteriors that know nothing of the label: the public estimate is far above 0, the other is not.</summary>
    [Fact]
    public void Leaving_one_out_finds_no_information_in_labels_that_are_independent()
    {
        const int count = 500;
        using var generator = new Generator(11, CPU);
        List<double> all = [], leaveOneOut = [];
        for (var repetition = 0; repetition < 20; repetition++)
        {
            var posterior = new DiagonalGaussian(
                randn([count, 4], ScalarType.Float64, generator: generator), full([count, 4], 0.4, ScalarType.Float64));
            var samples = posterior.Sample(randn([count, 4], ScalarType.Float64, generator: generator));
            var labels = randint(0, 10, [count], ScalarType.Int64, generator: generator);
            var (own, others) = MutualInformation.Estimate(posterior, samples, labels);
            all.Add(own.Nats / own.StandardError);
            leaveOneOut.Add(others.Nats);
        }

        Assert.All(all, errors => Assert.True(errors > 10, $"{errors} standard errors"));
        var mean = leaveOneOut.Average();
        var standardError = Math.Sqrt(leaveOneOut.Sum(value => Math.Pow(value - mean, 2)) / leaveOneOut.Count / (leaveOneOut.Count - 1));
        Assert.True(mean < 2 * standardError, $"{mean} ± {standardError} nats");
    }

    [Fact]
    public void An_image_whose_class_has_no_other_is_left_out()
    {
        var posterior = new DiagonalGaussian(zeros([5, 2], ScalarType.Float64), ones([5, 2], ScalarType.Float64));

        Assert.Equal(4, MutualInformation.Estimate(posterior, posterior.Mean, tensor(new[] { 0L, 1L, 1L, 2L, 2L })).LeaveOneOut.Count);
        var none = MutualInformation.Estimate(posterior, posterior.Mean, arange(5).to(ScalarType.Int64)).LeaveOneOut;
        Assert.Equal(new MutualInformationEstimate(double.NaN, 0, 0), none);
    }

    [Fact]
    public void Needs_one_sample_and_one_label_per_posterior()
    {
        var posterior = new DiagonalGaussian(zeros([3, 2]), ones([3, 2]));

        Assert.Throws<ArgumentException>(() => MutualInformation.Estimate(posterior, zeros([2, 2]), tensor(new[] { 0L, 1L, 1L })));
        Assert.Throws<ArgumentException>(() => MutualInformation.Estimate(posterior, zeros([3, 2]), tensor(new[] { 0L, 1L })));
    }

    /// <summary>Returns the information in nats between a fair label and z ~ N(±<paramref name="mean"/>, 1), by a sum over z.</summary>
    private static double OfMixture(double mean)
    {
        const double step = 1e-3;
        return Enumerable.Range(-10_000, 20_001).Select(k => k * step).Sum(z =>
        {
            var ofClass = Math.Exp(-0.5 * (z - mean) * (z - mean)) / Math.Sqrt(2 * Math.PI);
            var other = Math.Exp(-0.5 * (z + mean) * (z + mean)) / Math.Sqrt(2 * Math.PI);
            return step * ofClass * Math.Log(2 * ofClass / (ofClass + other));
        });
    }

    /// <summary>Returns the formula term by term, without matrix products, blocks, or reordering.</summary>
    private static double Direct(DiagonalGaussian posterior, Tensor samples, Tensor labels, bool leaveOneOut)
    {
        var (mean, std, z, y) = (Rows(posterior.Mean), Rows(posterior.Std), Rows(samples), labels.data<long>().ToArray());
        var n = y.Length;
        double sum = 0;
        for (var j = 0; j < n; j++)
        {
            var others = Enumerable.Range(0, n).Where(i => !leaveOneOut || i != j).ToArray();
            var ofClass = others.Where(i => y[i] == y[j]).ToArray();
            sum += LogSum(ofClass.Select(Log)) - LogSum(others.Select(Log)) - Math.Log((double)ofClass.Length / others.Length);

            double Log(int i) => LogDensity(z[j], mean[i], std[i]);
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

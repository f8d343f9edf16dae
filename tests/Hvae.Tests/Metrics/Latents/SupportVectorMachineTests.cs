// Our support vector machines compared with libsvm's optimum, and where libsvm does not reach it.

using Hvae.Metrics.Latents;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.Latents;

public sealed class SupportVectorMachineTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    /// <summary>
    /// The objective of libsvm's solution is computed in float64. libsvm itself has kernel values in float32, so on badly scaled features
    /// its solution may be worse by more than the tolerance; ours never is.
    /// </summary>
    [Theory]
    [InlineData(1e-3, 1e-4)]
    [InlineData(1e-5, 1e-6)]
    public void The_dual_objective_is_libsvms_on_random_problems(double tolerance, double allowed)
    {
        Assert.SkipUnless(Libsvm.IsInstalled, Libsvm.Missing);
        const int Problems = 200;
        var (compared, equal) = (0, 0);
        for (var seed = 0; seed < Problems; seed++)
        {
            using var inner = NewDisposeScope();
            var (features, labels) = RandomProblem(seed);
            double? gamma = seed % 2 == 0 ? SvmKernel.ScaleGamma(features) : null;
            var kernel = gamma is { } value ? SvmKernel.Rbf(value) : SvmKernel.Linear;
            var (theirs, iterations) = ObjectiveOfLibsvm(features, labels, kernel, gamma, tolerance);
            if (iterations >= 10_000_000) continue; // libsvm gave up, so there is nothing to compare with.
            var ours = SupportVectorMachine.Fit(features, labels, kernel, tolerance: tolerance).DualObjectives[0];

            Assert.True(ours - theirs <= allowed * Math.Abs(theirs), $"problem {seed}: {ours} instead of {theirs}");
            compared++;
            if (theirs - ours <= allowed * Math.Abs(theirs)) equal++;
        }

        Assert.InRange(compared, Problems - 10, Problems);
        Assert.InRange(equal, Problems - 10, Problems);
    }

    /// <summary>Overlapping classes with features of very different sizes.</summary>
    [Fact]
    public void A_linear_machine_that_libsvm_leaves_unfinished_is_finished()
    {
        Assert.SkipUnless(Libsvm.IsInstalled, Libsvm.Missing);
        var (features, labels) = BadlyScaled(300, [1, 30, 1e3, 3e3, 1e4, 3e4]);

        var (theirs, iterations) = ObjectiveOfLibsvm(features, labels, SvmKernel.Linear, null, 1e-3);
        var ours = SupportVectorMachine.Fit(features, labels, SvmKernel.Linear);

        Assert.True(iterations >= 10_000_000, $"libsvm finished after {iterations} iterations");
        Assert.True(ours.DualObjectives[0] < theirs, $"{ours.DualObjectives[0]} is no better than {theirs}");
        Assert.InRange(ours.Gaps[0], 0, 1e-3);
    }

    [Fact]
    public void Badly_scaled_features_meet_the_stopping_rule_too()
    {
        var (features, labels) = BadlyScaled(1000, [.. Enumerable.Range(0, 32).Select(d => Math.Pow(10, d / 8.0))]);

        Assert.InRange(SupportVectorMachine.Fit(features, labels, SvmKernel.Linear).Gaps[0], 0, 1e-3);
        Assert.InRange(SupportVectorMachine.Fit(features, labels, SvmKernel.Rbf(SvmKernel.ScaleGamma(features))).Gaps[0], 0, 1e-3);
    }

    /// <summary>Float64 has no digits for these numbers. There is no optimum to reach, and the training ends nevertheless.</summary>
    [Fact]
    public void Features_that_differ_beyond_all_digits_end_the_training_too()
    {
        var (features, labels) = BadlyScaled(200, [1, 1e6, 1e12]);

        Assert.Equal(200, SupportVectorMachine.Fit(features, labels, SvmKernel.Linear).Predict(features).numel());
    }

    [Fact]
    public void Collapsed_and_repeated_samples_are_no_obstacle()
    {
        var labels = tensor(new[] { 0L, 1, 0, 1, 0, 1, 1, 1 });
        var repeated = tensor(new[] { 1.0, 1, 1, 1, 2, 2, 2, 2 }).unsqueeze(1);
        Tensor[] difficult = [zeros([8, 3], ScalarType.Float64), full([8, 3], 1e6, ScalarType.Float64), repeated];
        foreach (var features in difficult)
        {
            foreach (var kernel in new[] { SvmKernel.Linear, SvmKernel.Rbf(1) })
            {
                var machine = SupportVectorMachine.Fit(features, labels, kernel);
                Assert.InRange(machine.Gaps[0], double.NegativeInfinity, 1e-3);
                Assert.Equal(8, machine.Predict(features).numel());
            }
        }
    }

    [Fact]
    public void The_same_samples_give_the_same_machine_to_the_bit()
    {
        var (features, labels) = RandomProblem(7);
        foreach (var kernel in new[] { SvmKernel.Linear, SvmKernel.Rbf(0.1) })
            Assert.Equal(Objectives(kernel), Objectives(kernel));

        IReadOnlyList<double> Objectives(SvmKernel kernel) => SupportVectorMachine.Fit(features, labels, kernel).DualObjectives;
    }

    /// <summary>The rows of two large classes do not fit. The last rows are kept, and the result is that of the whole matrix.</summary>
    [Fact]
    public void A_kernel_matrix_that_does_not_fit_has_the_same_optimum()
    {
        var (features, labels) = RandomProblem(12, count: 400);

        Assert.Equal(Objective(long.MaxValue), Objective(400 * sizeof(double) * 20), 1e-9);

        double Objective(long mostBytes)
        {
            var (samples, first) = ByClass(features, labels);
            using var rows = new KernelRows(SvmKernel.Rbf(0.2), samples, mostBytes);
            using var solver = new PairSolver(rows, first, 1e-7);
            while (!solver.IsOptimal()) solver.Descend();
            return solver.Machine().Objective;
        }
    }

    [Fact]
    public void The_interior_point_method_finds_the_same_optimum()
    {
        var (features, labels) = RandomProblem(22, count: 200);
        var (samples, first) = ByClass(features, labels);
        using var rows = new KernelRows(SvmKernel.Linear, samples);
        using var steps = new PairSolver(rows, first, 1e-6);
        while (!steps.IsOptimal()) steps.Descend();
        using var point = new PairSolver(rows, first, 1e-6);
        point.StartFrom(InteriorPoint.Solve(samples, first, CancellationToken.None));

        Assert.True(point.IsOptimal());
        Assert.Equal(steps.Machine().Objective, point.Machine().Objective, 1e-6 * Math.Abs(steps.Machine().Objective));
    }

    /// <summary>Features that repeat each other leave rounding errors in place of the smallest pivots, which may be negative.</summary>
    [Fact]
    public void The_interior_point_method_ends_where_rounding_leaves_no_factor()
    {
        var (features, labels) = BadlyScaled(300, [1e9, 1e9]);
        var (samples, first) = ByClass(features.repeat(1, 8), labels);

        Assert.All(InteriorPoint.Solve(samples, first, CancellationToken.None), beta => Assert.InRange(beta, -1, 1));
        Assert.Equal(300, SupportVectorMachine.Fit(features.repeat(1, 8), labels, SvmKernel.Linear).Predict(features.repeat(1, 8)).numel());
    }

    private static (Tensor Samples, int FirstClass) ByClass(Tensor features, Tensor labels)
    {
        var samples = features.index_select(0, labels.argsort());
        return (samples - samples.mean([0L]), (int)(labels.numel() - labels.sum().item<long>()));
    }

    private static (Tensor Features, Tensor Labels) BadlyScaled(int count, double[] scales)
    {
        using var generator = new Generator(3, CPU);
        var labels = arange(count).remainder(2).to(ScalarType.Int64);
        var features = randn([count, scales.Length], ScalarType.Float64, generator: generator) + (0.3 * labels.unsqueeze(1));
        return (features * tensor(scales), labels);
    }

    /// <summary>Returns ½ cᵀKc − Σ|c| of the coefficients that libsvm finds.</summary>
    private static (double Objective, long Iterations) ObjectiveOfLibsvm(
        Tensor features, Tensor labels, SvmKernel kernel, double? gamma, double tolerance)
    {
        var (vectors, coefficients, iterations) = Libsvm.Train(Rows(features), [.. labels.data<long>().ToArray()], gamma, tolerance);
        var (samples, c) = (features.index_select(0, tensor(Array.ConvertAll(vectors, row => (long)row))), tensor(coefficients));
        return ((c.dot(kernel.Between(samples, samples).matmul(c)) / 2 - c.abs().sum()).item<double>(), iterations);
    }

    private static double[][] Rows(Tensor features) => [.. features.data<double>().ToArray().Chunk((int)features.shape[1])];

    /// <summary>Two classes of unequal sizes that overlap more or less. In every third problem features have different scales.</summary>
    private static (Tensor Features, Tensor Labels) RandomProblem(int seed, int? count = null)
    {
        using var generator = new Generator((ulong)seed, CPU);
        var random = new Random(seed);
        var (samples, dimensions) = (count ?? random.Next(20, 160), random.Next(1, 12));
        var labels = (rand([samples], ScalarType.Float64, generator: generator) < (0.2 + (0.6 * random.NextDouble()))).to(ScalarType.Int64);
        (labels[0], labels[1]) = (tensor(0L), tensor(1L));
        var features = randn([samples, dimensions], ScalarType.Float64, generator: generator)
            + (random.NextDouble() * 2 * labels.unsqueeze(1));
        if (seed % 3 == 0) features *= (randn([dimensions], ScalarType.Float64, generator: generator) * 2).exp();
        return (features, labels);
    }
}

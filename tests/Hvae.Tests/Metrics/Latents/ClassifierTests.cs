// The classifiers where results of scikit-learn are not available: difficult scales, absent classes, ties, cancellation.

using Hvae.Metrics.Latents;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.Latents;

public sealed class ClassifierTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Generator generator = new(11, CPU);

    public void Dispose()
    {
        generator.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Logistic_regression_ends_where_the_penalised_gradient_vanishes_on_features_of_all_scales()
    {
        var (features, labels) = Blobs(count: 400, classes: 3, dimensions: 6);
        features = (features * tensor(new[] { 1e-4, 1e-2, 1, 1e2, 1e4, 1 })) + tensor(new[] { 0.0, 5, -300, 1e4, 1, 2 });
        var model = LogisticRegression.Fit(features, labels);

        // Scores are linear, so probabilities at the origin and at the axes' unit points determine weights and intercepts.
        var points = cat([zeros([1, 6], ScalarType.Float64), eye(6, dtype: ScalarType.Float64)], 0);
        var logs = model.LogProbabilities(points);
        var weights = logs.narrow(0, 1, 6) - logs.narrow(0, 0, 1);
        weights = weights - weights.mean([1L], keepdim: true); // the penalty makes each feature's weights sum to zero
        var error = model.LogProbabilities(features).exp() - nn.functional.one_hot(labels, 3);
        var gradient = features.t().matmul(error) + weights;
        var scale = features.abs().sum(0L).unsqueeze(1);

        Assert.InRange((gradient / scale).abs().max().item<double>(), 0, 1e-8);
        Assert.InRange((error.sum(0L) / 400).abs().max().item<double>(), 0, 1e-8);
        Assert.InRange(model.Steps, 2, 40);
    }

    [Fact]
    public void Features_that_are_not_finite_are_refused() =>
        Assert.Throws<ArithmeticException>(
            () => LogisticRegression.Fit(tensor(new[] { 1, double.NaN, 2, 3 }).reshape(4, 1), tensor(new[] { 0L, 1, 0, 1 })));

    [Fact]
    public void Classes_that_do_not_occur_are_never_predicted()
    {
        var (features, labels) = Blobs(count: 120, classes: 3, dimensions: 2);
        labels = labels * 4; // 0, 4, 8

        foreach (var predicted in AllPredictions(features, labels))
            Assert.Equal([0, 4, 8], predicted.data<long>().ToArray().Distinct().Order());
    }

    [Fact]
    public void One_class_alone_is_always_predicted()
    {
        var features = randn([20, 2], ScalarType.Float64, generator: generator);

        foreach (var predicted in AllPredictions(features, full([20], 7, ScalarType.Int64)))
            Assert.Equal([7], predicted.data<long>().ToArray().Distinct());
    }

    [Fact]
    public void Two_separated_classes_give_the_machine_with_the_widest_margin()
    {
        // The nearest points are (0, 0) and (2, 0). The separating line is x = 1, and only these two points matter.
        var features = tensor(new double[] { 0, 0, -1, 3, 2, 0, 3, -3 }).reshape(4, 2);
        var machine = SupportVectorMachine.Fit(features, tensor(new[] { 0L, 0, 1, 1 }), SvmKernel.Linear);

        Assert.Equal(2, machine.SupportVectors);
        Assert.Equal([0, 1], machine.Predict(tensor(new[] { 0.99, 50, 1.01, -50 }).reshape(2, 2)).data<long>().ToArray());
    }

    [Fact]
    public void Equally_frequent_neighbours_give_the_smallest_label()
    {
        var train = tensor(new[] { 0.1, 0.2, 0.3, 0.4, 0.5, 9 }).reshape(6, 1);
        var labels = tensor(new[] { 3L, 5, 3, 5, 9, 1 });

        Assert.Equal(3, NearestNeighbours.Predict(train, labels, zeros([1, 1], ScalarType.Float64)).item<long>());
        Assert.Equal(1, NearestNeighbours.Predict(train, labels, full([1, 1], 9.0, ScalarType.Float64), k: 1).item<long>());
    }

    [Fact]
    public void Gamma_scale_is_one_where_nothing_varies() => Assert.Equal(1, SvmKernel.ScaleGamma(ones([3, 2], ScalarType.Float64)));

    [Fact]
    public void The_machines_stop_between_two_pairs_when_asked_to()
    {
        var (features, labels) = Blobs(count: 60, classes: 3, dimensions: 2);
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(
            () => SupportVectorMachine.Fit(
            features, labels, SvmKernel.Linear, _ => cancellation.Cancel(), cancellation: cancellation.Token));
    }

    private static IEnumerable<Tensor> AllPredictions(Tensor features, Tensor labels) =>
    [
        NearestNeighbours.Predict(features, labels, features),
        LogisticRegression.Fit(features, labels).Predict(features),
        SupportVectorMachine.Fit(features, labels, SvmKernel.Linear).Predict(features),
        SupportVectorMachine.Fit(features, labels, SvmKernel.Rbf(0.5)).Predict(features),
    ];

    private (Tensor Features, Tensor Labels) Blobs(int count, int classes, int dimensions)
    {
        var labels = arange(count).remainder(classes).to(ScalarType.Int64);
        var centres = 2 * randn([classes, dimensions], ScalarType.Float64, generator: generator);
        return (centres.index_select(0, labels) + randn([count, dimensions], ScalarType.Float64, generator: generator), labels);
    }
}

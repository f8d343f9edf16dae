// min over W, b of C Σ_n −log softmax(W x_n + b)[y_n] + ½‖W‖²: multinomial logistic regression, at its optimum.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>
/// Multinomial logistic regression with the loss of scikit-learn's LogisticRegression: weights carry an L2 penalty, intercepts
/// none. Newton's method, each step by conjugate gradients.
/// </summary>
public sealed class LogisticRegression
{
    /// <summary>Iterations stop when half the squared Newton decrement, the loss's estimated distance from its minimum, is below this (nats, all samples together).</summary>
    public const double Tolerance = 1e-10;

    private const int MostNewtonSteps = 200;

    private readonly Classes classes;
    private readonly PrincipalAxes axes;
    private readonly Tensor weights;

    private LogisticRegression(Classes classes, PrincipalAxes axes, Tensor weights, int steps)
    {
        this.classes = classes;
        this.axes = axes;
        this.weights = weights;
        Steps = steps;
    }

    /// <summary>Newton steps that were needed.</summary>
    public int Steps { get; }

    /// <summary>Finds the optimum. The result's tensors belong to the caller's dispose scope.</summary>
    /// <param name="features">Shape (N, D), float64, on any scale.</param>
    /// <param name="labels">Shape (N), int64; only classes that occur are ever predicted.</param>
    /// <param name="c">Weight C of the loss against the penalty; scikit-learn's default is 1.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="ArithmeticException">No optimum was found, e.g. because features are not finite.</exception>
    public static LogisticRegression Fit(Tensor features, Tensor labels, double c = 1, CancellationToken cancellation = default)
    {
        var present = Classes.Of(labels);
        var coordinates = PrincipalAxes.Of(features);
        using var scope = NewDisposeScope();
        var loss = new SoftmaxLoss(coordinates.Project(features), nn.functional.one_hot(present.Codes, present.Count).to(ScalarType.Float64), c);
        var point = zeros([features.shape[1] + 1, present.Count], ScalarType.Float64);
        for (var step = 1; step <= MostNewtonSteps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var local = loss.At(point);
            var direction = ConjugateGradients.Solve(local.TimesHessian, local.Gradient, local.Preconditioner);
            var squaredDecrement = (local.Gradient * direction).sum().item<double>();
            point = inner.MoveToOuter(LineSearch(loss, local.Value, point, direction, squaredDecrement));
            if (squaredDecrement / 2 < Tolerance) return new(present, coordinates, scope.MoveToOuter(point), step);
        }

        throw new ArithmeticException($"Logistic regression found no optimum in {MostNewtonSteps} Newton steps; are all features finite?");
    }

    /// <summary>log p(y|x) of all classes that occur, ascending; shape (N, classes).</summary>
    /// <param name="features">Shape (N, D), float64.</param>
    public Tensor LogProbabilities(Tensor features) => axes.Project(features).matmul(weights).log_softmax(1);

    /// <summary>The most probable label of each sample, shape (N), int64.</summary>
    /// <param name="features">Shape (N, D), float64.</param>
    public Tensor Predict(Tensor features)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(classes.ToLabels(LogProbabilities(features).argmax(1)));
    }

    /// <summary>Halves the step until the loss falls by a ten-thousandth of what the gradient promises, or by less than its rounding.</summary>
    private static Tensor LineSearch(SoftmaxLoss loss, double value, Tensor point, Tensor direction, double squaredDecrement)
    {
        var rounding = 1e-13 * value;
        for (double length = 1; ; length /= 2)
        {
            var next = point - (length * direction);
            if (length * squaredDecrement < rounding || loss.ValueAt(next) <= value - (1e-4 * length * squaredDecrement) + rounding) return next;
        }
    }
}

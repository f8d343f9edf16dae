// min over W, b of C Σ_n −log softmax(W x_n + b)[y_n] + ½‖W‖²: multinomial logistic regression, at its optimum.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>
/// Multinomial logistic regression with the loss of scikit-learn's LogisticRegression, in which weights have an L2 penalty and intercepts
/// have none. It is solved by Newton's method with conjugate gradients for each step.
/// </summary>
public sealed class LogisticRegression
{
    /// <summary>
    /// Bound, in nats for all samples together, below which iterations stop: half the squared Newton decrement, which estimates the
    /// loss's distance from its minimum.
    /// </summary>
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

    /// <summary>Number of Newton steps that were needed.</summary>
    public int Steps { get; }

    /// <summary>Finds the optimum. The result's tensors belong to the caller's dispose scope.</summary>
    /// <param name="features">Features, shape (N, D), float32 or float64, on any scale; computed in float64.</param>
    /// <param name="labels">Labels, shape (N), int64. Only classes that occur are predicted.</param>
    /// <param name="c">Weight C of the loss against the penalty; scikit-learn's default is 1.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="ArithmeticException">Thrown when no optimum was found, e.g. because features are not finite.</exception>
    public static LogisticRegression Fit(Tensor features, Tensor labels, double c = 1, CancellationToken cancellation = default)
    {
        var present = Classes.Of(labels);
        var coordinates = PrincipalAxes.Of(features);
        using var scope = NewDisposeScope();
        var targets = nn.functional.one_hot(present.Codes, present.Count).to(ScalarType.Float64);
        var loss = new SoftmaxLoss(coordinates.Project(features), targets, c);
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

    /// <summary>Returns log p(y|x) of all classes that occur, in ascending order; shape (N, classes).</summary>
    /// <param name="features">Features, shape (N, D), float32 or float64.</param>
    public Tensor LogProbabilities(Tensor features) => axes.Project(features).matmul(weights).log_softmax(1);

    /// <summary>Returns the most probable label of each sample, shape (N), int64.</summary>
    /// <param name="features">Features, shape (N, D), float32 or float64.</param>
    public Tensor Predict(Tensor features)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(classes.ToLabels(LogProbabilities(features).argmax(1)));
    }

    /// <summary>
    /// Halves the step until the loss falls by a ten-thousandth of the decrease that the gradient predicts, or until that is below
    /// rounding.
    /// </summary>
    private static Tensor LineSearch(SoftmaxLoss loss, double value, Tensor point, Tensor direction, double squaredDecrement)
    {
        var rounding = 1e-13 * value;
        for (double length = 1; ; length /= 2)
        {
            var next = point - (length * direction);
            var sufficient = value - (1e-4 * length * squaredDecrement) + rounding;
            if (length * squaredDecrement < rounding || loss.ValueAt(next) <= sufficient) return next;
        }
    }
}

/// <summary>
/// The loss C Σ_n −log softmax(x_n W)[y_n] + ½‖W without its last row‖² with its derivatives. The last feature is the constant 1 of the
/// intercepts.
/// </summary>
internal sealed class SoftmaxLoss
{
    private readonly Tensor features;
    private readonly Tensor transposed;
    private readonly Tensor targets;
    private readonly Tensor penalty;
    private readonly double c;

    /// <param name="features">Features, shape (N, D), float64.</param>
    /// <param name="targets">1 at each sample's class, otherwise 0; shape (N, K), float64.</param>
    /// <param name="c">Weight C of the loss against the penalty.</param>
    public SoftmaxLoss(Tensor features, Tensor targets, double c)
    {
        this.features = features;
        transposed = features.t();
        this.targets = targets;
        this.c = c;
        penalty = cat([ones([features.shape[1] - 1, 1], ScalarType.Float64), zeros([1, 1], ScalarType.Float64)], 0);
    }

    public double ValueAt(Tensor weights)
    {
        using var scope = NewDisposeScope();
        return Value(features.matmul(weights).log_softmax(1), weights);
    }

    public LocalLoss At(Tensor weights)
    {
        var logProbabilities = features.matmul(weights).log_softmax(1);
        return new(this, Value(logProbabilities, weights), weights, logProbabilities.exp());
    }

    /// <summary>Returns Σ_n w_n x_nd² of each feature d, shape (D, 1).</summary>
    private Tensor SumOfSquares(Tensor w)
    {
        using var scope = NewDisposeScope();
        var sum = zeros_like(penalty);
        foreach (var (rows, weights) in features.split(PrincipalAxes.BlockSize).Zip(w.split(PrincipalAxes.BlockSize)))
        {
            using var block = NewDisposeScope();
            sum.add_(rows.square().t().matmul(weights));
        }

        return scope.MoveToOuter(sum);
    }

    private double Value(Tensor logProbabilities, Tensor weights) =>
        (c * -(targets * logProbabilities).sum().item<double>()) + (0.5 * (penalty * weights.square()).sum().item<double>());

    /// <summary>Value and derivatives at one point.</summary>
    /// <param name="loss">The loss function.</param>
    /// <param name="value">Its value at the point.</param>
    /// <param name="weights">The point, shape (D, K).</param>
    /// <param name="probabilities">softmax(XW), shape (N, K).</param>
    public sealed class LocalLoss(SoftmaxLoss loss, double value, Tensor weights, Tensor probabilities)
    {
        public double Value => value;

        public Tensor Gradient { get; } = (loss.c * loss.transposed.matmul(probabilities - loss.targets)) + (loss.penalty * weights);

        /// <summary>
        /// The Hessian's diagonal, averaged over classes, shape (D, 1). Adding the same weights to all classes changes only the penalty,
        /// so the Hessian is badly conditioned in that direction. Gradients have no component in it, and a preconditioner that is the
        /// same for all classes adds none. A diagonal for each class would add one and take twenty times the steps.
        /// </summary>
        public Tensor Preconditioner { get; } = (loss.c * loss.SumOfSquares(
            (probabilities * (1 - probabilities)).sum(1, keepdim: true) / Math.Max(1, probabilities.shape[1] - 1))) + loss.penalty;

        /// <summary>Returns the Hessian times <paramref name="direction"/>, both of shape (D, K).</summary>
        public Tensor TimesHessian(Tensor direction)
        {
            using var scope = NewDisposeScope();
            var weighted = probabilities * loss.features.matmul(direction);
            weighted = weighted - (probabilities * weighted.sum(1, keepdim: true));
            return scope.MoveToOuter((loss.c * loss.transposed.matmul(weighted)) + (loss.penalty * direction));
        }
    }
}

/// <summary>
/// Coordinates of features along their principal axes, measured from their mean, with a constant 1 as the last one. A shift changes only
/// the intercepts of a linear model, and a rotation does not change ‖W‖, so a penalised linear model has the same optimum in these
/// coordinates. Its Hessian is close to diagonal in them, even if the features' scales differ much.
/// </summary>
/// <param name="Mean">Mean of the features, shape (1, D).</param>
/// <param name="Axes">Principal axes as orthonormal columns, shape (D, D).</param>
internal sealed record PrincipalAxes(Tensor Mean, Tensor Axes)
{
    /// <summary>Number of samples that are computed at a time, so that intermediate results take little memory.</summary>
    public const int BlockSize = 1024;

    /// <param name="features">Features, shape (N, D), float32 or float64.</param>
    /// <exception cref="ArithmeticException">Thrown when a feature is not finite.</exception>
    public static PrincipalAxes Of(Tensor features)
    {
        if (!features.isfinite().all().item<bool>()) throw new ArithmeticException("Features are not all finite numbers.");
        using var scope = NewDisposeScope();
        var mean = features.mean([0L], keepdim: true, type: ScalarType.Float64);
        var scatter = zeros([features.shape[1], features.shape[1]], ScalarType.Float64);
        foreach (var rows in features.split(BlockSize))
        {
            using var block = NewDisposeScope();
            var centred = rows - mean;
            scatter.add_(centred.t().matmul(centred));
        }

        var (_, axes) = linalg.eigh(scatter);
        return new(scope.MoveToOuter(mean), scope.MoveToOuter(axes));
    }

    /// <summary>Returns the coordinates of features, shape (N, D + 1).</summary>
    /// <param name="features">Features, shape (N, D), float32 or float64.</param>
    public Tensor Project(Tensor features)
    {
        var coordinates = ones([features.shape[0], features.shape[1] + 1], ScalarType.Float64);
        foreach (var (rows, results) in features.split(BlockSize).Zip(coordinates.split(BlockSize)))
        {
            using var block = NewDisposeScope();
            results.narrow(1, 0, features.shape[1]).copy_((rows - Mean).matmul(Axes));
        }

        return coordinates;
    }
}

/// <summary>
/// Solves A x = b for a positive semi-definite A that is known only by its products, by conjugate gradients with a diagonal
/// preconditioner (Hestenes &amp; Stiefel 1952).
/// </summary>
internal static class ConjugateGradients
{
    /// <summary>
    /// Relative residual at which the iteration stops. A Newton step needs no finer solution, because the next step starts from a new
    /// gradient.
    /// </summary>
    private const double RelativeResidual = 0.1;

    private const int MostSteps = 1000;

    /// <summary>Solves A x = b.</summary>
    /// <param name="times">Returns A x for x.</param>
    /// <param name="b">The right-hand side.</param>
    /// <param name="diagonal">
    /// Approximate diagonal of A, without negative numbers; its shape may be broadcast to that of <paramref name="b"/>.
    /// </param>
    /// <returns>x, with a residual of at most a tenth of b in the norm of the preconditioner.</returns>
    public static Tensor Solve(Func<Tensor, Tensor> times, Tensor b, Tensor diagonal)
    {
        using var scope = NewDisposeScope();
        var inverse = diagonal.clamp(min: 1e-300).reciprocal();
        var x = zeros_like(b);
        var residual = b.clone();
        var direction = inverse * residual;
        var norm = Dot(residual, direction);
        var enough = RelativeResidual * RelativeResidual * norm;
        for (var step = 0; step < MostSteps && norm > enough; step++)
        {
            using var inner = NewDisposeScope();
            var product = times(direction);
            var length = norm / Dot(direction, product);
            x.add_(direction, length);
            residual.add_(product, -length);
            var preconditioned = inverse * residual;
            var nextNorm = Dot(residual, preconditioned);
            direction.mul_(nextNorm / norm).add_(preconditioned);
            norm = nextNorm;
        }

        return scope.MoveToOuter(x);
    }

    private static double Dot(Tensor a, Tensor b) => (a * b).sum().item<double>();
}

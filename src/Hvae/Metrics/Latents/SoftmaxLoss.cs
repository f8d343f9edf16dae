// The penalised loss of logistic regression with its derivatives.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>C Σ_n −log softmax(x_n W)[y_n] + ½‖W without its last row‖²; the last feature is the constant 1 of the intercepts.</summary>
internal sealed class SoftmaxLoss
{
    private readonly Tensor features;
    private readonly Tensor transposed;
    private readonly Tensor targets;
    private readonly Tensor penalty;
    private readonly double c;

    /// <param name="features">Shape (N, D), float64.</param>
    /// <param name="targets">1 at each sample's class, else 0; shape (N, K), float64.</param>
    /// <param name="c">Weight of the loss.</param>
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

    private double Value(Tensor logProbabilities, Tensor weights) =>
        (c * -(targets * logProbabilities).sum().item<double>()) + (0.5 * (penalty * weights.square()).sum().item<double>());

    /// <summary>Value and derivatives at one point.</summary>
    /// <param name="loss">The function.</param>
    /// <param name="value">Its value here.</param>
    /// <param name="weights">Here, shape (D, K).</param>
    /// <param name="probabilities">softmax(XW), shape (N, K).</param>
    public sealed class LocalLoss(SoftmaxLoss loss, double value, Tensor weights, Tensor probabilities)
    {
        public double Value => value;

        public Tensor Gradient { get; } = (loss.c * loss.transposed.matmul(probabilities - loss.targets)) + (loss.penalty * weights);

        /// <summary>
        /// The Hessian's diagonal, averaged over classes, shape (D, 1). Adding the same weights to all classes changes nothing but
        /// the penalty, so the Hessian is badly conditioned along that direction; gradients have no share in it, and being the
        /// same for all classes this preconditioner brings none in. One for each class would, at twenty times the steps.
        /// </summary>
        public Tensor Preconditioner { get; } =
            (loss.c * loss.transposed.square().matmul((probabilities * (1 - probabilities)).sum(1, keepdim: true) / Math.Max(1, probabilities.shape[1] - 1)))
            + loss.penalty;

        /// <summary>The Hessian times <paramref name="direction"/>, both of shape (D, K).</summary>
        public Tensor TimesHessian(Tensor direction)
        {
            using var scope = NewDisposeScope();
            var weighted = probabilities * loss.features.matmul(direction);
            weighted = weighted - (probabilities * weighted.sum(1, keepdim: true));
            return scope.MoveToOuter((loss.c * loss.transposed.matmul(weighted)) + (loss.penalty * direction));
        }
    }
}

// Trains the paper's four classifiers on one latent's features and counts what they get right.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <param name="features">Of all images, shape (N, D), float64; neither centred nor scaled, as in the paper's code.</param>
/// <param name="labels">Shape (N), int64.</param>
/// <param name="train">Positions of the training images.</param>
/// <param name="test">Positions of the test images.</param>
internal sealed class ClassifierRun(Tensor features, Tensor labels, Tensor train, Tensor test)
{
    /// <summary>Runs all four; the two support vector machines take nearly all of the time.</summary>
    public ClassifierAccuracies Accuracies(Action<double> progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (x, y, unseen) = (features.index_select(0, train), labels.index_select(0, train), features.index_select(0, test));
        var neighbours = Accuracy(NearestNeighbours.Predict(x, y, unseen));
        var logistic = Accuracy(LogisticRegression.Fit(x, y, cancellation: cancellation).Predict(unseen));
        var linear = SupportVectorMachine.Fit(x, y, SvmKernel.Linear, share => progress(share / 2), cancellation: cancellation);
        var radial = SupportVectorMachine.Fit(x, y, SvmKernel.Rbf(SvmKernel.ScaleGamma(x)), share => progress((1 + share) / 2), cancellation: cancellation);
        return new(logistic, Accuracy(linear.Predict(unseen)), Accuracy(radial.Predict(unseen)), neighbours);
    }

    private double Accuracy(Tensor predicted) => predicted.eq(labels.index_select(0, test)).to(ScalarType.Float64).mean().item<double>();
}

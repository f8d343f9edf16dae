// The k nearest neighbours: exact Euclidean distances, one vote each.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>k-nearest-neighbour classifier as scikit-learn's KNeighborsClassifier with uniform weights.</summary>
public static class NearestNeighbours
{
    /// <summary>Rows compared with all training samples at a time.</summary>
    private const int BlockSize = 1024;

    /// <summary>The most frequent label among the k nearest training samples; the smallest of equally frequent ones.</summary>
    /// <param name="train">Shape (N, D), float64.</param>
    /// <param name="labels">Shape (N), int64.</param>
    /// <param name="test">Shape (M, D), float64.</param>
    /// <param name="k">The paper's code leaves scikit-learn's 5; N where that is less.</param>
    /// <returns>Shape (M), int64.</returns>
    public static Tensor Predict(Tensor train, Tensor labels, Tensor test, int k = 5)
    {
        using var scope = NewDisposeScope();
        var classes = Classes.Of(labels);
        var squares = train.square().sum(1);
        var transposed = train.t();
        List<Tensor> predictions = [];
        for (long start = 0; start < test.shape[0]; start += BlockSize)
        {
            using var block = NewDisposeScope();
            var rows = test.narrow(0, start, Math.Min(BlockSize, test.shape[0] - start));
            // |a − b|² without |a|², which is the same for all neighbours b of a.
            var distances = rows.matmul(transposed).mul_(-2).add_(squares);
            var (_, nearest) = distances.topk((int)Math.Min(k, train.shape[0]), largest: false);
            var votes = nn.functional.one_hot(classes.Codes.take(nearest), classes.Count).sum(1);
            predictions.Add(block.MoveToOuter(classes.ToLabels(votes.argmax(1))));
        }

        return scope.MoveToOuter(cat(predictions, 0));
    }
}

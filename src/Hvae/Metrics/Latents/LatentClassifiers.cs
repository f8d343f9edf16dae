// Trains the paper's four classifiers on the features of one latent, and two of them on its samples, and measures their accuracies.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>Trains the four classifiers on one set of features.</summary>
/// <param name="features">Features of all images, shape (N, D); neither centred nor scaled, as in the paper's code.</param>
/// <param name="labels">Labels of all images, shape (N), int64.</param>
/// <param name="train">Positions of the training images.</param>
/// <param name="test">Positions of the test images.</param>
internal sealed class ClassifierRun(Tensor features, Tensor labels, Tensor train, Tensor test)
{
    /// <summary>Trains the classifiers and returns their accuracies. The two support vector machines take nearly all of the time.</summary>
    public ClassifierAccuracies Accuracies(Action<double> progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (x, y, unseen) = (Features(train), labels.index_select(0, train), Features(test));
        return new(
            Accuracy(() => LogisticRegression.Fit(x, y, cancellation: cancellation).Predict(unseen)),
            Accuracy(() => SupportVectorMachine.Fit(x, y, SvmKernel.Linear, share => progress(share / 2), cancellation: cancellation)
                .Predict(unseen)),
            RbfSvm(x, y, unseen, share => progress((1 + share) / 2), cancellation),
            Accuracy(() => NearestNeighbours.Predict(x, y, unseen)));
    }

    /// <summary>Trains the two classifiers that are not linear and returns their accuracies.</summary>
    public SampleAccuracies AccuraciesOfSamples(Action<double> progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (x, y, unseen) = (Features(train), labels.index_select(0, train), Features(test));
        return new(RbfSvm(x, y, unseen, progress, cancellation), Accuracy(() => NearestNeighbours.Predict(x, y, unseen)));
    }

    private double RbfSvm(Tensor x, Tensor y, Tensor unseen, Action<double> progress, CancellationToken cancellation) =>
        Accuracy(() => SupportVectorMachine.Fit(x, y, SvmKernel.Rbf(SvmKernel.ScaleGamma(x)), progress, cancellation: cancellation)
            .Predict(unseen));

    private Tensor Features(Tensor images) => features.index_select(0, images);

    /// <summary>Returns the accuracy of one classifier, whose memory is free before that of the next is needed.</summary>
    private double Accuracy(Func<Tensor> predict)
    {
        using var scope = NewDisposeScope();
        return predict().eq(labels.index_select(0, test)).to(ScalarType.Float64).mean().item<double>();
    }
}

/// <summary>
/// The classes that occur in a set of labels, and each label's position among them. A small set may lack some classes, and a classifier
/// knows only those that occur in its training set.
/// </summary>
/// <param name="Present">Labels that occur, ascending.</param>
/// <param name="Codes">Position of each sample's label in <paramref name="Present"/>, shape (N), int64.</param>
internal sealed record Classes(long[] Present, Tensor Codes)
{
    /// <summary>Returns the classes of a set of labels.</summary>
    /// <param name="labels">Labels, shape (N), int64, on the CPU.</param>
    public static Classes Of(Tensor labels)
    {
        var values = labels.data<long>().ToArray();
        long[] present = [.. values.Distinct().Order()];
        return new(present, tensor(values.Select(label => (long)Array.BinarySearch(present, label)).ToArray()));
    }

    /// <summary>Number of classes that occur.</summary>
    public int Count => Present.Length;

    /// <summary>Converts positions to labels.</summary>
    /// <param name="codes">Positions in <see cref="Present"/>, shape (N), int64.</param>
    public Tensor ToLabels(Tensor codes) => tensor(Present).index_select(0, codes);
}

/// <summary>
/// k-nearest-neighbour classifier with exact Euclidean distances and one vote for each neighbour, like scikit-learn's
/// KNeighborsClassifier with uniform weights.
/// </summary>
public static class NearestNeighbours
{
    /// <summary>Number of rows that are compared with all training samples at a time.</summary>
    private const int BlockSize = 128;

    /// <summary>Returns the most frequent label among the k nearest training samples, or the smallest of equally frequent ones.</summary>
    /// <param name="train">Features of the training samples, shape (N, D), float32 or float64; computed in float64.</param>
    /// <param name="labels">Labels of the training samples, shape (N), int64.</param>
    /// <param name="test">Features of the test samples, shape (M, D), float32 or float64.</param>
    /// <param name="k">Number of neighbours, at most N. The paper's code uses scikit-learn's default of 5.</param>
    /// <returns>Shape (M), int64.</returns>
    public static Tensor Predict(Tensor train, Tensor labels, Tensor test, int k = 5)
    {
        using var scope = NewDisposeScope();
        var classes = Classes.Of(labels);
        var all = train.to(ScalarType.Float64);
        var squares = all.square().sum(1);
        var transposed = all.t();
        List<Tensor> predictions = [];
        for (long start = 0; start < test.shape[0]; start += BlockSize)
        {
            using var block = NewDisposeScope();
            var rows = test.narrow(0, start, Math.Min(BlockSize, test.shape[0] - start)).to(ScalarType.Float64);
            // |a − b|² without |a|², which is the same for all neighbours b of a.
            var distances = rows.matmul(transposed).mul_(-2).add_(squares);
            var (_, nearest) = distances.topk((int)Math.Min(k, train.shape[0]), largest: false);
            var votes = nn.functional.one_hot(classes.Codes.take(nearest), classes.Count).sum(1);
            predictions.Add(block.MoveToOuter(classes.ToLabels(votes.argmax(1))));
        }

        return scope.MoveToOuter(cat(predictions, 0));
    }
}

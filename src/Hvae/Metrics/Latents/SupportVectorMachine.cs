// Support vector machines as in libsvm and scikit-learn's SVC: one machine for each pair of classes, each with one vote.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>
/// C-support vector classification with C = 1, one against one. Each pair of classes is trained until libsvm's stopping rule is met
/// (<see cref="PairSolver"/>).
/// </summary>
public sealed class SupportVectorMachine
{
    /// <summary>Number of samples and of support vectors whose kernel values are computed at a time.</summary>
    private const int BlockSize = 1024;

    private const double DefaultTolerance = 1e-3;

    private readonly Classes classes;
    private readonly SvmKernel kernel;
    private readonly Tensor origin;
    private readonly Tensor vectors;
    private readonly Tensor coefficients;
    private readonly Tensor offsets;

    private SupportVectorMachine(
        Classes classes, SvmKernel kernel, Tensor origin, Tensor features, IReadOnlyList<(long[] Rows, PairMachine Machine)> pairs)
    {
        this.classes = classes;
        this.kernel = kernel;
        this.origin = origin;
        long[] rows = [.. pairs.SelectMany(pair => pair.Machine.Vectors.Select(row => pair.Rows[row])).Distinct().Order()];
        vectors = features.index_select(0, tensor(rows));
        coefficients = Coefficients(rows, pairs);
        offsets = tensor(pairs.Select(pair => pair.Machine.Offset).ToArray());
        Gaps = [.. pairs.Select(pair => pair.Machine.Gap)];
        DualObjectives = [.. pairs.Select(pair => pair.Machine.Objective)];
    }

    /// <summary>Number of training samples that are a support vector of at least one pair.</summary>
    public long SupportVectors => vectors.shape[0];

    /// <summary>The minimised objective ½ αᵀQα − Σα of each pair of classes, in the order (0, 1), (0, 2), ….</summary>
    public IReadOnlyList<double> DualObjectives { get; }

    /// <summary>
    /// Violation of the optimality conditions by each pair's machine. It is at most the tolerance, unless the features' scales differ so
    /// much that rounding is larger.
    /// </summary>
    public IReadOnlyList<double> Gaps { get; }

    /// <summary>
    /// Trains one machine for each pair of the classes that occur. The result's tensors belong to the caller's dispose scope.
    /// </summary>
    /// <param name="features">Features, shape (N, D), float32 or float64, on the CPU; computed in float64.</param>
    /// <param name="labels">Labels, shape (N), int64, on the CPU. Only classes that occur are predicted.</param>
    /// <param name="kernel">Linear or radial kernel.</param>
    /// <param name="progress">Is called with the share of pairs that are done.</param>
    /// <param name="tolerance">Largest accepted violation of the optimality conditions; 1e-3 in libsvm and scikit-learn.</param>
    /// <param name="cancellation">Stops before a pair or during its training.</param>
    public static SupportVectorMachine Fit(
        Tensor features, Tensor labels, SvmKernel kernel, Action<double>? progress = null, double tolerance = DefaultTolerance,
        CancellationToken cancellation = default)
    {
        var present = Classes.Of(labels);
        // The machines do not depend on the features' origin. Features measured from their mean lose the fewest digits.
        var mean = features.mean([0L], type: ScalarType.Float64);
        var members = Members(present);
        List<(long[], PairMachine)> pairs = [];
        for (var first = 0; first < members.Length; first++)
        {
            for (var second = first + 1; second < members.Length; second++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                long[] rows = [.. members[first], .. members[second]];
                var centred = features.index_select(0, tensor(rows)) - mean;
                pairs.Add((rows, Train(kernel, centred, members[first].Length, tolerance, cancellation)));
                progress?.Invoke(pairs.Count / (members.Length * (members.Length - 1) / 2.0));
            }
        }

        return new(present, kernel, mean, features, pairs);
    }

    /// <summary>
    /// Returns the label with the most votes for each sample, or the smallest of labels with equally many votes; shape (N), int64.
    /// </summary>
    /// <param name="features">Features, shape (N, D), float32 or float64, on the CPU; computed in float64.</param>
    public Tensor Predict(Tensor features)
    {
        using var scope = NewDisposeScope();
        var decisions = offsets.neg().repeat(features.shape[0], 1);
        foreach (var (some, factors) in vectors.split(BlockSize).Zip(coefficients.split(BlockSize)))
        {
            using var ofVectors = NewDisposeScope();
            var centred = some - origin;
            foreach (var (rows, sums) in features.split(BlockSize).Zip(decisions.split(BlockSize)))
            {
                using var block = NewDisposeScope();
                sums.add_(kernel.Between(rows - origin, centred).matmul(factors));
            }
        }

        return scope.MoveToOuter(classes.ToLabels(Votes(decisions).argmax(1)));
    }

    /// <summary>Returns the training rows of each class, ascending.</summary>
    private static long[][] Members(Classes classes) =>
    [
        .. classes.Codes.data<long>().ToArray().Select((code, row) => (code, row: (long)row))
            .GroupBy(sample => sample.code, sample => sample.row).OrderBy(group => group.Key).Select(group => group.ToArray()),
    ];

    /// <summary>
    /// Trains the machine of one pair. With features on different scales a linear machine may take hours of steps. When it has taken as
    /// long as the interior-point method takes, the steps continue from that method's result. Radial kernels are well conditioned and
    /// need no such start.
    /// </summary>
    private static PairMachine Train(SvmKernel kernel, Tensor samples, int firstClass, double tolerance, CancellationToken cancellation)
    {
        using var rows = new KernelRows(kernel, samples);
        using var solver = new PairSolver(rows, firstClass, tolerance, cancellation);
        if (kernel == SvmKernel.Linear)
        {
            solver.Descend(InteriorPoint.Work(samples));
            if (!solver.IsOptimal()) solver.StartFrom(InteriorPoint.Solve(samples, firstClass, cancellation));
        }

        while (!solver.IsOptimal()) solver.Descend();
        return solver.Machine();
    }

    /// <summary>Returns the coefficient of each support vector in each pair's machine, shape (vectors, pairs).</summary>
    private static Tensor Coefficients(long[] rows, IReadOnlyList<(long[] Rows, PairMachine Machine)> pairs)
    {
        var values = new double[rows.Length * pairs.Count];
        for (var pair = 0; pair < pairs.Count; pair++)
        {
            var machine = pairs[pair].Machine;
            for (var k = 0; k < machine.Vectors.Length; k++)
            {
                var row = Array.BinarySearch(rows, pairs[pair].Rows[machine.Vectors[k]]);
                values[(row * pairs.Count) + pair] = machine.Coefficients[k];
            }
        }

        return tensor(values).reshape(rows.Length, pairs.Count);
    }

    /// <summary>Returns the votes of all pairs, shape (N, classes). A positive decision is a vote for the pair's first class.</summary>
    private Tensor Votes(Tensor decisions)
    {
        var votes = zeros([decisions.shape[0], classes.Count], ScalarType.Float64);
        var pair = 0;
        for (var first = 0; first < classes.Count; first++)
        {
            for (var second = first + 1; second < classes.Count; second++)
            {
                var forFirst = decisions.select(1, pair++).gt(0).to(ScalarType.Float64);
                votes.select(1, first).add_(forFirst);
                votes.select(1, second).add_(1 - forFirst);
            }
        }

        return votes;
    }
}

/// <summary>A kernel K(a, b): the inner product of samples in the space where a support vector machine is linear.</summary>
public sealed class SvmKernel
{
    private SvmKernel(double? gamma) => Gamma = gamma;

    /// <summary>The linear kernel K(a, b) = a·b.</summary>
    public static SvmKernel Linear { get; } = new(null);

    /// <summary>γ of the radial kernel; null for the linear one.</summary>
    public double? Gamma { get; }

    /// <summary>Returns the radial kernel K(a, b) = exp(−γ|a − b|²).</summary>
    /// <param name="gamma">γ, positive.</param>
    public static SvmKernel Rbf(double gamma) => new(gamma);

    /// <summary>
    /// Returns scikit-learn's γ "scale": 1 / (number of features · variance of all numbers in <paramref name="features"/>), or 1 when the
    /// variance is 0.
    /// </summary>
    /// <param name="features">Features of the training samples, shape (N, D), float32 or float64.</param>
    public static double ScaleGamma(Tensor features)
    {
        using var scope = NewDisposeScope();
        // TorchSharp's var(unbiased: false) divides by the number of values minus one.
        var numbers = features.to(ScalarType.Float64);
        var variance = (numbers - numbers.mean()).pow_(2).mean().item<double>();
        return variance == 0 ? 1 : 1 / (features.shape[1] * variance);
    }

    /// <summary>Returns K of all pairs of samples, shape (M, N), float64.</summary>
    /// <param name="a">First samples, shape (M, D), float64.</param>
    /// <param name="b">Second samples, shape (N, D), float64.</param>
    public Tensor Between(Tensor a, Tensor b)
    {
        if (Gamma is not { } gamma) return a.matmul(b.t());
        var squares = Norms(a).unsqueeze(1) + Norms(b);
        return squares.sub_(a.matmul(b.t()).mul_(2)).mul_(-gamma).exp_();

        // Takes no memory of the samples' size, unlike the sum of their squares.
        static Tensor Norms(Tensor samples) => linalg.vector_norm(samples, 2, [1]).square();
    }
}

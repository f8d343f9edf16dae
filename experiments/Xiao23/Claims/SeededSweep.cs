// The models of a sweep as numbers for each metric, seed and cell, and how sure an effect is when other seeds might have been used.

using Experiments.Claims;
using Experiments.Presets;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>One number for each metric and cell of a sweep.</summary>
/// <param name="cells">Betas of the cells.</param>
/// <param name="values">The numbers of each metric, in the order of the cells.</param>
internal sealed class CellValues(IReadOnlyList<Betas> cells, IReadOnlyDictionary<string, double[]> values)
{
    /// <summary>Betas of the cells.</summary>
    public IReadOnlyList<Betas> Cells => cells;

    /// <summary>Returns the numbers of a metric, in the order of the cells.</summary>
    public double[] this[string metric] => values[metric];

    /// <summary>Returns the index of the cell with the highest number among those that fulfil a condition, or −1 when none does.</summary>
    public int Best(string metric, Func<Betas, bool>? condition = null)
    {
        var best = -1;
        for (var cell = 0; cell < cells.Count; cell++)
            if ((condition?.Invoke(cells[cell]) ?? true) && (best < 0 || this[metric][cell] > this[metric][best])) best = cell;
        return best;
    }
}

/// <summary>The cells of a sweep that have every metric of a test, seed by seed.</summary>
internal sealed class SeededSweep
{
    /// <summary>
    /// Smallest number of cells. In four cells a perfect order occurs by chance in 1 of 24 cases, more than a verdict allows.
    /// </summary>
    private const int FewestCells = 5;

    private const int Replicas = 200;

    /// <summary>Replicas from which the share of the error that all cells have in common is estimated.</summary>
    private const int ReplicasOfShare = 100;

    private readonly IReadOnlyList<string> metrics;
    private readonly Betas[] cells;
    private readonly double[][][] values; // by metric, seed and cell; NaN where a cell lacks the seed
    private readonly SeedNoise? noise;

    private SeededSweep(IReadOnlyList<string> metrics, IReadOnlyList<SweepCell> measured)
    {
        this.metrics = metrics;
        cells = [.. measured.Select(cell => cell.Betas)];
        Models = [.. measured.SelectMany(cell => cell.Models)];
        Seeds = [.. measured.SelectMany(cell => cell.Models).Select(model => model.Seed).Distinct()];
        values =
        [
            .. metrics.Select(metric => Seeds.Select(seed => measured.Select(cell => Of(cell, seed, metric)).ToArray()).ToArray()),
        ];
        Repeated = [.. Enumerable.Range(0, cells.Length).Where(cell => values[0].All(seed => double.IsFinite(seed[cell])))];
        Means = Values(cells, (metric, cell) => values[metric].Select(seed => seed[cell]).Where(double.IsFinite).Average());
        noise = SeedNoise.Of(
            cells, Repeated, values, [.. metrics.Select(metric => measured.Select(cell => Quantity.Evaluation(cell, metric)).ToArray())]);

        static double Of(SweepCell cell, long seed, string metric) =>
            cell.Models.FirstOrDefault(model => model.Seed == seed) is { } model ? Quantity.Of(model, metric) : double.NaN;
    }

    /// <summary>The models with all their metrics.</summary>
    public IReadOnlyList<SweepModel> Models { get; }

    /// <summary>All seeds with which models were trained.</summary>
    public IReadOnlyList<long> Seeds { get; }

    /// <summary>Indices of the cells that were trained with every seed.</summary>
    public IReadOnlyList<int> Repeated { get; }

    /// <summary>Means over the seeds of each cell.</summary>
    public CellValues Means { get; }

    /// <summary>Runs a test on the cells of a sweep that have every metric.</summary>
    /// <param name="sweep">Sweep whose cells are tested.</param>
    /// <param name="metrics">Names of the metrics that the test reads; <see cref="Quantity.Log"/> of a name is its logarithm.</param>
    /// <param name="target">Target to run where a metric is missing.</param>
    /// <param name="test">The test.</param>
    public static Finding Test(Sweep sweep, IReadOnlyList<string> metrics, string target, Func<SeededSweep, Finding> test)
    {
        SweepCell[] measured =
        [
            .. sweep.Cells
                .Select(cell => cell with { Models = [.. cell.Models.Where(HasAll)] })
                .Where(cell => cell.Models.Count > 0),
        ];
        var evidence = measured.SelectMany(cell => cell.Models).SelectMany(model => Quantity.MeasuredBy(model, metrics));
        if (measured.Length < FewestCells)
        {
            var remedy = sweep.Cells.Count < FewestCells ? "use a preset with more betas" : $"run dotnet cake --target={target}";
            return Finding.NotTestable(
                $"{measured.Length} of {sweep.Cells.Count} cells of {sweep.Name} have {string.Join(", ", metrics)}, "
                + $"and at least {FewestCells} must; {remedy}").From(evidence);
        }

        var finding = test(new(metrics, measured)).From(evidence);
        var missing = sweep.Cells.Count - measured.Length;
        return missing == 0
            ? finding
            : finding with { Reason = $"{finding.Reason} ({missing} of {sweep.Cells.Count} cells of {sweep.Name} lack a metric)" };

        bool HasAll(SweepModel model) => metrics.All(metric => double.IsFinite(Quantity.Of(model, metric)));
    }

    /// <summary>
    /// Returns the estimate of a statistic of the cells' means. Its error is the standard deviation over replicas, in which every seed is
    /// drawn anew (<see cref="SeedNoise"/>). The part of the error that comes from what a seed does to all cells has one degree of freedom
    /// less than there are seeds. Noise shifts some statistics, e.g. rank correlations towards zero, and it shifts the replicas once more:
    /// their mean is the estimate's centre. It can also lie beyond the statistic, because the noise of two metrics seems correlated by
    /// chance.
    /// </summary>
    /// <param name="statistic">Computes the statistic; NaN where the cells do not define it.</param>
    public Estimate Of(Func<CellValues, double> statistic)
    {
        var value = statistic(Means);
        if (noise is null) return new(value, null, 0);
        var all = Drawn(Replicas, sharedOnly: false);
        var shared = Drawn(ReplicasOfShare, sharedOnly: true);
        if (Bootstrap.Deviation(all) is not { } error || Bootstrap.Deviation(shared) is not { } ofShared) return new(value, null, 0);
        var rest = Math.Sqrt(Math.Max(0, (error * error) - (ofShared * ofShared)));
        return new Estimate(value, ofShared, Seeds.Count - 1) { Centre = all.Average() }.With(rest, noise.DegreesOfFreedom);

        double[] Drawn(int count, bool sharedOnly)
        {
            var random = new RandomStream(Bootstrap.Seed);
            return [.. Enumerable.Range(0, count).Select(_ => statistic(Replica(random, sharedOnly))).Where(double.IsFinite)];
        }
    }

    /// <summary>
    /// Returns the estimate of how much better one model is than another, which are chosen on all seeds but one and measured on that one,
    /// for each seed in turn. So the choice does not favour them. Only cells with all seeds take part. Where the two that would be chosen
    /// among all cells say the opposite, it is their difference, with an unknown error. The error is that of half as many seeds as there
    /// are.
    /// </summary>
    /// <param name="metric">Metric in which they are compared.</param>
    /// <param name="choose">Returns the indices of the model that should be better and of the other one; −1 where there is none.</param>
    /// <param name="ofOther">Metric of the other model; null when it is the same.</param>
    public Estimate HeldOut(string metric, Func<CellValues, (int Better, int Worse)> choose, string? ofOther = null)
    {
        var (first, second) = (Array.IndexOf([.. metrics], metric), Array.IndexOf([.. metrics], ofOther ?? metric));
        var best = choose(Means);
        var ofAll = new Estimate(
            best.Better < 0 || best.Worse < 0 ? double.NaN : Means[metric][best.Better] - Means[ofOther ?? metric][best.Worse], null, 0);
        if (noise is null) return ofAll;

        Betas[] repeated = [.. Repeated.Select(cell => cells[cell])];
        var (differences, errors) = (new List<double>(), new List<ContrastError>());
        for (var held = 0; held < Seeds.Count; held++)
        {
            var others = Values(repeated, (of, cell) => values[of].Where((_, seed) => seed != held).Average(seed => seed[Repeated[cell]]));
            var (better, worse) = choose(others);
            if (better < 0 || worse < 0) return new(double.NaN, null, 0);
            differences.Add(values[first][held][Repeated[better]] - values[second][held][Repeated[worse]]);
            errors.Add(noise.ErrorOf((first, Repeated[better]), (second, Repeated[worse])));
        }

        if (Math.Sign(differences.Average()) != Math.Sign(ofAll.Value)) return ofAll;

        // A seed that is measured in one turn helps to choose in the others, so the turns are not independent.
        var independent = Seeds.Count / 2.0;
        return new Estimate(
                differences.Average(), Math.Sqrt(errors.Average(error => error.OfSeedShared) / independent), Seeds.Count - 1)
            .With(Math.Sqrt(errors.Average(error => error.OfSeed) / independent), noise.DegreesOfFreedom)
            .With(Math.Sqrt(errors.Average(error => error.OfEvaluation)));
    }

    /// <summary>Returns the numbers of one seed at the cells that have all seeds.</summary>
    public CellValues OfSeed(int seed) =>
        Values([.. Repeated.Select(cell => cells[cell])], (metric, cell) => values[metric][seed][Repeated[cell]]);

    /// <summary>Returns the deviation of a metric over seeds in each cell, pooled over neighbouring cells; null with one seed.</summary>
    public IReadOnlyList<double>? Deviations(string metric) => noise?.Deviations(Array.IndexOf([.. metrics], metric));

    /// <summary>
    /// Returns the mean over cells of the variance of a metric by which a seed moves all its models together, and of that of single models;
    /// null with one seed.
    /// </summary>
    public (double OfSeed, double OfModels)? Variances(string metric) => noise?.Variances(Array.IndexOf([.. metrics], metric));

    private CellValues Replica(RandomStream random, bool sharedOnly)
    {
        var drawn = noise!.Draw(random, sharedOnly);
        return Values(cells, (metric, cell) => Means[metrics[metric]][cell] + drawn[metric][cell]);
    }

    private CellValues Values(IReadOnlyList<Betas> at, Func<int, int, double> value) => new(
        at,
        Enumerable.Range(0, metrics.Count).ToDictionary(
            metric => metrics[metric],
            metric =>
            {
                var all = new double[at.Count];
                for (var cell = 0; cell < all.Length; cell++) all[cell] = value(metric, cell);
                return all;
            },
            StringComparer.Ordinal));
}

/// <summary>What a test reads of a model: a metric or its logarithm.</summary>
internal static class Quantity
{
    private const string LogPrefix = "ln ";

    /// <summary>Returns the name of the natural logarithm of a metric.</summary>
    public static string Log(string metric) => LogPrefix + metric;

    /// <summary>Returns the value of a model, or NaN where it was not measured.</summary>
    public static double Of(SweepModel model, string name) => IsLog(name) ? Math.Log(Value(model, Metric(name))) : Value(model, name);

    /// <summary>Returns the keys of the jobs that measured these quantities of a model, as far as they are known.</summary>
    public static IEnumerable<string> MeasuredBy(SweepModel model, IEnumerable<string> names) =>
        names.Select(name => model.MeasuredBy.GetValueOrDefault(Metric(name))).OfType<string>();

    /// <summary>
    /// Returns the variance that the choice of test images adds and that more seeds do not reduce. Accuracies and the mutual information
    /// have one, as if each model had test images of its own, which is rather too much. Samples are drawn anew with each seed, and images
    /// that are hard to reconstruct are so for all models; for these it is zero.
    /// </summary>
    public static double Evaluation(SweepCell cell, string name) =>
        name.StartsWith("accuracy_z", StringComparison.Ordinal) || name.StartsWith("mutual_information", StringComparison.Ordinal)
            ? cell.Models.Average(model => model.Metrics[name].StandardError is { } error ? error * error : 0)
            : 0;

    private static bool IsLog(string name) => name.StartsWith(LogPrefix, StringComparison.Ordinal);

    private static string Metric(string name) => IsLog(name) ? name[LogPrefix.Length..] : name;

    private static double Value(SweepModel model, string metric) =>
        model.Metrics.TryGetValue(metric, out var value) ? value.Value : double.NaN;
}

// Statistics of the cells of a sweep, and their spread.

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Sweeps;
using MathNet.Numerics.Interpolation;
using MathNet.Numerics.Statistics;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Xiao23.Claims;

/// <summary>Decides whether a sweep is measured well enough for a test, and what to run where it is not.</summary>
internal static class MeasuredCells
{
    /// <summary>
    /// Smallest number of cells. With four models a perfect order occurs by chance in 1 of 24 cases, which is more than the 2.5 % of a
    /// verdict.
    /// </summary>
    public const int Fewest = 5;

    /// <summary>Runs a test on the cells that have every metric, reduced to their models that have every metric.</summary>
    /// <param name="sweep">Sweep whose cells are tested.</param>
    /// <param name="metrics">Names of the metrics that the test reads.</param>
    /// <param name="target">Target to run where a metric is missing.</param>
    /// <param name="test">Test of at least <see cref="Fewest"/> cells with at least one model each.</param>
    public static Finding Test(Sweep sweep, IReadOnlyList<string> metrics, string target, Func<IReadOnlyList<SweepCell>, Finding> test)
    {
        var cells = Of(sweep, metrics);
        if (cells.Count < Fewest)
        {
            return Finding.NotTestable(
                $"{cells.Count} of {sweep.Cells.Count} cells of {sweep.Name} have {string.Join(", ", metrics)}, "
                + $"and at least {Fewest} must; run dotnet cake --target={target}");
        }

        var finding = test(cells);
        var missing = sweep.Cells.Count - cells.Count;
        return missing == 0
            ? finding
            : finding with { Reason = $"{finding.Reason} ({missing} of {sweep.Cells.Count} cells of {sweep.Name} lack a metric)" };
    }

    /// <summary>Returns the cells with models that have every metric, without their other models.</summary>
    public static IReadOnlyList<SweepCell> Of(Sweep sweep, IReadOnlyList<string> metrics) =>
    [
        .. sweep.Cells
            .Select(cell => cell with { Models = [.. cell.Models.Where(model => metrics.All(metric => Has(model, metric)))] })
            .Where(cell => cell.Models.Count > 0),
    ];

    private static bool Has(SweepModel model, string metric) =>
        model.Metrics.TryGetValue(metric, out var value) && double.IsFinite(value.Value);
}

/// <summary>
/// Bootstrap over the grid's cells, which shows how much a statistic depends on single models. Cells are drawn with replacement within
/// each of the three parts of the grid (beta2 below, on and above beta1), whose sizes are set by the design and not by chance.
/// Then seeds are drawn with replacement within each drawn cell.
/// </summary>
internal static class CellBootstrap
{
    /// <summary>Returns the estimate of a statistic of cells.</summary>
    /// <param name="cells">Cells, each with at least one model.</param>
    /// <param name="statistic">Computes the statistic; NaN where the cells do not define it.</param>
    public static Estimate Of(IReadOnlyList<SweepCell> cells, Func<IReadOnlyList<SweepCell>, double> statistic) =>
        Bootstrap.Of(statistic(cells), Resampled(cells, statistic));

    /// <summary>
    /// Returns the estimate of how much larger a statistic is on the cells of one sweep than on those of another, which are drawn
    /// independently.
    /// </summary>
    public static Estimate OfDifference(
        IReadOnlyList<SweepCell> cells, IReadOnlyList<SweepCell> others, Func<IReadOnlyList<SweepCell>, double> statistic)
    {
        var (resampled, othersResampled) = (Resampled(cells, statistic), Resampled(others, statistic));
        return Bootstrap.Of(statistic(cells) - statistic(others), random => resampled(random) - othersResampled(random));
    }

    private static Func<RandomStream, double> Resampled(IReadOnlyList<SweepCell> cells, Func<IReadOnlyList<SweepCell>, double> statistic)
    {
        var parts = cells.GroupBy(cell => cell.Betas.Beta2.CompareTo(cell.Betas.Beta1)).OrderBy(part => part.Key)
            .Select(part => part.ToArray()).ToArray();
        return random => statistic([.. parts.SelectMany(part => Bootstrap.Draw(part, random)).Select(cell => DrawSeeds(cell, random))]);
    }

    private static SweepCell DrawSeeds(SweepCell cell, RandomStream random) =>
        cell.Models.Count == 1 ? cell : cell with { Models = Bootstrap.Draw(cell.Models, random) };
}

/// <summary>
/// A replica has all cells of a sweep. Where a cell has several seeds, they are drawn with replacement. Where it has one,
/// each metric gets its standard error times a standard normal number (parametric bootstrap), which covers test images or
/// samples but not the training seed. Cells are in random order, so that none of several equal ones is preferred.
/// </summary>
internal static class Replicas
{
    /// <summary>
    /// Returns the finding on a statement: the share of replicas in which it is true (<see cref="VerdictRule.OfShare"/>), with its
    /// Monte-Carlo error.
    /// </summary>
    /// <param name="statement">The statement in words.</param>
    /// <param name="cells">Cells, each with at least one model. All models have the metrics.</param>
    /// <param name="metrics">Names of the metrics that the statement reads.</param>
    /// <param name="isTrue">Returns whether the statement is true of a replica's cells.</param>
    public static Finding Test(string statement, IReadOnlyList<SweepCell> cells, IReadOnlyList<string> metrics,
        Func<IReadOnlyList<SweepCell>, bool> isTrue) =>
        Test(statement, [cells], metrics, replicas => isTrue(replicas[0]));

    /// <summary>Returns the finding on a statement about several sweeps at once.</summary>
    public static Finding Test(
        string statement,
        IReadOnlyList<IReadOnlyList<SweepCell>> sweeps,
        IReadOnlyList<string> metrics,
        Func<IReadOnlyList<IReadOnlyList<SweepCell>>, bool> isTrue)
    {
        var exact = metrics.Where(metric => !sweeps.Any(cells => cells.Any(cell => Scatters(cell, metric)))).ToArray();
        var share = Bootstrap.Share(random => isTrue([.. sweeps.Select(cells => Draw(cells, metrics, random))]));
        var error = Math.Sqrt(share * (1 - share) / Bootstrap.Resamples);
        var reason = $"{statement} in {100 * share:F1} % of replicas";
        if (exact.Length == metrics.Count)
            return new(
                Verdict.Undecided,
                $"{reason}, but one seed without standard errors does not tell how far {string.Join(", ", metrics)} scatter", share, error);
        if (exact.Length > 0) reason += $" ({string.Join(", ", exact)} taken as exact: one seed, no standard error)";
        return new(VerdictRule.OfShare(share), reason, share, error);
    }

    /// <summary>Returns the standard error of a metric: the recorded one, else the binomial one of an accuracy, else null.</summary>
    private static double? StandardError(Metric metric) => metric switch
    {
        { StandardError: { } error } => error,
        { N: > 0, Value: >= 0 and <= 1 } when metric.Name.StartsWith("accuracy_z", StringComparison.Ordinal) =>
            Math.Sqrt(metric.Value * (1 - metric.Value) / metric.N.Value),
        _ => null,
    };

    private static bool Scatters(SweepCell cell, string metric) =>
        cell.Models.Count > 1 || StandardError(cell.Models[0].Metrics[metric]) > 0;

    private static SweepCell[] Draw(IReadOnlyList<SweepCell> cells, IReadOnlyList<string> metrics, RandomStream random)
    {
        var replica = cells.Select(cell => cell with
        {
            Models = cell.Models.Count > 1 ? Bootstrap.Draw(cell.Models, random) : [Disturb(cell.Models[0], metrics, random)],
        }).ToArray();
        for (var i = replica.Length - 1; i > 0; i--)
        {
            var j = random.Index(i + 1);
            (replica[i], replica[j]) = (replica[j], replica[i]);
        }

        return replica;
    }

    private static SweepModel Disturb(SweepModel model, IReadOnlyList<string> metrics, RandomStream random)
    {
        var disturbed = model.Metrics.ToDictionary(StringComparer.Ordinal);
        foreach (var name in metrics)
        {
            var metric = disturbed[name];
            if (StandardError(metric) is { } error) disturbed[name] = metric with { Value = metric.Value + (error * random.Normal()) };
        }

        return model with { Metrics = disturbed };
    }
}

/// <summary>A metric of the beta-VAEs (beta2 = beta1) as a function of their total rate, interpolated linearly.</summary>
internal sealed class BetaVaeCurve
{
    /// <summary>Smallest number of beta-VAEs. A curve through two points would be a straight line by assumption.</summary>
    public const int FewestBetaVaes = 3;

    private readonly double[] rates;
    private readonly LinearSpline? spline;

    /// <param name="cells">Cells of one sweep; only those on the diagonal are used.</param>
    /// <param name="metric">Name of the metric.</param>
    public BetaVaeCurve(IReadOnlyList<SweepCell> cells, string metric)
    {
        var points = cells.Where(cell => cell.Betas.IsBetaVae).DistinctBy(cell => cell.Mean(MetricNames.Rate))
            .OrderBy(cell => cell.Mean(MetricNames.Rate)).ToArray();
        rates = [.. points.Select(cell => cell.Mean(MetricNames.Rate))];
        spline = points.Length < 2 ? null : LinearSpline.InterpolateSorted(rates, [.. points.Select(cell => cell.Mean(metric))]);
    }

    /// <summary>
    /// Returns the metric at a total rate in nats, or NaN outside the range of the beta-VAEs and where there are fewer than two of them.
    /// </summary>
    public double At(double rate) => spline is not null && rate >= rates[0] && rate <= rates[^1] ? spline.Interpolate(rate) : double.NaN;

    /// <summary>Returns the finding where a sweep has too few beta-VAEs for a comparison, or null where it has enough.</summary>
    public static Finding? TooFew(IReadOnlyList<SweepCell> cells) =>
        cells.Count(cell => cell.Betas.IsBetaVae) is var count && count < FewestBetaVaes
        ? Finding.NotTestable(
            $"{count} beta-VAEs are no yardstick over a range of rates, at least {FewestBetaVaes} are; take a preset with a finer grid")
        : null;
}

/// <summary>Rank statistics over the cells of a sweep. None of them detects a dependence that rises and falls.</summary>
internal static class Dependence
{
    /// <summary>Returns Spearman's rank correlation of two metrics, with ties at their mean rank; NaN when one is constant.</summary>
    public static double RankCorrelation(IReadOnlyList<SweepCell> cells, string x, string y) =>
        Correlation.Spearman(Values(cells, x), Values(cells, y));

    /// <summary>
    /// Returns |b2| − |b1| of the standardised rank regression rank(metric) = b2·rank(R(z2)) + b1·rank(R(z1|z2)), which holds one
    /// rate fixed while it considers the other. With Spearman's ρ of metric and rates (ρ2, ρ1) and of the rates (ρ21):
    /// b2 = (ρ2 − ρ1·ρ21)/(1 − ρ21²), b1 = (ρ1 − ρ2·ρ21)/(1 − ρ21²). NaN when the metric is constant or the rates have the same order.
    /// </summary>
    public static double OnRateZ2RatherThanZ1(IReadOnlyList<SweepCell> cells, string metric)
    {
        var (values, z2, z1) = (Values(cells, metric), Values(cells, MetricNames.RateZ2), Values(cells, MetricNames.RateZ1));
        var (rho2, rho1, rho21) = (Correlation.Spearman(values, z2), Correlation.Spearman(values, z1), Correlation.Spearman(z2, z1));
        var rest = 1 - (rho21 * rho21);
        return rest > 1e-9 ? (Math.Abs(rho2 - (rho1 * rho21)) - Math.Abs(rho1 - (rho2 * rho21))) / rest : double.NaN;
    }

    private static double[] Values(IReadOnlyList<SweepCell> cells, string metric) => [.. cells.Select(cell => cell.Mean(metric))];
}

// Sweeps as they might have come out, for statements about single cells such as the best one.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;
using Repro.Records;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// A replica has all cells of a sweep. Where a cell has several seeds, they are drawn with replacement; where it has one,
/// each metric gets its standard error times a standard normal number (parametric bootstrap), which covers test images or
/// samples but not the training seed. Cells come in random order, so that of equal ones none is preferred.
/// </summary>
internal static class Replicas
{
    /// <summary>The finding on a statement: the share of replicas in which it is true (<see cref="VerdictRule.OfShare"/>), with its Monte-Carlo error.</summary>
    /// <param name="statement">In words.</param>
    /// <param name="cells">Each with at least one model, all of which have the metrics.</param>
    /// <param name="metrics">Those that the statement reads.</param>
    /// <param name="isTrue">Whether the statement is true of a replica's cells.</param>
    public static Finding Test(string statement, IReadOnlyList<SweepCell> cells, IReadOnlyList<string> metrics, Func<IReadOnlyList<SweepCell>, bool> isTrue) =>
        Test(statement, [cells], metrics, replicas => isTrue(replicas[0]));

    /// <summary>The finding on a statement about several sweeps at once.</summary>
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
            return new(Verdict.Undecided, $"{reason}, but one seed without standard errors does not tell how far {string.Join(", ", metrics)} scatter", share, error);
        if (exact.Length > 0) reason += $" ({string.Join(", ", exact)} taken as exact: one seed, no standard error)";
        return new(VerdictRule.OfShare(share), reason, share, error);
    }

    /// <summary>The standard error of a metric: as recorded, else the binomial one of an accuracy, else null.</summary>
    private static double? StandardError(Metric metric) => metric switch
    {
        { StandardError: { } error } => error,
        { N: > 0, Value: >= 0 and <= 1 } when metric.Name.StartsWith("accuracy_z", StringComparison.Ordinal) =>
            Math.Sqrt(metric.Value * (1 - metric.Value) / metric.N.Value),
        _ => null,
    };

    private static bool Scatters(SweepCell cell, string metric) => cell.Models.Count > 1 || StandardError(cell.Models[0].Metrics[metric]) > 0;

    private static SweepCell[] Draw(IReadOnlyList<SweepCell> cells, IReadOnlyList<string> metrics, RandomStream random)
    {
        var replica = cells.Select(cell => cell with { Models = cell.Models.Count > 1 ? Bootstrap.Draw(cell.Models, random) : [Disturb(cell.Models[0], metrics, random)] }).ToArray();
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

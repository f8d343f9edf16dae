// Compares two files of records: which numbers moved beyond their error, which verdicts changed, and what could explain it.

using Experiments.Claims;
using Repro.Claims;
using Repro.Plans;
using Repro.Records;

namespace Experiments.Comparison;

/// <summary>A metric of the models that differ in their seed alone, of which at least one number is not the same.</summary>
/// <param name="Name">Kind and label of the first of the models.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Unit">Unit of the metric.</param>
/// <param name="Seeds">Number of models that both sides have.</param>
/// <param name="Was">Mean over these models of the first side.</param>
/// <param name="Now">Mean over these models of the second side.</param>
/// <param name="Errors">The difference in standard errors; null where the error is not known, or zero.</param>
/// <param name="P">p-value of a difference as large as this; null where the error is not known.</param>
internal sealed record Move(string Name, string Metric, string Unit, int Seeds, double Was, double Now, double? Errors, double? P)
{
    /// <summary>Whether the difference is significant among all that were tested (Holm 1979).</summary>
    public bool IsSignificant { get; init; }
}

/// <summary>A verdict that is not the same.</summary>
internal sealed record VerdictChange(string Target, string Claim, Verdict Was, Verdict Now);

/// <summary>Something that differs and could explain why numbers moved; null where one side lacks it.</summary>
internal sealed record Circumstance(string Kind, string Name, string? Was, string? Now);

/// <summary>The result of a comparison.</summary>
internal sealed record RecordsComparison
{
    /// <summary>Largest probability that any significant difference is one by chance.</summary>
    public const double Level = 0.05;

    /// <summary>Number of jobs that both sides have.</summary>
    public required int Jobs { get; init; }

    /// <summary>Number of these jobs of which all numbers are the same bit for bit.</summary>
    public required int Identical { get; init; }

    /// <summary>Number of jobs of the first side that the second one lacks.</summary>
    public required int Gone { get; init; }

    /// <summary>Number of jobs of the second side that the first one lacks.</summary>
    public required int Added { get; init; }

    /// <summary>Number of tests.</summary>
    public required int Tests { get; init; }

    /// <summary>All metrics that moved; the significant ones first, then by p-value.</summary>
    public required IReadOnlyList<Move> Moves { get; init; }

    /// <summary>All verdicts that changed.</summary>
    public required IReadOnlyList<VerdictChange> Verdicts { get; init; }

    /// <summary>What could explain the differences.</summary>
    public required IReadOnlyList<Circumstance> Circumstances { get; init; }

    /// <summary>Whether a number moved significantly or a verdict changed.</summary>
    public bool HasChanged => Verdicts.Count > 0 || Moves.Any(move => move.IsSignificant);

    /// <summary>Compares two sides.</summary>
    public static RecordsComparison Of(ComparedRecords was, ComparedRecords now)
    {
        var pairs = was.Jobs.Values.Where(job => now.Jobs.ContainsKey(job.Identity)).Select(job => (Was: job, Now: now.Jobs[job.Identity]))
            .ToList();
        var compared = (
            from same in pairs.GroupBy(pair => pair.Was.Group)
            from metric in same.First().Was.Metrics.Keys
            let both = same.Where(pair => pair.Was.Metrics.ContainsKey(metric) && pair.Now.Metrics.ContainsKey(metric))
                .Select(pair => (Was: pair.Was.Metrics[metric], Now: pair.Now.Metrics[metric])).ToList()
            where both.Count > 0
            select (Move: MoveOf(same.First().Was.Name, metric, both), IsSame: both.All(pair => pair.Was.Value.Equals(pair.Now.Value))))
            .ToList();
        var tests = compared.Count(each => each.IsSame || each.Move.P is not null);
        var moved = compared.Where(each => !each.IsSame).Select(each => each.Move).OrderBy(move => move.P ?? 1).ToList();
        var significant = moved.TakeWhile((move, place) => move.P * (tests - place) <= Level).ToHashSet();
        return new()
        {
            Jobs = pairs.Count,
            Identical = pairs.Count(pair => IsSame(pair.Was, pair.Now)),
            Gone = was.Jobs.Count - pairs.Count,
            Added = now.Jobs.Count - pairs.Count,
            Tests = tests,
            Moves = [.. moved.Select(move => move with { IsSignificant = significant.Contains(move) })],
            Verdicts =
            [
                .. from before in was.Claims
                   join after in now.Claims on (before.Target, before.Claim) equals (after.Target, after.Claim)
                   where before.Verdict != after.Verdict
                   select new VerdictChange(before.Target, before.Claim, before.Verdict, after.Verdict),
            ],
            Circumstances =
            [
                .. Differences("environment", was.Environment, now.Environment), .. Differences("data", was.Data, now.Data),
                .. Code(pairs),
            ],
        };
    }

    private static bool IsSame(ComparedJob was, ComparedJob now) => was.Metrics.Count == now.Metrics.Count
        && was.Metrics.All(metric => now.Metrics.TryGetValue(metric.Key, out var other) && metric.Value.Value.Equals(other.Value));

    /// <summary>
    /// Returns the difference over seeds with its standard error s/√S (paired by seed, Student's test), or for one seed with both numbers'
    /// own standard errors (normal).
    /// </summary>
    private static Move MoveOf(string name, string metric, IReadOnlyList<(Measured Was, Measured Now)> pairs)
    {
        var (was, now) = (pairs[0].Was, pairs[0].Now);
        var estimate = pairs.Count > 1 ? Estimate.OfSeeds([.. pairs.Select(pair => pair.Now.Value - pair.Was.Value)])
            : new Estimate(now.Value, now.StandardError).Minus(new(was.Value, was.StandardError));
        var error = estimate.StandardError;
        return new(
            name, metric, was.Unit, pairs.Count, pairs.Average(pair => pair.Was.Value), pairs.Average(pair => pair.Now.Value),
            error > 0 ? estimate.Value / error : null,
            error is null ? null : Math.Min(1, 2 * Math.Min(estimate.PAbove(0), estimate.PBelow(0))));
    }

    private static IEnumerable<Circumstance> Differences(
        string kind, IReadOnlyDictionary<string, string> was, IReadOnlyDictionary<string, string> now) =>
        from name in was.Keys.Union(now.Keys)
        let before = was.GetValueOrDefault(name)
        let after = now.GetValueOrDefault(name)
        where before != after
        select new Circumstance(kind, name, before, after);

    /// <summary>Names the sources that differ, for as long as the artifacts of both sides are there.</summary>
    private static IEnumerable<Circumstance> Code(IReadOnlyList<(ComparedJob Was, ComparedJob Now)> pairs)
    {
        var changed = pairs.Where(pair => pair.Was.Key != pair.Now.Key).ToList();
        if (changed.Count == 0) yield break;
        var files = changed.SelectMany(pair => Sources.Differences(ArtifactStore.SourcesIn(pair.Was.Folder),
            ArtifactStore.SourcesIn(pair.Now.Folder))).Distinct().Order(StringComparer.Ordinal).ToList();
        yield return new("code", $"{changed.Count} of {pairs.Count} jobs have another key",
            null, files.Count > 0 ? string.Join(", ", files) : "their artifacts are gone or the code of their inputs differs");
    }
}

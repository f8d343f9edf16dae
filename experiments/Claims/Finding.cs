// What a test has found, before it is said on which images.

using Repro.Claims;
using Repro.Plans;

namespace Experiments.Claims;

/// <summary>The outcome of a statistical test of one statement on one or more sweeps.</summary>
/// <param name="Verdict">What the numbers say, whatever the images are.</param>
/// <param name="Reason">The numbers, in words.</param>
/// <param name="Value">Of the statistic; null when there is none.</param>
/// <param name="Spread">Its standard error, or as the claim's statistic says; null when unknown.</param>
internal sealed record Finding(Verdict Verdict, string Reason, double? Value = null, double? Spread = null)
{
    /// <summary>How far the value is above zero, in its spread.</summary>
    private double Margin => Value is not { } value ? double.NegativeInfinity : Spread > 0 ? value / Spread.Value : value * double.MaxValue;

    /// <summary>The finding where a test cannot be made.</summary>
    public static Finding NotTestable(string reason) => new(Verdict.NotTestableHere, reason);

    /// <summary>The finding on the statement "statistic &gt; 0" (<see cref="VerdictRule.Above"/>).</summary>
    /// <param name="statistic">In words.</param>
    /// <param name="estimate">Of the statistic.</param>
    public static Finding Positive(string statistic, Estimate estimate)
    {
        if (!double.IsFinite(estimate.Value)) return NotTestable($"{statistic} is not defined on these models");
        var verdict = VerdictRule.Above(estimate, 0);
        var reason =
            $"{statistic}: {estimate.Value:G3} (95 % interval {estimate.Lower:G3} to {estimate.Upper:G3}), {VerdictText.Of(verdict)}";
        return new(verdict, reason, estimate.Value, estimate.StandardError);
    }

    /// <summary>
    /// The finding on a statement of several parts (<see cref="VerdictRule.All"/>). Value and spread are those of the least
    /// supported part: smallest value in units of its spread.
    /// </summary>
    public static Finding All(params IReadOnlyList<Finding> parts)
    {
        var weakest = parts.Where(part => part.Value is not null).MinBy(part => part.Margin);
        return new(VerdictRule.All([.. parts.Select(part => part.Verdict)]), string.Join("; ", parts.Select(part => part.Reason)),
            weakest?.Value, weakest?.Spread);
    }

    /// <summary>
    /// Says on which images the finding stands. Generated images cannot decide a statement about real ones, so on a
    /// stand-in only the statistic is kept.
    /// </summary>
    public Finding On(params IReadOnlyList<DataSource> data)
    {
        var found = $"On {string.Join(" and ", data.Select(source => source.Description).Distinct())}: {Reason}";
        return data.Any(source => source.IsStandIn)
            ? this with
            {
                Verdict = Verdict.NotTestableHere,
                Reason = $"Generated images take the place of {Names(data)}, and say nothing about the real ones. {found}"
            }
            : this with { Reason = found };
    }

    private static string Names(IEnumerable<DataSource> data) =>
        string.Join(" and ", data.Where(source => source.IsStandIn).Select(source => source.Wanted).Distinct());
}

// A statement of one of the two papers, and the result of its test.

using Experiments.Paper;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Claims;

/// <summary>The part of a claim that does not depend on the data.</summary>
/// <param name="Id">Identifier: A1 to A9 of Shu &amp; Ermon, B1 to B13 of Xiao &amp; Bamler.</param>
/// <param name="Statement">What the paper claims, in our words.</param>
/// <param name="Where">Figure or section of the paper.</param>
/// <param name="Statistic">The statistic, its value and its spread, in words.</param>
internal sealed record PaperClaim(string Id, string Statement, string Where, string Statistic)
{
    /// <summary>Returns a claim of <c>Paper/claims.json</c>.</summary>
    /// <param name="id">Identifier: A1 to A9 or B1 to B13.</param>
    public static PaperClaim Of(string id) =>
        new(id, Text(id, "statement"), Text(id, "where"), Text(id, "statistic"));

    private static string Text(string id, string member) => PublishedValues.Claims[id]![member]!.GetValue<string>();

    private string Paper => Id.StartsWith('A') ? "Shu22" : "Xiao23";

    /// <summary>Returns the claim with the verdict of a finding.</summary>
    public Claim Decide(Finding finding) =>
        new(Id, Statement, $"{Paper}, {Where}", Statistic, finding.Value, finding.Spread, finding.Verdict, $"{finding.Reason}.");
}

/// <summary>The outcome of a statistical test of one statement on one or more sweeps.</summary>
/// <param name="Verdict">Verdict by the numbers, whatever the images are.</param>
/// <param name="Reason">The numbers, in words.</param>
/// <param name="Value">Value of the statistic, or null where there is none.</param>
/// <param name="Spread">Standard error of the value, or the spread that the claim's statistic describes; null where unknown.</param>
internal sealed record Finding(Verdict Verdict, string Reason, double? Value = null, double? Spread = null)
{
    /// <summary>The value in units of its spread.</summary>
    private double Margin => Value is not { } value ? double.NegativeInfinity : Spread > 0 ? value / Spread.Value : value * double.MaxValue;

    /// <summary>Returns the finding for a test that cannot be made.</summary>
    public static Finding NotTestable(string reason) => new(Verdict.NotTestableHere, reason);

    /// <summary>Returns the finding on the statement "statistic &gt; 0" (<see cref="VerdictRule.Above"/>).</summary>
    /// <param name="statistic">Name of the statistic, in words.</param>
    /// <param name="estimate">Estimate of the statistic.</param>
    public static Finding Positive(string statistic, Estimate estimate)
    {
        if (!double.IsFinite(estimate.Value)) return NotTestable($"{statistic} is not defined on these models");
        var verdict = VerdictRule.Above(estimate, 0);
        var reason =
            $"{statistic}: {estimate.Value:G3} (95 % interval {estimate.Lower:G3} to {estimate.Upper:G3}), {VerdictText.Of(verdict)}";
        return new(verdict, reason, estimate.Value, estimate.StandardError);
    }

    /// <summary>
    /// Returns the finding on a statement of several parts (<see cref="VerdictRule.All"/>). Value and spread are those of the least
    /// supported part, which has the smallest value in units of its spread.
    /// </summary>
    public static Finding All(params IReadOnlyList<Finding> parts)
    {
        var weakest = parts.Where(part => part.Value is not null).MinBy(part => part.Margin);
        return new(VerdictRule.All([.. parts.Select(part => part.Verdict)]), string.Join("; ", parts.Select(part => part.Reason)),
            weakest?.Value, weakest?.Spread);
    }

    /// <summary>
    /// Returns the finding with the images on which it was made. Generated images cannot decide a statement about real ones, so on a
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

// A statement of one of the two papers and how it is tested.

using Experiments.Paper;
using Repro.Claims;

namespace Experiments.Claims;

/// <summary>What stays the same in a claim, whatever the data say.</summary>
/// <param name="Id">A1 to A9 of Shu &amp; Ermon, B1 to B13 of Xiao &amp; Bamler.</param>
/// <param name="Statement">What the paper claims, in our words.</param>
/// <param name="Where">Figure or section of the paper.</param>
/// <param name="Statistic">What is computed; what its value and spread are.</param>
internal sealed record PaperClaim(string Id, string Statement, string Where, string Statistic)
{
    /// <summary>Returns a claim of <c>Paper/claims.json</c>.</summary>
    /// <param name="id">A1 to A9 or B1 to B13.</param>
    public static PaperClaim Of(string id) =>
        new(id, Text(id, "statement"), Text(id, "where"), Text(id, "statistic"));

    private static string Text(string id, string member) => PublishedValues.Claims[id]![member]!.GetValue<string>();

    private string Paper => Id.StartsWith('A') ? "Shu22" : "Xiao23";

    /// <summary>The claim as decided by a finding.</summary>
    public Claim Decide(Finding finding) =>
        new(Id, Statement, $"{Paper}, {Where}", Statistic, finding.Value, finding.Spread, finding.Verdict, $"{finding.Reason}.");
}

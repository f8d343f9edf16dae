// A statement of one of the two papers and how it is tested.

using Repro.Claims;

namespace Experiments.Claims;

/// <summary>What stays the same in a claim, whatever the data say.</summary>
/// <param name="Id">A1 to A9 of Shu &amp; Ermon, B1 to B13 of Xiao &amp; Bamler.</param>
/// <param name="Statement">What the paper claims, in our words.</param>
/// <param name="Where">Figure or section of the paper.</param>
/// <param name="Statistic">What is computed; what its value and spread are.</param>
internal sealed record PaperClaim(string Id, string Statement, string Where, string Statistic)
{
    private string Paper => Id.StartsWith('A') ? "Shu22" : "Xiao23";

    /// <summary>The claim as decided by a finding.</summary>
    public Claim Decide(Finding finding) =>
        new(Id, Statement, $"{Paper}, {Where}", Statistic, finding.Value, finding.Spread, finding.Verdict, $"{finding.Reason}.");
}

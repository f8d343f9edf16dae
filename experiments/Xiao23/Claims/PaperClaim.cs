// A statement of Xiao & Bamler 2023 and how it is tested.

using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>What stays the same in a claim, whatever the data say.</summary>
/// <param name="Id">B1 to B13.</param>
/// <param name="Statement">What the paper claims, in our words.</param>
/// <param name="Where">Figure or section of the paper.</param>
/// <param name="Statistic">What is computed; what its value and spread are.</param>
internal sealed record PaperClaim(string Id, string Statement, string Where, string Statistic)
{
    /// <summary>The claim as decided by a finding.</summary>
    public Claim Decide(Finding finding) =>
        new(Id, Statement, $"Xiao23, {Where}", Statistic, finding.Value, finding.Spread, finding.Verdict, $"{finding.Reason}.");
}

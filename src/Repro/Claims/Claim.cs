// A checkable statement of a paper and what our data say about it.

namespace Repro.Claims;

/// <summary>The four things that data can say about a claim.</summary>
public enum Verdict
{
    /// <summary>The statistic supports the claim beyond its spread.</summary>
    Holds,

    /// <summary>The statistic contradicts the claim beyond its spread.</summary>
    Fails,

    /// <summary>The spread covers both.</summary>
    Undecided,

    /// <summary>These data cannot decide it; the reason says why.</summary>
    NotTestableHere,
}

/// <summary>A claim with its statistic, spread and verdict.</summary>
/// <param name="Id">As in the papers' claim list, e.g. <c>B3</c>.</param>
/// <param name="Statement">What is claimed.</param>
/// <param name="Source">Paper and section.</param>
/// <param name="Statistic">What was computed, in words.</param>
/// <param name="Value">Of the statistic; null when not testable.</param>
/// <param name="Spread">Standard error or half-width, as the statistic says; null when unknown.</param>
/// <param name="Verdict">What follows.</param>
/// <param name="Reason">Why that verdict.</param>
public sealed record Claim(
    string Id, string Statement, string Source, string Statistic, double? Value, double? Spread, Verdict Verdict, string Reason);

// A checkable statement of a paper, what our data say about it, and how the verdict follows.

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
/// <param name="Id">Id of the claim in the list of the papers' claims, e.g. <c>B3</c>.</param>
/// <param name="Statement">What the paper claims.</param>
/// <param name="Source">Paper and section of the claim.</param>
/// <param name="Statistic">What was computed, in words.</param>
/// <param name="Value">Value of the statistic; null when the claim is not testable.</param>
/// <param name="Spread">Standard error or half-width of the interval, as the statistic says; null when it is not known.</param>
/// <param name="Verdict">What the data say about the claim.</param>
/// <param name="Reason">Why this verdict follows.</param>
public sealed record Claim(
    string Id, string Statement, string Source, string Statistic, double? Value, double? Spread, Verdict Verdict, string Reason);

/// <summary>
/// The rules by which claims are decided. A true value at the threshold gets a verdict other than "undecided" in about one case of twenty
/// by its interval, and in one of ten by its share.
/// </summary>
public static class VerdictRule
{
    /// <summary>Share of resamples in which a statement must be true, or false, to be decided.</summary>
    private const double Settled = 0.95;

    /// <summary>
    /// Decides the claim "statistic &gt; threshold": it holds when the whole interval lies above (Lower &gt; threshold), it fails when the
    /// whole interval lies below (Upper &lt; threshold), and else it is undecided.
    /// </summary>
    public static Verdict Above(Estimate estimate, double threshold) =>
        estimate.Lower > threshold ? Verdict.Holds : estimate.Upper < threshold ? Verdict.Fails : Verdict.Undecided;

    /// <summary>
    /// Decides a statement that is true in a share of resamples: it holds from 95 % on, it fails up to 5 %, and else it is undecided.
    /// </summary>
    /// <param name="share">Share of resamples in which the statement is true, in [0, 1].</param>
    public static Verdict OfShare(double share) =>
        share >= Settled ? Verdict.Holds : share <= 1 - Settled ? Verdict.Fails : Verdict.Undecided;

    /// <summary>
    /// Decides a claim with several parts: it fails as soon as one part fails; it cannot be tested while a part cannot; it is undecided
    /// while a part is; it holds when all parts do.
    /// </summary>
    /// <param name="parts">Verdicts of the parts, at least one.</param>
    public static Verdict All(IReadOnlyCollection<Verdict> parts) =>
        parts.Contains(Verdict.Fails) ? Verdict.Fails
        : parts.Contains(Verdict.NotTestableHere) ? Verdict.NotTestableHere
        : parts.Contains(Verdict.Undecided) ? Verdict.Undecided
        : Verdict.Holds;
}

/// <summary>Writes verdicts as people read them.</summary>
public static class VerdictText
{
    /// <summary>Returns "holds", "fails", "undecided" or "not testable here".</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Fails => "fails",
        Verdict.Undecided => "undecided",
        _ => "not testable here",
    };
}

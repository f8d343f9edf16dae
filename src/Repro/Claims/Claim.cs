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

/// <summary>The rules by which claims are decided; a true value at the threshold gets a verdict instead of "undecided" in about one case of twenty by its interval, and of ten by its share.</summary>
public static class VerdictRule
{
    /// <summary>A statement is taken as settled when it is true, or false, in this share of resamples.</summary>
    private const double Settled = 0.95;

    /// <summary>
    /// The claim "statistic &gt; threshold": holds when the whole interval lies above (Lower &gt; threshold), fails when the
    /// whole interval lies below (Upper &lt; threshold), else undecided.
    /// </summary>
    public static Verdict Above(Estimate estimate, double threshold) =>
        estimate.Lower > threshold ? Verdict.Holds : estimate.Upper < threshold ? Verdict.Fails : Verdict.Undecided;

    /// <summary>A statement that is true in a share of resamples: holds from 95 % on, fails up to 5 %, else undecided.</summary>
    /// <param name="share">In [0, 1].</param>
    public static Verdict OfShare(double share) =>
        share >= Settled ? Verdict.Holds : share <= 1 - Settled ? Verdict.Fails : Verdict.Undecided;

    /// <summary>
    /// A claim that says several things: it fails as soon as one part fails; it cannot be tested while a part cannot; it
    /// is undecided while a part is; it holds when all parts do.
    /// </summary>
    /// <param name="parts">At least one.</param>
    public static Verdict All(IReadOnlyCollection<Verdict> parts) =>
        parts.Contains(Verdict.Fails) ? Verdict.Fails
        : parts.Contains(Verdict.NotTestableHere) ? Verdict.NotTestableHere
        : parts.Contains(Verdict.Undecided) ? Verdict.Undecided
        : Verdict.Holds;
}

/// <summary>Writes verdicts as people read them.</summary>
public static class VerdictText
{
    /// <summary>"holds", "fails", "undecided" or "not testable here".</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Fails => "fails",
        Verdict.Undecided => "undecided",
        _ => "not testable here",
    };
}

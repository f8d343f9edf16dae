// How a verdict follows from a statistic and its spread.

namespace Repro.Claims;

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

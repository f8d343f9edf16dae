// Verdicts in words.

namespace Repro.Claims;

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

// A checkable statement of a paper, and what our data say about it.

namespace Repro.Claims;

/// <summary>The four things that data can say about a claim.</summary>
public enum Verdict
{
    /// <summary>The effect supports the claim beyond its error.</summary>
    Holds,

    /// <summary>The effect contradicts the claim beyond its error.</summary>
    Fails,

    /// <summary>The error covers both.</summary>
    Undecided,

    /// <summary>These data cannot decide it; the reason says why.</summary>
    NotTestableHere,
}

/// <summary>A claim with its effect, the error of the effect, and the verdict.</summary>
/// <param name="Id">Id of the claim in the list of the papers' claims, e.g. <c>B3</c>.</param>
/// <param name="Statement">What the paper claims.</param>
/// <param name="Source">Paper and section of the claim.</param>
/// <param name="Statistic">What was computed, in words.</param>
/// <param name="Value">The effect; null when the claim is not testable.</param>
/// <param name="Spread">Standard error of the effect; null when it is not known.</param>
/// <param name="Verdict">What the data say about the claim.</param>
/// <param name="Reason">Why this verdict follows.</param>
public sealed record Claim(
    string Id, string Statement, string Source, string Statistic, double? Value, double? Spread, Verdict Verdict, string Reason)
{
    /// <summary>Unit of the effect, e.g. <c>dB</c>; empty for a pure number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>p-value of "holds"; null when the claim is not testable.</summary>
    public double? PHolds { get; init; }

    /// <summary>p-value of "fails"; null when the claim is not testable.</summary>
    public double? PFails { get; init; }

    /// <summary>The verdicts after shares of the training, e.g. "1/8 undecided, 1/2 holds"; empty when only its end was measured.</summary>
    public string History { get; init; } = "";

    /// <summary>
    /// Measured rates of wrong verdicts, and the power, e.g. "false 2 %, power 96 %"; empty when they were not measured for this grid.
    /// </summary>
    public string ErrorRates { get; init; } = "";

    /// <summary>What the verdict rests on in a few words without numbers, for a line; empty when the reason is short enough.</summary>
    public string Short { get; init; } = "";

    /// <summary>Keys of the jobs whose results the verdict is based on; empty for all that the conclusion was given.</summary>
    public IReadOnlyCollection<string> Evidence { get; init; } = [];
}

/// <summary>Writes the numbers of a claim as people read them.</summary>
public static class ClaimText
{
    private const int MostDecimals = 6;
    private const int MostDecimalsWithoutError = 4;

    /// <summary>
    /// Returns an effect with its error and unit, e.g. "−0.123 ± 0.031 dB": two digits of the error, and as many decimals of the effect;
    /// without an error, or with one of 0, three digits, up to the fourth decimal. A dash when there is no effect.
    /// </summary>
    public static string Effect(double? value, double? error, string unit)
    {
        if (value is not { } effect) return "–";
        var decimals = error is { } size and not 0 ? Decimals(size, 2, MostDecimals) : Decimals(effect, 3, MostDecimalsWithoutError);
        var digits = $"0.{new string('0', decimals)}".TrimEnd('.');
        var spread = error is null ? "" : $" ± {error.Value.ToString(digits)}";
        return $"{effect.ToString($"{digits};−{digits};{digits}")}{spread} {unit}".TrimEnd();
    }

    /// <summary>Returns how many decimals a number needs for its first digits.</summary>
    private static int Decimals(double number, int digits, int most) => number == 0 || !double.IsFinite(number) ? 0
        : Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, most);

    /// <summary>Returns the effect of a claim in the same way.</summary>
    public static string Effect(Claim claim) => Effect(claim.Value, claim.Spread, claim.Unit);

    /// <summary>Returns the p-values of "holds" and "fails"; a dash when there are none.</summary>
    public static string PValues(Claim claim) => claim is { PHolds: { } holds, PFails: { } fails } ? $"{holds:G2} / {fails:G2}" : "–";

    /// <summary>Returns the short reason, or the whole one where there is no other.</summary>
    public static string Why(Claim claim) => claim.Short.Length > 0 ? claim.Short : claim.Reason;

    /// <summary>Returns a text, or a dash for none.</summary>
    public static string OrDash(string text) => text.Length == 0 ? "–" : text;
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

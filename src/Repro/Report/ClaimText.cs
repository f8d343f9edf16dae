// The numbers of a claim as text.

using Repro.Claims;

namespace Repro.Report;

internal static class ClaimText
{
    /// <summary>Returns the effect with its standard error and unit, e.g. "0.12 ± 0.03 dB"; a dash when there is none.</summary>
    public static string Effect(Claim claim) => claim.Value is not { } value ? "–"
        : $"{value:G3}{(claim.Spread is { } spread ? $" ± {spread:G2}" : "")} {claim.Unit}".TrimEnd();

    /// <summary>Returns the p-values of "holds" and "fails"; a dash when there are none.</summary>
    public static string PValues(Claim claim) => claim is { PHolds: { } holds, PFails: { } fails } ? $"{holds:G2} / {fails:G2}" : "–";

    /// <summary>Returns a text, or a dash for none.</summary>
    public static string OrDash(string text) => text.Length == 0 ? "–" : text;
}

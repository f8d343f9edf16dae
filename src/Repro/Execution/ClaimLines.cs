// Claims as lines for a console: verdict, effect and error rates whole, and the short reason as far as there is room.

using Repro.Claims;

namespace Repro.Execution;

/// <summary>What a line shows of a claim.</summary>
/// <param name="Id">Id of the claim.</param>
/// <param name="Verdict">What the data say.</param>
/// <param name="Effect">The effect with its error and unit.</param>
/// <param name="ErrorRates">Measured rates as in <see cref="Claim.ErrorRates"/>; empty when they are not known.</param>
/// <param name="Reason">What the verdict rests on.</param>
public sealed record ClaimLine(string Id, Verdict Verdict, string Effect, string ErrorRates, string Reason);

/// <summary>Writes claims as a table of lines.</summary>
public static class ClaimLines
{
    private const string Gap = "  ";

    /// <summary>Width from which all error rates are shown. On a narrower console the first one is, the rate of wrong verdicts.</summary>
    private const int Wide = 100;

    /// <summary>Smallest width to which reasons are cut. Where there is less room they are left out.</summary>
    private const int ShortestReason = 12;

    /// <summary>Returns a line of headings and a line for each claim.</summary>
    /// <param name="claims">The claims, at least one.</param>
    /// <param name="width">Width of the lines in characters. Only what comes before the reason may exceed it.</param>
    public static IEnumerable<string> Of(IReadOnlyList<ClaimLine> claims, int width)
    {
        var rates = claims.Select(claim => Rates(claim.ErrorRates)).ToList();
        var names = rates.SelectMany(each => each.Keys).Distinct().Take(width < Wide ? 1 : int.MaxValue).ToList();
        string[][] rows =
        [
            ["claim", "verdict", "effect", .. names],
            .. claims.Zip(rates, (claim, known) => (string[])
            [
                claim.Id, claim.Verdict == Verdict.NotTestableHere ? "not testable" : VerdictText.Of(claim.Verdict), claim.Effect,
                .. names.Select(name => known.GetValueOrDefault(name, "–")),
            ]),
        ];
        var widths = rows[0].Select((_, at) => rows.Max(row => row[at].Length)).ToList();
        var room = width - widths.Sum(each => each + Gap.Length);
        return rows.Zip(claims.Select(claim => claim.Reason).Prepend("why"), (row, reason) =>
            (string.Concat(row.Zip(widths, (text, each) => text.PadRight(each) + Gap))
                + (room < ShortestReason ? "" : reason.CutTo(room))).TrimEnd());
    }

    /// <summary>Returns the rates in "false 2 %, power 96 %" by their names.</summary>
    private static Dictionary<string, string> Rates(string text) => text
        .Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(rate => rate.Split(' ', 2)).Where(rate => rate.Length == 2)
        .DistinctBy(rate => rate[0]).ToDictionary(rate => rate[0], rate => rate[1]);
}

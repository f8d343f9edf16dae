// Claims as lines for a console: verdict, effect, error rates, and the short reason as far as there is room.

using Repro.Claims;
using Repro.Plans;

namespace Repro.Execution;

/// <summary>Writes claims as a table of lines.</summary>
public static class ClaimLines
{
    /// <summary>Width from which all error rates are shown. On a narrower console the first one is, the rate of wrong verdicts.</summary>
    private const int Wide = 100;

    /// <summary>Returns a line of headings and a line for each claim.</summary>
    /// <param name="claims">The claims, at least one.</param>
    /// <param name="width">Width of the lines in characters.</param>
    public static IEnumerable<string> Of(IReadOnlyList<Claim> claims, int width)
    {
        var rates = claims.Select(claim => Rates(claim.ErrorRates)).ToList();
        var names = rates.SelectMany(each => each.Keys).Distinct().Take(width < Wide ? 1 : int.MaxValue).ToList();
        return TableLines.Of(
            new()
            {
                Name = "claims",
                Caption = "",
                Columns = [new("claim"), new("verdict"), new("effect"), .. names.Select(name => new Column(name)), new("why")],
                Rows = [.. claims.Zip(rates, (claim, known) => (object?[])
                [
                    claim.Id, claim.Verdict == Verdict.NotTestableHere ? "not testable" : VerdictText.Of(claim.Verdict),
                    ClaimText.Effect(claim), .. names.Select(known.GetValueOrDefault), ClaimText.Why(claim),
                ])],
            },
            width);
    }

    /// <summary>Returns the rates in "false 2 %, power 96 %" by their names.</summary>
    private static Dictionary<string, string> Rates(string text) => text
        .Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(rate => rate.Split(' ', 2)).Where(rate => rate.Length == 2)
        .DistinctBy(rate => rate[0]).ToDictionary(rate => rate[0], rate => rate[1]);
}

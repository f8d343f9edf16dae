// A statement that our code must fulfil whatever the papers say: theorems, and identities between two ways to compute a number.

using Repro.Plans;

namespace Experiments.Claims;

/// <summary>
/// A check. It says nothing about a paper: if it fails, the code is wrong. Stand-ins serve as well as real images.
/// </summary>
/// <param name="Id">Identifier of the statement, e.g. <c>Eq. 6</c>.</param>
/// <param name="Statement">What must be true.</param>
/// <param name="Passed">Whether it is true of every model that was measured; null where none was.</param>
/// <param name="Found">The numbers, in words.</param>
internal sealed record Check(string Id, string Statement, bool? Passed, string Found)
{
    /// <summary>Returns the table of a target's checks.</summary>
    /// <param name="target">Name of the target.</param>
    /// <param name="checks">Checks of the target, one for each row.</param>
    public static Table Table(string target, IReadOnlyList<Check> checks) => new()
    {
        Name = $"{target}.checks",
        Caption = "Checks of the code. They are true by mathematics, so a failure is an error of the code and says nothing about the "
            + "paper.",
        Columns = [new("check"), new("passed"), new("found"), new("statement") { IsMinor = true }],
        Rows = [.. checks.Select(check => new object?[] { check.Id, check.Passed, check.Found, check.Statement })],
    };

    /// <summary>Returns the conclusion with the table of checks. It does not pass when a check fails.</summary>
    public static Conclusion Add(Conclusion conclusion, string target, params IReadOnlyList<Check> checks) => conclusion with
    {
        Tables = [.. conclusion.Tables, Table(target, checks)],
        Passed = conclusion.Passed && checks.All(check => check.Passed != false),
    };
}

// Finds the first difference of two texts, where numbers may be compared with a tolerance.

using System.Text.RegularExpressions;

namespace Snapshots;

/// <summary>Compares texts line by line.</summary>
public static partial class TextDifference
{
    /// <summary>
    /// Returns a sentence about the first line that differs; null when there is none. With a tolerance, runs of blanks count as one,
    /// because the width of a number may change with its digits.
    /// </summary>
    public static string? Find(string accepted, string received, NumericTolerance? tolerance)
    {
        var before = accepted.Split('\n');
        var after = received.Split('\n');
        for (var at = 0; at < Math.Min(before.Length, after.Length); at++)
        {
            if (!Agree(before[at], after[at], tolerance))
                return $"Line {at + 1} differs: accepted \"{before[at]}\", received \"{after[at]}\".";
        }

        return before.Length == after.Length ? null : $"The accepted snapshot has {before.Length} lines, the received one {after.Length}.";
    }

    private static bool Agree(string a, string b, NumericTolerance? tolerance)
    {
        if (a == b) return true;
        if (tolerance is null) return false;
        var (numbersOfA, textOfA) = Split(a);
        var (numbersOfB, textOfB) = Split(b);
        return textOfA == textOfB && numbersOfA.Zip(numbersOfB)
            .All(pair => pair.First == pair.Second || Accepts(pair.First, pair.Second, tolerance));
    }

    private static bool Accepts(string a, string b, NumericTolerance tolerance) => tolerance.Accepts(double.Parse(a), double.Parse(b));

    /// <summary>Returns the numbers of a line, and its text with a mark in the place of each.</summary>
    private static (IReadOnlyList<string> Numbers, string Text) Split(string line)
    {
        var numbers = Number().Matches(line).Select(match => match.Value).ToList();
        return (numbers, Blanks().Replace(Number().Replace(line, "\0"), " ").Trim());
    }

    /// <summary>A number that is not part of a word, so that digits of hashes and names are text.</summary>
    [GeneratedRegex(@"(?<![\w.])[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?(?![\w])", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Blanks();
}

/// <summary>Numbers agree when |a - b| ≤ <paramref name="Absolute"/> + <paramref name="Relative"/> · max(|a|, |b|).</summary>
/// <param name="Absolute">Absolute tolerance, in the unit of the numbers.</param>
/// <param name="Relative">Relative tolerance, e.g. 1e-6.</param>
public sealed record NumericTolerance(double Absolute = 0, double Relative = 0)
{
    /// <summary>Whether two numbers agree; NaN agrees with nothing.</summary>
    public bool Accepts(double a, double b) => Math.Abs(a - b) <= Absolute + Relative * Math.Max(Math.Abs(a), Math.Abs(b));
}

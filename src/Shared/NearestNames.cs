// Finds what a mistyped name may have meant.
// Compiled into both Hvae and Repro, which must not know one another.

namespace Shared;

internal static class NearestNames
{
    private const int Most = 3;

    /// <summary>
    /// The known names that are spelt like <paramref name="name"/>, nearest first, at most three. A name is near when
    /// at most a third of its letters differ (at least two may), or when one begins with the other; case is ignored.
    /// </summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> names) =>
        [.. names.Select(known => (known, distance: Distance(Fold(name), Fold(known))))
            .Where(pair => IsNear(Fold(name), Fold(pair.known), pair.distance))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.known, StringComparer.Ordinal)
            .Take(Most).Select(pair => pair.known)];

    private static string Fold(string name) => name.ToLowerInvariant();

    private static bool IsNear(string name, string known, int distance) =>
        distance <= Math.Max(2, known.Length / 3)
        || (name.Length >= 2 && (known.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(known, StringComparison.Ordinal)));

    /// <summary>Edits (insert, delete, replace) that turn one text into the other (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}

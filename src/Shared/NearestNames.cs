// Suggests names that a mistyped name may have meant.
// Compiled into Hvae, Repro and the command line, as the first two must not know one another.

namespace Shared;

/// <summary>Suggestions by edit distance.</summary>
internal static class NearestNames
{
    /// <summary>
    /// Returns the names that differ from <paramref name="typed"/> by few edits (a third of its letters, at least two), nearest first and
    /// at most three. A name that contains <paramref name="typed"/> counts as near.
    /// </summary>
    public static IReadOnlyList<string> Of(string typed, IEnumerable<string> names)
    {
        var limit = Math.Max(2, typed.Length / 3);
        return [.. names.Distinct()
            .Select(name => (Name: name, Distance: Near(typed, name)))
            .Where(near => near.Distance <= limit)
            .OrderBy(near => near.Distance).ThenBy(near => near.Name, StringComparer.Ordinal)
            .Take(3).Select(near => near.Name)];
    }

    /// <summary>
    /// Returns " Did you mean 'a' or 'b'?", the known names when none is near, or nothing when there are none. It begins with a blank.
    /// </summary>
    public static string Suggest(string typed, IEnumerable<string> names)
    {
        var all = names.Distinct().Order(StringComparer.Ordinal).ToList();
        var near = Of(typed, all);
        if (near.Count > 0) return $" Did you mean {string.Join(" or ", near.Select(name => $"'{name}'"))}?";
        return all.Count > 0 ? $" Known: {string.Join(", ", all)}." : "";
    }

    /// <summary>Returns the least number of letters to insert, delete, replace or swap with a neighbour, ignoring case.</summary>
    public static int Distance(string a, string b)
    {
        // Three rows of the table of distances between beginnings of both, since a damaged file may hold a very long name.
        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = last[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }

    private static int Near(string typed, string name) =>
        typed.Length > 2 && name.Contains(typed, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(typed, name);

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}

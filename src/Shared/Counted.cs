// A number with its noun, which is plural unless the number is one.
// Compiled into Hvae, Repro and the command line, as the first two must not know one another.

namespace Shared;

internal static class Counted
{
    /// <summary>Returns the number and the noun, e.g. "1 worker" or "2 workers".</summary>
    /// <param name="number">Number of things.</param>
    /// <param name="one">The noun for one thing.</param>
    /// <param name="many">The noun for any other number. By default <paramref name="one"/> gets an s.</param>
    public static string Of(long number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{number} {many ?? one + "s"}";
}

// A number with its noun: plural unless the number is one.
// Compiled into Hvae, Repro and the command line, as the first two must not know one another.

namespace Shared;

internal static class Counted
{
    /// <summary>"1 worker", "2 workers".</summary>
    /// <param name="number">How many there are.</param>
    /// <param name="one">The noun for one.</param>
    /// <param name="many">The noun for any other number; with an s at its end when left out.</param>
    public static string Of(long number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{number} {many ?? one + "s"}";
}

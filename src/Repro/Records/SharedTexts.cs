// Lets the results of a long plan share what is the same in all of them: names, units, and what computed them.

using System.Collections.Concurrent;
using System.Text.Json;

namespace Repro.Records;

internal static class SharedTexts
{
    private const int LongestShared = 128;

    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByLetters = Texts.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Environments = new(StringComparer.Ordinal);

    /// <summary>The text at which the reader stands; equal texts are one object.</summary>
    /// <exception cref="InvalidOperationException">It is no text.</exception>
    public static string Read(ref Utf8JsonReader reader)
    {
        Span<char> letters = stackalloc char[LongestShared];
        if (reader.HasValueSequence || reader.ValueSpan.Length > LongestShared) return reader.GetString() ?? throw new InvalidOperationException("null is no text");
        letters = letters[..reader.CopyString(letters)];
        return ByLetters.TryGetValue(letters, out var known) ? known : Shared(letters.ToString());
    }

    /// <summary>The same result; equal texts in it are one object with those of other results.</summary>
    public static ResultRecord Of(ResultRecord result) => result with
    {
        Kind = Shared(result.Kind),
        Files = result.Files.ToDictionary(file => Shared(file.Key), file => file.Value),
        Environment = Environments.GetOrAdd(string.Join('\n', result.Environment.Select(fact => $"{fact.Key}={fact.Value}")), result.Environment),
    };

    private static string Shared(string text) => Texts.GetOrAdd(text, text);
}

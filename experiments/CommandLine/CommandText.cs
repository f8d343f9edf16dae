// A command line as text that a shell reads as the same words.

using System.Buffers;

namespace Experiments.CommandLine;

/// <summary>Quotes words for a POSIX shell.</summary>
internal static class CommandText
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+,./:@%");

    /// <summary>Returns <c>hvae-repro</c> and the words, each in quotes where the shell would change it.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted).Prepend("hvae-repro"));

    private static string Quoted(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain) ? word : $"'{word.Replace("'", "'\\''")}'";
}

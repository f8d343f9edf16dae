// Lets the results of a long plan share what is the same in all of them: names, units, and what computed them.

using System.Collections.Concurrent;

namespace Repro.Records;

internal static class SharedTexts
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Environments = new(StringComparer.Ordinal);

    /// <summary>The same result; equal texts in it are one object with those of other results.</summary>
    public static ResultRecord Of(ResultRecord result) => result with
    {
        Kind = string.Intern(result.Kind),
        Metrics = [.. result.Metrics.Select(metric => metric with { Name = string.Intern(metric.Name), Unit = string.Intern(metric.Unit) })],
        Files = result.Files.ToDictionary(file => string.Intern(file.Key), file => file.Value),
        Environment = Environments.GetOrAdd(string.Join('\n', result.Environment.Select(fact => $"{fact.Key}={fact.Value}")), result.Environment),
    };
}

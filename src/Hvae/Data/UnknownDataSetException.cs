// The error for a data set name that nobody knows.

using Shared;

namespace Hvae.Data;

/// <summary>No data set has this name.</summary>
public sealed class UnknownDataSetException(string name, IReadOnlyList<string> names)
    : Exception(Describe(name, NearestNames.Of(name, names), names))
{
    /// <summary>The name that was asked for.</summary>
    public string Name { get; } = name;

    /// <summary>Known names that are spelt alike, the nearest first; may be empty.</summary>
    public IReadOnlyList<string> Nearest { get; } = NearestNames.Of(name, names);

    private static string Describe(string name, IReadOnlyList<string> nearest, IReadOnlyList<string> names)
    {
        var question = nearest.Count > 0 ? $" Did you mean {string.Join(" or ", nearest)}?" : "";
        return $"There is no data set \"{name}\".{question} Known data sets: {string.Join(", ", names)}.";
    }
}

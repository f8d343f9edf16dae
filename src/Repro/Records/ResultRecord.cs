// What a finished job leaves in result.json.

using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Repro.Plans;

namespace Repro.Records;

/// <summary>The content of a job's <c>result.json</c>.</summary>
public sealed record ResultRecord
{
    /// <summary>The job's key.</summary>
    public required string Key { get; init; }

    /// <summary>The job's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The job's label at the time it ran.</summary>
    public required string Label { get; init; }

    /// <summary>The numbers, in the handler's order; names are unique and values finite.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>As the handler gave them.</summary>
    public required JsonObject Details { get; init; }

    /// <summary>SHA-256 of each file that belongs to the result, by its name in the folder.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>When the attempt that finished began, in UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Time spent, in seconds, earlier attempts whose checkpoints were used included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the worker process while the job ran; 0 where it is not known.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>What computed it: commit, machine, libraries, threads, device, precision.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The change of code across which the result was kept; null when it was computed by the code that its key stands for.</summary>
    public AcceptedCode? Accepted { get; init; }

    /// <summary>SHA-256 of the file's bytes; empty until the file is written.</summary>
    [JsonIgnore]
    public string Sha256 { get; init; } = "";
}

/// <summary>A change of code that a user has taken for harmless.</summary>
/// <param name="Keys">Under which the result was known before, the last first.</param>
/// <param name="Files">What has changed since it was computed; empty when only the code of its inputs has.</param>
public sealed record AcceptedCode(IReadOnlyList<string> Keys, IReadOnlyList<AcceptedFile> Files)
{
    /// <summary>All that has changed for some results, as a subject for people.</summary>
    internal static string TextOf(IEnumerable<AcceptedCode> accepted) =>
        Sources.Text([.. accepted.SelectMany(each => each.Files).Select(file => file.File).Distinct().Order(StringComparer.Ordinal)]);
}

/// <summary>A source that has changed.</summary>
/// <param name="File">Its path in the repository.</param>
/// <param name="Was">The hash of its tokens when the result was computed; null when it was not used then.</param>
/// <param name="Now">The hash that was accepted; null when it is no longer used.</param>
public sealed record AcceptedFile(string File, string? Was = null, string? Now = null);

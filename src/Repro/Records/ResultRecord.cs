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

    /// <summary>Facts of the worker: libraries, threads, device.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>SHA-256 of the file's bytes; empty until the file is written.</summary>
    [JsonIgnore]
    public string Sha256 { get; init; } = "";
}

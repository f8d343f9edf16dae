// A unit of cached work: what is to be computed, from what, and the key under which its result is kept.

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Repro.Plans;

/// <summary>One unit of work of a plan. Two jobs with the same <see cref="Key"/> are the same job and run once.</summary>
public sealed class Job
{
    private readonly Lazy<string> key;

    /// <param name="kind">Which handler runs it, and the artifact folder's first part: <c>train</c>, <c>evaluate</c>.</param>
    /// <param name="label">For people; not part of the identity.</param>
    /// <param name="configuration">All that determines the result: settings, data fingerprint, seed, versions of the numeric code.</param>
    /// <param name="inputs">Jobs whose artifacts this one reads; part of the identity.</param>
    /// <param name="cost">Expected work in a unit common to the plan; only the finish time depends on it.</param>
    public Job(string kind, string label, JsonObject configuration, IReadOnlyList<Job>? inputs = null, double cost = 1)
    {
        Kind = kind;
        Label = label;
        Configuration = (JsonObject)configuration.DeepClone();
        Inputs = [.. inputs ?? []];
        Cost = cost;
        key = new(ComputeKey);
    }

    /// <summary>Which handler runs the job.</summary>
    public string Kind { get; }

    /// <summary>Short text for people; not part of the identity.</summary>
    public string Label { get; }

    /// <summary>All that determines the result.</summary>
    public JsonObject Configuration { get; }

    /// <summary>Jobs whose artifacts this one reads, in the order in which the handler sees their folders.</summary>
    public IReadOnlyList<Job> Inputs { get; }

    /// <summary>Expected work, in a unit common to the plan.</summary>
    public double Cost { get; }

    /// <summary>SHA-256 (64 lower-case hexadecimal digits) of the canonical JSON of kind, configuration and the inputs' keys.</summary>
    public string Key => key.Value;

    private string ComputeKey()
    {
        var identity = new JsonObject
        {
            ["kind"] = Kind,
            ["configuration"] = Configuration.DeepClone(),
            ["inputs"] = new JsonArray([.. Inputs.Select(input => (JsonNode)input.Key)]),
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Write(identity))));
    }
}

// A unit of cached work: what is to be computed, from what, and the key under which its result is kept.

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Repro.Plans;

/// <summary>One unit of work of a plan. Two jobs with the same <see cref="Key"/> are the same job and run once.</summary>
public sealed class Job
{
    private readonly byte[] configuration = [];
    private readonly ArgumentException? unwritable;
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
        try
        {
            this.configuration = Encoding.UTF8.GetBytes(CanonicalJson.Write(configuration));
        }
        catch (ArgumentException problem)
        {
            unwritable = problem; // The plan says it, together with the job's label.
        }

        Inputs = [.. inputs ?? []];
        Cost = cost;
        key = new(ComputeKey);
    }

    /// <summary>Which handler runs the job.</summary>
    public string Kind { get; }

    /// <summary>Short text for people; not part of the identity.</summary>
    public string Label { get; }

    /// <summary>All that determines the result; a copy each time. (A plan is long, so jobs keep the canonical text only.)</summary>
    public JsonObject Configuration => (JsonObject)JsonNode.Parse(Written)!;

    /// <summary>The canonical text of <see cref="Configuration"/>.</summary>
    internal string ConfigurationText => Encoding.UTF8.GetString(Written);

    /// <summary>Jobs whose artifacts this one reads, in the order in which the handler sees their folders.</summary>
    public IReadOnlyList<Job> Inputs { get; }

    /// <summary>Expected work, in a unit common to the plan.</summary>
    public double Cost { get; }

    /// <summary>SHA-256 (64 lower-case hexadecimal digits) of the canonical JSON of kind, configuration and the inputs' keys.</summary>
    public string Key => key.Value;

    private byte[] Written => unwritable is null ? configuration : throw unwritable;

    private string ComputeKey()
    {
        var inputs = string.Join(',', Inputs.Select(input => $"\"{input.Key}\""));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $$"""{"configuration":{{ConfigurationText}},"inputs":[{{inputs}}],"kind":{{CanonicalJson.Write(Kind)}}}""")));
    }
}

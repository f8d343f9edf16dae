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
    private readonly Lazy<string> request;

    /// <param name="kind">Kind of the job, which names its handler and the first part of its artifact folder, e.g. <c>train</c>.</param>
    /// <param name="label">Short text for people; not part of the identity.</param>
    /// <param name="configuration">
    /// All that determines the result: settings, data fingerprint, seed; the code is <see cref="Sources"/>.
    /// </param>
    /// <param name="inputs">Jobs whose artifacts this one reads; part of the identity.</param>
    /// <param name="cost">
    /// Expected work, in a unit that the plan's jobs have in common. Only the estimated time and the order depend on it.
    /// </param>
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
            unwritable = problem; // The plan reports this together with the job's label.
        }

        Inputs = [.. inputs ?? []];
        Cost = cost;
        key = new(() => HashOf(input => input.Key, Sources.Fingerprint));
        request = new(() => HashOf(input => input.Request, ""));
    }

    /// <summary>Makes a job whose code is that of its handler. The parameters are those of the constructor.</summary>
    public static Job For<THandler>(string kind, string label, JsonObject configuration, IReadOnlyList<Job>? inputs = null, double cost = 1)
        where THandler : IJobHandler =>
        new(kind, label, configuration, inputs, cost) { Sources = Sources.Of(typeof(THandler)) };

    /// <summary>Kind of the job, which names its handler.</summary>
    public string Kind { get; }

    /// <summary>Short text for people; not part of the identity.</summary>
    public string Label { get; }

    /// <summary>
    /// All that determines the result. Each call returns a new copy, because jobs keep the canonical text only: a plan is long.
    /// </summary>
    public JsonObject Configuration => (JsonObject)JsonNode.Parse(Written)!;

    /// <summary>The canonical text of <see cref="Configuration"/>.</summary>
    internal string ConfigurationText => Encoding.UTF8.GetString(Written);

    /// <summary>Jobs whose artifacts this one reads, in the order in which the handler sees their folders.</summary>
    public IReadOnlyList<Job> Inputs { get; }

    /// <summary>Expected work, in a unit that the plan's jobs have in common.</summary>
    public double Cost { get; }

    /// <summary>The code that computes the result; part of the identity.</summary>
    public Sources Sources { get; init; } = Sources.None;

    /// <summary>
    /// SHA-256 (64 lower-case hexadecimal digits) of the canonical JSON of kind, configuration, the inputs' keys and the code.
    /// </summary>
    public string Key => key.Value;

    /// <summary>
    /// Hash of what is to be computed, by any code: like <see cref="Key"/>, but without the code of the job and of its inputs.
    /// </summary>
    public string Request => request.Value;

    private byte[] Written => unwritable is null ? configuration : throw unwritable;

    private string HashOf(Func<Job, string> ofInput, string code)
    {
        var inputs = string.Join(',', Inputs.Select(input => $"\"{ofInput(input)}\""));
        var sources = code.Length == 0 ? "" : $",\"sources\":\"{code}\"";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $$"""{"configuration":{{ConfigurationText}},"inputs":[{{inputs}}],"kind":{{CanonicalJson.Write(Kind)}}{{sources}}}""")));
    }
}

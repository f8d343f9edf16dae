// A table, a figure or another check: what it needs computed, and what it concludes from the results.

using System.Text.Json.Nodes;
using Repro.Claims;
using Repro.Figures;

namespace Repro.Plans;

/// <summary>One target of the command line: a table, a figure or a check.</summary>
public interface IExperiment
{
    /// <summary>The target's name, e.g. <c>Xiao23.Figure8</c>; also the stem of its files.</summary>
    string Name { get; }

    /// <summary>One sentence about what a reader gets.</summary>
    string Description { get; }

    /// <summary>
    /// Lists the jobs whose results <see cref="Conclude"/> needs; their inputs are added by themselves. It must not compute anything long.
    /// </summary>
    ExperimentPlan Plan(ExperimentContext context);

    /// <summary>Makes tables, figures and claims of the results. Jobs that failed or were skipped have no result.</summary>
    Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results);
}

/// <summary>
/// The jobs of an experiment and the data that they read. An experiment may derive a plan that holds more; it gets the same object back.
/// </summary>
/// <param name="Jobs">The jobs, the most interesting first.</param>
/// <param name="Data">Every data set that the jobs read.</param>
public record ExperimentPlan(IReadOnlyList<Job> Jobs, IReadOnlyList<DataSource> Data);

/// <summary>Where images came from; every record and picture says it.</summary>
/// <param name="Name">Name of the data set, e.g. <c>mnist</c>.</param>
/// <param name="Quality"><c>official</c>, <c>unofficial copy</c> or <c>stand-in</c>.</param>
/// <param name="Fingerprint">SHA-256 of the decoded content.</param>
/// <param name="Description">
/// Description for people with name and quality, e.g. "mnist (official): 20,000 of 60,000 training images".
/// </param>
public sealed record DataSource(string Name, string Quality, string Fingerprint, string Description)
{
    /// <summary>Name of the data set that was asked for; it differs from <see cref="Name"/> when a stand-in takes its place.</summary>
    public string Wanted { get; init; } = Name;

    /// <summary>
    /// Share of the data set's official training or test images that are used, whichever is smaller, in (0, 1]; null where the data set has
    /// no official number of images.
    /// </summary>
    public double? Share { get; init; }

    /// <summary>Whether the images are those that published numbers were made from.</summary>
    public bool IsOfficial => Quality == "official";

    /// <summary>Whether the images are generated, so that no number made from them says anything about the real data set.</summary>
    public bool IsStandIn => Quality == "stand-in";
}

/// <summary>What an experiment knows about its run.</summary>
public sealed class ExperimentContext
{
    /// <summary>Name of the preset.</summary>
    public required string Preset { get; init; }

    /// <summary>Values of the preset with its inheritance resolved.</summary>
    public required JsonObject Settings { get; init; }

    /// <summary>A sentence for captions: the commit and the machine that computed the numbers.</summary>
    public required string Provenance { get; init; }

    /// <summary>Returns the same context with another <see cref="Provenance"/>.</summary>
    internal ExperimentContext Of(string provenance) => new() { Preset = Preset, Settings = Settings, Provenance = provenance };
}

/// <summary>The result of a finished job.</summary>
/// <param name="Key">Key of the job.</param>
/// <param name="Folder">Artifact folder of the job.</param>
/// <param name="Metrics">The metrics by name.</param>
/// <param name="Details">Further results, as the handler gave them.</param>
public sealed record JobResult(string Key, string Folder, IReadOnlyDictionary<string, Metric> Metrics, JsonObject Details);

/// <summary>What an experiment shows.</summary>
public sealed record Conclusion
{
    /// <summary>Tables, printed, recorded and written as CSV and Markdown.</summary>
    public IReadOnlyList<Table> Tables { get; init; } = [];

    /// <summary>Figures, drawn as PNG and SVG with their data as CSV.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Claims with their verdicts.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Sentences that a reader must know, e.g. which cells are missing and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>False when the experiment is a check that failed; the command then ends with an exit code other than zero.</summary>
    public bool Passed { get; init; } = true;
}

/// <summary>One measured number.</summary>
/// <param name="Name">Standard term of the field, e.g. <c>rate_z2</c>.</param>
/// <param name="Value">The number, which is finite.</param>
/// <param name="Unit">Unit of the value, e.g. <c>nats</c> or <c>dB</c>; empty for a pure number.</param>
/// <param name="StandardError">Standard error of the value, in its unit; null when it is not known.</param>
/// <param name="N">Number of items over which the value was taken; null when it is not known.</param>
public sealed record Metric(string Name, double Value, string Unit, double? StandardError = null, long? N = null);

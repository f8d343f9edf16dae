// A table, a figure or another check: what it needs computed, and what it concludes from the results.

using System.Text.Json.Nodes;
using Repro.Claims;
using Repro.Figures;

namespace Repro.Plans;

/// <summary>One target of the command line.</summary>
public interface IExperiment
{
    /// <summary>The target's name, e.g. <c>Xiao23.Figure8</c>; also the stem of its files.</summary>
    string Name { get; }

    /// <summary>One sentence: what a reader gets.</summary>
    string Description { get; }

    /// <summary>Lists the jobs whose results are concluded from (their inputs come along by themselves). Must not compute anything long.</summary>
    ExperimentPlan Plan(ExperimentContext context);

    /// <summary>Makes tables, figures and claims of the results. Jobs that failed or were skipped have none.</summary>
    Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results);
}

/// <summary>The jobs of an experiment and the data they stand on; an experiment may derive one that keeps more, which it gets back as it is.</summary>
/// <param name="Jobs">In the order of interest.</param>
/// <param name="Data">Every data set that the jobs read.</param>
public record ExperimentPlan(IReadOnlyList<Job> Jobs, IReadOnlyList<DataSource> Data);

/// <summary>Where images came from; stands on every record and picture.</summary>
/// <param name="Name">E.g. <c>mnist</c>.</param>
/// <param name="Quality"><c>official</c>, <c>unofficial copy</c> or <c>stand-in</c>.</param>
/// <param name="Fingerprint">SHA-256 of the decoded content.</param>
/// <param name="Description">For people, with name and quality, e.g. "mnist (official): 20,000 of 60,000 training images".</param>
public sealed record DataSource(string Name, string Quality, string Fingerprint, string Description)
{
    /// <summary>The data set that was asked for; another one than <see cref="Name"/> when a stand-in takes its place.</summary>
    public string Wanted { get; init; } = Name;

    /// <summary>Whether the images are those that published numbers were made from.</summary>
    public bool IsOfficial => string.Equals(Quality, "official", StringComparison.Ordinal);

    /// <summary>Whether the images are generated, so that no number made from them says anything about the real data set.</summary>
    public bool IsStandIn => string.Equals(Quality, "stand-in", StringComparison.Ordinal);
}

/// <summary>What an experiment may ask of its surroundings.</summary>
public sealed class ExperimentContext
{
    /// <summary>The preset's name.</summary>
    public required string Preset { get; init; }

    /// <summary>The preset's values, inheritance resolved.</summary>
    public required JsonObject Settings { get; init; }

    /// <summary>A sentence for captions: commit, machine, date of what the numbers come from.</summary>
    public required string Provenance { get; init; }

    /// <summary>Returns the same context with another <see cref="Provenance"/>.</summary>
    internal ExperimentContext Of(string provenance) => new() { Preset = Preset, Settings = Settings, Provenance = provenance };
}

/// <summary>What a finished job has left.</summary>
/// <param name="Key">The job's key.</param>
/// <param name="Folder">Its artifact folder.</param>
/// <param name="Metrics">By name.</param>
/// <param name="Details">As the handler gave them.</param>
public sealed record JobResult(string Key, string Folder, IReadOnlyDictionary<string, Metric> Metrics, JsonObject Details);

/// <summary>What an experiment has to show.</summary>
public sealed record Conclusion
{
    /// <summary>Tables, printed, recorded and written as CSV and Markdown.</summary>
    public IReadOnlyList<Table> Tables { get; init; } = [];

    /// <summary>Figures, drawn as PNG and SVG with their data as CSV.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Claims with their verdicts.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Sentences a reader must know, e.g. which cells are missing and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>False when the experiment is a check and the check failed; the command then exits non-zero.</summary>
    public bool Passed { get; init; } = true;
}

/// <summary>One measured number.</summary>
/// <param name="Name">The field's standard term, e.g. <c>rate_z2</c>.</param>
/// <param name="Value">Finite.</param>
/// <param name="Unit">E.g. <c>nats</c>, <c>dB</c>; empty for a pure number.</param>
/// <param name="StandardError">Of the value, in its unit, where it is known.</param>
/// <param name="N">Over how many items the value was taken.</param>
public sealed record Metric(string Name, double Value, string Unit, double? StandardError = null, long? N = null);

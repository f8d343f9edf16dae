// What the options of the command line come to, with their defaults.

using Experiments.Presets;
using Hvae.Data;
using Hvae.Models;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;

namespace Experiments.CommandLine;

/// <summary>Where things are and how to run.</summary>
internal sealed record Settings
{
    /// <summary>Name of the preset, or path of its file.</summary>
    public required string Preset { get; init; }

    /// <summary>The precision of training; null for the preset's own.</summary>
    public Precision? Precision { get; init; }

    /// <summary>Folder of the data sets.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of jobs' artifacts and decoded images.</summary>
    public required string Artifacts { get; init; }

    /// <summary>Folder of records and pictures; each preset has its own in it.</summary>
    public required string Results { get; init; }

    /// <summary>Folder of the numbers computed with the papers' code.</summary>
    public required string Reference { get; init; }

    /// <summary>Never download.</summary>
    public bool Offline { get; init; }

    /// <summary>Where jobs run.</summary>
    public ExecutorKind Executor { get; init; }

    /// <summary>The command line, word by word, then what environment variables have said as options; means the same wherever it is typed from the same folder.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Reads the settings for the cluster: those of the file, replaced by those that were typed.</summary>
    public required Func<SlurmSettings> Cluster { get; init; }

    /// <summary>How much is said.</summary>
    public Verbosity Verbosity { get; init; }

    /// <summary>Worker processes; null for as many as there are cores for their threads.</summary>
    public int? Workers { get; init; }

    /// <summary>Threads of each worker.</summary>
    public int Threads { get; init; }

    /// <summary>Where tensors live: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Between two checkpoints of a training.</summary>
    public TimeSpan CheckpointInterval { get; init; }

    /// <summary>How long a job may stand still; zero for ever.</summary>
    public TimeSpan HangLimit { get; init; }

    /// <summary>Run jobs anew even when their results are there.</summary>
    public bool Force { get; init; }

    /// <summary>Keep results that earlier code has computed.</summary>
    public bool AcceptCode { get; init; }

    /// <summary>Keep results whatever they were computed with.</summary>
    public bool AcceptEnvironment { get; init; }

    /// <summary>The code of the command that started this worker; null elsewhere.</summary>
    public string? Commit { get; init; }

    /// <summary>Folder of the records and pictures of this preset.</summary>
    public string PresetResults => Path.Combine(Results, PresetName);

    /// <summary>Name of the preset on records and pictures, with the precision where one was given, e.g. <c>quick-bf16</c>.</summary>
    public string PresetName => PresetFolder.NameOf(Preset) + (Precision is { } given ? $"-{given.ToText()}" : "");

    /// <summary>How data sets are found; decoded images lie beside the artifacts.</summary>
    public DataOptions DataOptions() => new() { Folder = Data, Offline = Offline, CacheFolder = Path.Combine(Artifacts, "images") };
}

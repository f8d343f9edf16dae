// The values of the options of the command line.

using Experiments.Presets;
using Hvae.Data;
using Hvae.Models;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;

namespace Experiments.CommandLine;

/// <summary>Values of all options, with defaults for those that were not typed.</summary>
internal sealed record Settings
{
    /// <summary>Name of the preset, or path of its file.</summary>
    public required string Preset { get; init; }

    /// <summary>Precision of training, or null for the preset's.</summary>
    public Precision? Precision { get; init; }

    /// <summary>Folder of the data sets.</summary>
    public required string Data { get; init; }

    /// <summary>Whether an option or a variable named the folder of the data sets.</summary>
    public bool IsDataNamed { get; init; }

    /// <summary>Whether stand-ins take the place of all data sets.</summary>
    public bool StandIns { get; init; }

    /// <summary>Folder of the results of jobs and of decoded images.</summary>
    public required string Artifacts { get; init; }

    /// <summary>Folder of records and pictures, with one folder for each preset.</summary>
    public required string Results { get; init; }

    /// <summary>Folder of the numbers computed with the papers' code.</summary>
    public required string Reference { get; init; }

    /// <summary>Whether downloads are forbidden.</summary>
    public bool Offline { get; init; }

    /// <summary>Where jobs run.</summary>
    public ExecutorKind Executor { get; init; }

    /// <summary>
    /// The words of the command line, followed by the values of environment variables as options, so that it means the same in another
    /// environment.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Reads the settings for the cluster: those of the file, replaced by those that were typed.</summary>
    public required Func<SlurmSettings> Cluster { get; init; }

    /// <summary>How much is printed.</summary>
    public Verbosity Verbosity { get; init; }

    /// <summary>Number of worker processes, or null for as many as there are cores for their threads.</summary>
    public int? Workers { get; init; }

    /// <summary>Number of threads of each worker.</summary>
    public int Threads { get; init; }

    /// <summary>Device of the tensors: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Time between two checkpoints of a training.</summary>
    public TimeSpan CheckpointInterval { get; init; }

    /// <summary>Time for which a job may make no progress; zero for no limit.</summary>
    public TimeSpan HangLimit { get; init; }

    /// <summary>Whether jobs run again even if their results are cached.</summary>
    public bool Force { get; init; }

    /// <summary>Whether results that earlier code computed are kept.</summary>
    public bool AcceptCode { get; init; }

    /// <summary>Whether jobs run whose results are committed ones.</summary>
    public bool Retrain { get; init; }

    /// <summary>Whether models are trained again whose training diverged.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Whether results of another device, number of threads or version of TorchSharp are kept.</summary>
    public bool AcceptEnvironment { get; init; }

    /// <summary>Commit of the command that started this worker, or null elsewhere.</summary>
    public string? Commit { get; init; }

    /// <summary>Folder of the records and pictures of this preset.</summary>
    public string PresetResults => Path.Combine(Results, PresetName);

    /// <summary>
    /// Folder of the committed results of this preset: in its results, or else in those of the checkout; it may be missing.
    /// </summary>
    public string CommittedResults => new[] { PresetResults, Path.Combine(CommandLine.Options.Defaults().Results, PresetName) }
        .Select(folder => Path.Combine(folder, Repro.Records.CommittedResults.FolderName))
        .OrderByDescending(Directory.Exists).First();

    /// <summary>Name of the preset on records and pictures, with the precision where one was given, e.g. <c>quick-bf16</c>.</summary>
    public string PresetName => PresetFolder.NameOf(Preset) + (Precision is { } given ? $"-{given.ToText()}" : "");

    /// <summary>Returns the options for finding data sets. Decoded images are kept beside the artifacts.</summary>
    public DataOptions DataOptions() => new()
    {
        Folder = Data,
        IsFolderNamed = IsDataNamed,
        StandIns = StandIns,
        Offline = Offline,
        CacheFolder = Path.Combine(Artifacts, "images"),
    };
}

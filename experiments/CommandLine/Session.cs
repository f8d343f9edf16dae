// What commands work with, put together from the settings: the data, the targets, the runner.

using System.Reflection;
using Experiments.Jobs;
using Experiments.Presets;
using Hvae;
using Hvae.Data;
using Hvae.Models;
using Repro.Environments;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Figures;
using Repro.Plans;
using Shared;
using Spectre.Console;
using TorchSharp;

namespace Experiments.CommandLine;

/// <summary>The parts of the program, wired.</summary>
/// <param name="settings">What was typed.</param>
/// <param name="console">Where people read.</param>
internal sealed class Session(Settings settings, IAnsiConsole console)
{
    private static readonly Lazy<GitState> Here = new(() => GitState.Of(AppContext.BaseDirectory));

    /// <summary>All targets.</summary>
    public IReadOnlyList<IExperiment> Experiments { get; } =
        Catalogue.Experiments(
            new DataCatalog(settings.DataOptions(), Once(console), new DownloadLine()), settings.Reference);

    /// <summary>Says what is to be noticed of the data, each thing once though many targets open the same data set.</summary>
    private static Action<string> Once(IAnsiConsole console)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        return text =>
        {
            if (said.Add(text)) console.MarkupLineInterpolated($"[yellow]{text}[/]");
        };
    }

    /// <summary>Reads the preset that was asked for.</summary>
    /// <exception cref="PresetException">Thrown when there is no such preset or when one of its values is wrong.</exception>
    public PresetFile LoadPreset()
    {
        var preset = Preset.Folder.Load(settings.Preset);
        if (settings.Precision is { } given) preset.Settings["precision"] = given.ToText();
        _ = Preset.From(preset.Settings);
        return preset with { Name = settings.PresetName };
    }

    /// <summary>The targets of this name: one for <c>Xiao23.Figure8</c>, that of each paper for <c>Figure8</c>, every paper's for <c>All</c>.</summary>
    /// <exception cref="UnknownTargetException">There is none.</exception>
    public IReadOnlyList<IExperiment> Targets(string name)
    {
        var papers = Experiments.Where(experiment => experiment.Name.Contains('.', StringComparison.Ordinal)).ToArray();
        if (string.Equals(name, "All", StringComparison.OrdinalIgnoreCase)) return papers;
        var found = Experiments
            .Where(experiment => string.Equals(experiment.Name, name, StringComparison.OrdinalIgnoreCase)
                || experiment.Name.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase))
            .ToArray();
        return found.Length > 0 ? found : throw new UnknownTargetException(name, NearestNames.Of(name, Names()));
    }

    /// <summary>Runs targets.</summary>
    /// <param name="attached">The submission to go on with; null for a run of its own.</param>
    public Runner Runner(Submission? attached = null) => new(
        RunnerOptions(settings),
        Catalogue.Handlers(Machine(settings)),
        () => TensorFacts(settings),
        new ScottPlotRenderer(),
        console,
        TimeProvider.System)
    {
        Executor = settings.Executor == ExecutorKind.Slurm ? Cluster(attached) : null,
    };

    /// <summary>What a worker process computes with.</summary>
    public static WorkerMachine Machine(Settings settings) =>
        new(settings.DataOptions(), settings.Device, settings.CheckpointInterval, TimeProvider.System);

    /// <summary>The machine, the code and the settings, as they are recorded with a run.</summary>
    public static EnvironmentRecord Environment(Settings settings) =>
        EnvironmentRecord.Gather(RunnerOptions(settings).RecordedFacts, TimeProvider.System);

    /// <summary>Prepares this process for jobs, and says what they compute with.</summary>
    public static IReadOnlyDictionary<string, string> TensorFacts(Settings settings)
    {
        torch.set_num_threads(settings.Threads);
        var facts = new Dictionary<string, string>(TensorLibrary.Facts(), StringComparer.Ordinal)
        {
            ["device"] = settings.Device,
            ["precision"] = Precision.Float32.ToText(),
        };
        foreach (var (name, value) in EnvironmentRecord.OfResults(GitOf(settings))) facts[name] = value;
        return facts;
    }

    /// <summary>Returns the code of the command that planned the jobs. A worker gets it as an option, because the checkout may change meanwhile.</summary>
    private static GitState GitOf(Settings settings) => settings.Commit is { } told ? GitState.Parse(told) : Here.Value;

    /// <summary>Looks for the device before jobs fail one by one for want of it; the nodes of a cluster may have what this machine lacks.</summary>
    /// <exception cref="MissingDeviceException">It is not there.</exception>
    public void RequireDevice()
    {
        if (settings.Executor == ExecutorKind.Slurm) return;
        if (settings.Device.StartsWith("cuda", StringComparison.Ordinal)
            && (!torch.cuda.is_available() || torch.device(settings.Device).index >= torch.cuda.device_count()))
            throw new MissingDeviceException(settings.Device);
    }

    private SlurmExecutor Cluster(Submission? attached) => new(
        new(settings.Artifacts),
        new()
        {
            Settings = settings.Cluster(),
            ProgramFolder = Path.GetDirectoryName(Program)!,
            Command = folder =>
                new(DotNet, [Path.Combine(folder, Path.GetFileName(Program)), "worker-task", .. MachineArguments(settings)]),
            Threads = settings.Threads,
            Arguments = settings.Arguments,
            Attached = attached,
        },
        SlurmCommands.OfThisMachine(console.WriteLine),
        Task.Delay,
        console.WriteLine,
        TimeProvider.System);

    private static string Program => Assembly.GetExecutingAssembly().Location;

    /// <summary>The nodes may have another on their path, or none.</summary>
    private static string DotNet =>
        System.Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    private static RunnerOptions RunnerOptions(Settings settings) => new()
    {
        ArtifactsRoot = settings.Artifacts,
        ResultsFolder = settings.PresetResults,
        Executor = settings.Executor,
        Workers = settings.Workers,
        Threads = settings.Threads,
        HangLimit = settings.HangLimit,
        Force = settings.Force,
        AcceptCode = settings.AcceptCode,
        AcceptEnvironment = settings.AcceptEnvironment,
        ComputedWith = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device"] = settings.Device,
            ["threads"] = $"{settings.Threads}",
            ["TorchSharp"] = TensorLibrary.Version,
        },
        Verbosity = settings.Verbosity,
        Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["device"] = settings.Device },
        WorkerCommand = new("dotnet", [Program, "worker", .. MachineArguments(settings)]),
    };

    private static IEnumerable<string> MachineArguments(Settings settings) =>
        [
            "--data", Path.GetFullPath(settings.Data), "--artifacts", settings.Artifacts, "--device", settings.Device, "--threads",
            $"{settings.Threads}",
            "--checkpoint-every", $"{settings.CheckpointInterval.TotalSeconds}", "--commit", GitOf(settings).ToString(),
        ];

    private IEnumerable<string> Names() =>
        Experiments.SelectMany(experiment => new[] { experiment.Name, experiment.Name.Split('.')[^1] }).Append("All")
            .Distinct(StringComparer.Ordinal);
}

/// <summary>Tensors cannot live where they were asked to.</summary>
/// <param name="device">What was typed.</param>
internal sealed class MissingDeviceException(string device)
    : Exception(
        $"There is no {device} for this libtorch; use --device cpu, or build with TorchDevice=cuda from a package feed that has TorchSharp's CUDA packages (docs/libtorch.md). `hvae-repro doctor` shows what is loaded.");

/// <summary>There is no target of this name.</summary>
/// <param name="name">What was typed.</param>
/// <param name="nearest">Names that are spelt alike.</param>
internal sealed class UnknownTargetException(string name, IReadOnlyList<string> nearest)
    : Exception(
        $"Unknown target '{name}'.{(nearest.Count > 0 ? $" Did you mean {string.Join(", ", nearest)}?" : "")} `hvae-repro list` shows all.");

// The objects that commands work with, made from the settings: the targets, the runner and the facts of the machine.

using System.Reflection;
using System.Runtime.InteropServices;
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
using TorchLoading;
using TorchSharp;

namespace Experiments.CommandLine;

/// <summary>Creates the parts of the program.</summary>
/// <param name="settings">Values of the options.</param>
/// <param name="console">Console of the results; notices and progress go to standard error.</param>
internal sealed class Session(Settings settings, IAnsiConsole console)
{
    private readonly IAnsiConsole aside = Output.Console(onError: true);
    private static readonly Lazy<GitState> Here = new(() => GitState.Of(AppContext.BaseDirectory));

    /// <summary>All targets.</summary>
    public IReadOnlyList<IExperiment> Experiments { get; } =
        Catalogue.Experiments(
            new DataCatalog(settings.DataOptions(), Once(Output.Console(onError: true)), new DownloadLine()), settings.Reference,
            settings.CommittedResults);

    /// <summary>Returns an action that prints each notice once, because many targets open the same data set.</summary>
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

    /// <summary>
    /// Returns the targets of a name: one for <c>Xiao23.Figure8</c>, those of both papers for <c>Table1</c>, and all tables and figures for
    /// <c>All</c>.
    /// </summary>
    /// <exception cref="UnknownTargetException">Thrown when there is none.</exception>
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

    /// <summary>Creates the runner of targets.</summary>
    /// <param name="attached">Submission to continue, or null for a new run.</param>
    public Runner Runner(Submission? attached = null) => new(
        RunnerOptions(settings),
        Catalogue.Handlers(Machine(settings)),
        () => TensorFacts(settings),
        new ScottPlotRenderer(),
        console,
        TimeProvider.System)
    {
        Aside = aside,
        Executor = settings.Executor == ExecutorKind.Slurm ? Cluster(attached) : null,
    };

    /// <summary>Returns the device, the clock and the data of a worker process.</summary>
    public static WorkerMachine Machine(Settings settings) =>
        new(settings.DataOptions(), settings.Device, settings.CheckpointInterval, TimeProvider.System);

    /// <summary>Returns the facts of the machine, the code and the settings that are recorded with a run.</summary>
    public static EnvironmentRecord Environment(Settings settings) =>
        EnvironmentRecord.Gather(RunnerOptions(settings).RecordedFacts, TimeProvider.System);

    /// <summary>
    /// Sets the number of threads and the precision of this process, and returns the facts that are recorded with each result.
    /// </summary>
    /// <exception cref="MissingLibtorchException">Thrown when libtorch cannot be loaded.</exception>
    public static IReadOnlyDictionary<string, string> TensorFacts(Settings settings)
    {
        MissingLibtorchException.ThrowIfMissing();
        torch.set_num_threads(settings.Threads);
        if (IsOnGpu(settings)) // There libtorch would round the factors of convolutions to ten bits (TF32) and call it float32.
            torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = false;
        var facts = new Dictionary<string, string>(TensorLibrary.Facts(), StringComparer.Ordinal)
        {
            ["device"] = settings.Device,
            ["precision"] = Precision.Float32.ToText(),
        };
        foreach (var (name, value) in EnvironmentRecord.OfResults(GitOf(settings))) facts[name] = value;
        return facts;
    }

    private static bool IsOnGpu(Settings settings) => settings.Device.StartsWith("cuda", StringComparison.Ordinal);

    /// <summary>
    /// Returns the commit of the command that planned the jobs. A worker gets it as an option, because the checkout may change meanwhile.
    /// </summary>
    private static GitState GitOf(Settings settings) => settings.Commit is { } told ? GitState.Parse(told) : Here.Value;

    /// <summary>
    /// Checks that the device exists before jobs fail one by one. It is not checked for a cluster, whose nodes may have what this machine
    /// lacks.
    /// </summary>
    /// <exception cref="MissingDeviceException">Thrown when there is no such device.</exception>
    /// <exception cref="MissingLibtorchException">Thrown when libtorch, which knows the devices, cannot be loaded.</exception>
    public void RequireDevice()
    {
        if (settings.Executor == ExecutorKind.Slurm || !IsOnGpu(settings)) return;
        MissingLibtorchException.ThrowIfMissing();
        if (!torch.cuda.is_available() || torch.device(settings.Device).index >= torch.cuda.device_count())
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
        SlurmCommands.OfThisMachine(aside.WriteLine),
        Task.Delay,
        aside.WriteLine,
        TimeProvider.System);

    private static string Program => Assembly.GetExecutingAssembly().Location;

    /// <summary>Path of this process's dotnet, because the nodes may have another one on their path, or none.</summary>
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
        CommittedResults = settings.CommittedResults,
        Retrain = settings.Retrain,
        AcceptCode = settings.AcceptCode,
        RetryFailed = settings.RetryFailed,
        AcceptEnvironment = settings.AcceptEnvironment,
        ComputedWith = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device"] = settings.Device,
            ["threads"] = $"{settings.Threads}",
            ["TorchSharp"] = TensorLibrary.Version,
        },
        Verbosity = settings.Verbosity,
        Facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device"] = settings.Device,
            ["working_folder"] = System.Environment.CurrentDirectory,
        },
        Command = CommandText.Of(settings.Arguments),
        WorkerCommand = new("dotnet", [Program, "worker", .. MachineArguments(settings)]),
    };

    private static IEnumerable<string> MachineArguments(Settings settings) =>
        [
            "--data", Path.GetFullPath(settings.Data), "--artifacts", settings.Artifacts, "--device", settings.Device, "--threads",
            $"{settings.Threads}",
            "--checkpoint-every", $"{settings.CheckpointInterval.TotalSeconds}", "--commit", GitOf(settings).ToString(),
        ];

    /// <summary>Number of worker processes of a run on this machine.</summary>
    public int Workers => RunnerOptions(settings).EffectiveWorkers;

    /// <summary>Returns what may be typed as a target.</summary>
    public static IEnumerable<string> TargetNames() =>
        new Session(CommandLine.Options.Defaults() with { Offline = true }, Output.Console(onError: true)).Names();

    private IEnumerable<string> Names() =>
        Experiments.SelectMany(experiment => new[] { experiment.Name, experiment.Name.Split('.')[^1] }).Append("All")
            .Distinct(StringComparer.Ordinal);
}

/// <summary>Thrown when the device for the tensors does not exist.</summary>
/// <param name="device">Name of the device as it was typed.</param>
internal sealed class MissingDeviceException(string device)
    : Exception(
        $"There is no {device} for this libtorch; use --device cpu, or build with TorchDevice=pytorch for the libtorch of a "
        + "PyTorch with CUDA, or with TorchDevice=cuda from a package feed that has TorchSharp's CUDA packages (docs/libtorch.md). "
        + "`hvae-repro doctor` shows what is loaded.");

/// <summary>Thrown when libtorch cannot be loaded.</summary>
internal sealed class MissingLibtorchException() : Exception($"libtorch cannot be loaded: {Remedy}.")
{
    /// <summary>What to do.</summary>
    public static string Remedy => Directory.EnumerateFiles(AppContext.BaseDirectory, "*torch_cpu.*").Any()
        ? TorchSharpLibrary.BuildAgain
        : "this program was built for the libtorch of a PyTorch; name that in LD_LIBRARY_PATH (docs/libtorch.md)";

    /// <summary>Loads libtorch before TorchSharp does, which would print a page about where it has looked.</summary>
    /// <exception cref="MissingLibtorchException">Thrown when that is impossible.</exception>
    public static void ThrowIfMissing()
    {
        if (!NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, searchPath: null, out _)) throw new MissingLibtorchException();
    }
}

/// <summary>Thrown when there is no target of a name.</summary>
/// <param name="name">Name as it was typed.</param>
/// <param name="nearest">Names of targets with a similar spelling.</param>
internal sealed class UnknownTargetException(string name, IReadOnlyList<string> nearest)
    : Exception(
        $"Unknown target '{name}'.{(nearest.Count > 0 ? $" Did you mean {string.Join(", ", nearest)}?" : "")} "
        + "`hvae-repro list` shows all targets.");

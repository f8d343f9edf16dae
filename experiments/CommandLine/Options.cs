// The options that several commands have.

using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.RegularExpressions;
using Hvae.Models;
using Repro.Execution;
using Repro.Execution.Slurm;

namespace Experiments.CommandLine;

/// <summary>Declares each option once, with its default and its environment variable.</summary>
internal static class Options
{
    public static readonly Option<string> Preset = new("--preset", "-p")
    {
        Description = "Size of the run: smoke, quick, reference, long, paper, or the path of a preset file of your own (docs/presets.md)",
        DefaultValueFactory = _ => "quick",
        HelpName = "NAME|FILE",
        CompletionSources = { _ => Presets.Preset.Folder.Names().Select(name => new CompletionItem(name)) },
    };

    /// <summary>Options whose default an environment variable sets.</summary>
    private static readonly List<(Option<string> Option, string Variable)> Folders = [];

    public static readonly Option<string> Data = Folder("--data", "HVAE_DATA", "data", "Folder of the data sets");
    public static readonly Option<string> Artifacts =
        Folder("--artifacts", "HVAE_ARTIFACTS", "artifacts", "Folder of trained models and other results of jobs", inCheckout: true);
    public static readonly Option<string> Results =
        Folder("--results", "HVAE_RESULTS", "results", "Folder of records and pictures", inCheckout: true);
    public static readonly Option<string> Reference =
        Folder("--reference", "HVAE_REFERENCE", Path.Combine("tests", "reference"), "Folder of the numbers that Fidelity compares with");
    public static readonly Option<Precision?> Precision = new("--precision")
    {
        Description = "Precision of convolutions and matrix products in training (default: the preset's, which is float32)",
        HelpName = "float32|bf16",
    };

    public static readonly Option<bool> Offline =
        new("--offline") { Description = "Download nothing; a stand-in replaces a data set that is missing" };
    public static readonly Option<bool> StandIns =
        new("--stand-ins") { Description = "Use stand-ins, which are generated images, in place of all data sets" };
    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Also print why each job is run" };
    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print only failures and the paths of the results" };
    public static readonly Option<bool> Force = new("--force") { Description = "Run every job again, even if its result is cached" };
    public static readonly Option<bool> Retrain =
        new("--retrain") { Description = "Compute here what would else be taken from the committed results of the preset" };
    public static readonly Option<bool> RetryFailed =
        new("--retry-failed") { Description = "Also train models again whose training diverged, which would end in the same way" };
    public static readonly Option<bool> AcceptCode = new("--accept-code")
    {
        Description =
            "Keep results across a change of the code that changes no number; `why` and the records then name the files that changed",
    };

    public static readonly Option<bool> AcceptEnvironment = new("--accept-environment")
    {
        Description = "Keep results that were computed with another number of threads, device or version of TorchSharp",
    };

    public static readonly Option<string?> Commit =
        new("--commit") { Description = "Commit of the command that plans the jobs", Hidden = true };

    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON for a machine to read" };

    public static readonly Option<ExecutorKind> Executor = new("--executor")
    {
        Description =
            "Where jobs run: local (worker processes), debug (one after another in this process) or slurm (job arrays of a cluster)",
        DefaultValueFactory = _ => ExecutorKind.Local,
        HelpName = "local|debug|slurm",
    };

    public static readonly Option<string?> Slurm = new("--slurm")
    {
        Description = "Settings for the cluster (default: ./slurm.json if it exists); the options below override it",
        HelpName = "FILE",
    };

    public static readonly Option<string?> SlurmPartition =
        new("--slurm-partition") { Description = "Partition of the cluster", HelpName = "NAME" };
    public static readonly Option<string?> SlurmAccount =
        new("--slurm-account") { Description = "Account to be charged", HelpName = "NAME" };
    public static readonly Option<string?> SlurmConstraint =
        new("--slurm-constraint") { Description = "Features that nodes must have, e.g. a100|h100", HelpName = "FEATURES" };
    public static readonly Option<int?> SlurmGpus =
        new("--slurm-gpus") { Description = "GPUs of a task (default: 1 with --device cuda, else none)", HelpName = "N" };
    public static readonly Option<string?> SlurmMemory =
        new("--slurm-memory") { Description = "Memory of a task, e.g. 16G", HelpName = "SIZE" };
    public static readonly Option<string?> SlurmTime =
        new("--slurm-time") { Description = "Time limit of a task, e.g. 90 (minutes) or 4:00:00", HelpName = "TIME" };
    public static readonly Option<int?> SlurmCells =
        new("--slurm-cells") { Description = "Jobs that one task runs one after another", HelpName = "N" };

    public static readonly Option<int?> Workers = new("--workers", "-w")
    {
        Description = "Worker processes (default: as many as there are cores for their threads)",
        HelpName = "N",
    };

    public static readonly Option<int> Threads = new("--threads")
    {
        Description = "Threads of each worker; one is best for a sweep",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };

    public static readonly Option<double> CheckpointSeconds = new("--checkpoint-every")
    {
        Description = "Seconds between two checkpoints of a training",
        DefaultValueFactory = _ => 15,
        HelpName = "SECONDS",
    };

    public static readonly Option<double> HangMinutes = new("--hang-limit")
    {
        Description =
            "Minutes without progress and processor time after which a local worker is killed and its job tried once more; 0 for never",
        DefaultValueFactory = _ => Repro.Execution.RunnerOptions.DefaultHangLimit.TotalMinutes,
        HelpName = "MINUTES",
    };

    public static readonly Option<string> Device = new("--device")
    {
        Description = "Device of the tensors: cpu, cuda or cuda:N",
        DefaultValueFactory = _ => "cpu",
        HelpName = "DEVICE",
    };

    static Options()
    {
        Within(CheckpointSeconds, 0, 1e6);
        Within(HangMinutes, 0, 1e6);
        Within(Workers, 1, 1024);
        Within(Threads, 1, 1024);
        Within(SlurmGpus, 0, 1024);
        Device.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !Regex.IsMatch(
                result.Tokens[^1].Value, @"^(cpu|cuda(:\d{1,3})?)$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
                result.AddError($"{Device.Name} is cpu, cuda or cuda:N.");
        });
    }

    /// <summary>Requires a number within a range. The option itself refuses a text that is no number.</summary>
    private static void Within(Option option, double lowest, double highest) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && double.TryParse(result.Tokens[^1].Value, out var value) && !(value >= lowest && value <= highest))
            result.AddError($"{option.Name} must be from {lowest} to {highest}.");
    });

    /// <summary>All options of the commands that plan or run targets.</summary>
    public static IEnumerable<Option> All =>
        [
            Preset, Precision, Data, Offline, StandIns, Workers, Threads, Device, Executor, CheckpointSeconds, HangMinutes,
            Slurm, SlurmPartition, SlurmAccount, SlurmConstraint, SlurmGpus, SlurmMemory, SlurmTime, SlurmCells,
            Force, Retrain, RetryFailed, AcceptCode, AcceptEnvironment, Verbose, Quiet, Artifacts, Results, Reference,
        ];

    /// <summary>Returns the values of all options. An option that was not typed or that the command lacks has its default.</summary>
    public static Settings Settings(ParseResult parsed)
    {
        return new()
        {
            Arguments = [.. parsed.Tokens.Select(token => token.Value), .. SaidByVariables(parsed)],
            Preset = Value(Preset),
            Precision = Value(Precision),
            Data = Value(Data),
            IsDataNamed = parsed.GetResult(Data) is { Implicit: false } || FromVariable("HVAE_DATA") is not null,
            StandIns = Value(StandIns),
            Artifacts = Value(Artifacts),
            Results = Value(Results),
            Reference = Value(Reference),
            Offline = Value(Offline),
            Executor = Value(Executor),
            Verbosity = Value(Quiet) ? Verbosity.Quiet : Value(Verbose) ? Verbosity.Detailed : Verbosity.Normal,
            Workers = Value(Workers),
            Threads = Value(Threads),
            Device = Value(Device),
            Force = Value(Force),
            Retrain = Value(Retrain),
            RetryFailed = Value(RetryFailed),
            AcceptCode = Value(AcceptCode),
            AcceptEnvironment = Value(AcceptEnvironment),
            Commit = Value(Commit),
            Cluster = ForCluster,
            CheckpointInterval = TimeSpan.FromSeconds(Value(CheckpointSeconds)),
            HangLimit = TimeSpan.FromMinutes(Value(HangMinutes)),
        };

        SlurmSettings ForCluster()
        {
            var file = Value(Slurm) ?? (File.Exists(SlurmSettings.DefaultFile) ? SlurmSettings.DefaultFile : null);
            var read = file is null ? new SlurmSettings() : SlurmSettings.Load(file);
            return (read with
            {
                Partition = Value(SlurmPartition) ?? read.Partition,
                Account = Value(SlurmAccount) ?? read.Account,
                Constraint = Value(SlurmConstraint) ?? read.Constraint,
                GpusPerTask = Value(SlurmGpus) ?? read.GpusPerTask,
                Memory = Value(SlurmMemory) ?? read.Memory,
                Time = Value(SlurmTime) ?? read.Time,
                CellsPerTask = Value(SlurmCells) ?? read.CellsPerTask,
            }).ForDevice(Value(Device)).Validated();
        }

        T Value<T>(Option<T> option) =>
            parsed.GetResult(option) is null && option.DefaultValueFactory is { } otherwise ? otherwise(null!) : parsed.GetValue(option)!;
    }

    /// <summary>
    /// Clears the environment variables that set defaults. A submitted command line has their values of that time as options, so their
    /// present values must not count.
    /// </summary>
    public static void ForgetVariables()
    {
        foreach (var (_, variable) in Folders) Environment.SetEnvironmentVariable(variable, null);
    }

    /// <summary>
    /// Returns the values of environment variables as options, so that the command line means the same in another environment.
    /// </summary>
    private static IEnumerable<string> SaidByVariables(ParseResult parsed) => Folders
        .Where(folder => parsed.CommandResult.Command.Options.Contains(folder.Option)
            && parsed.GetResult(folder.Option) is not { Implicit: false } && FromVariable(folder.Variable) is not null)
        .SelectMany(folder => new[] { folder.Option.Name, FromVariable(folder.Variable)! });

    /// <summary>
    /// Returns the checkout whose folder <c>experiments</c> the program was built in; null for a program that lies elsewhere.
    /// </summary>
    /// <param name="programFolder">Folder of the program, e.g. <c>experiments/bin/Release/net10.0</c>.</param>
    internal static string? CheckoutOf(string programFolder)
    {
        var project = Path.GetFullPath("../../..", programFolder);
        return File.Exists(Path.Combine(project, "Experiments.csproj")) ? Path.GetDirectoryName(project) : null;
    }

    /// <summary>
    /// Returns a sentence about results or artifacts that go to the current folder although nobody named it; null when they do not.
    /// </summary>
    public static string? NoticeOfCurrentFolder(ParseResult parsed)
    {
        if (CheckoutOf(AppContext.BaseDirectory) is not null) return null;
        var unnamed = Folders.Where(folder => (folder.Option == Artifacts || folder.Option == Results)
            && parsed.GetResult(folder.Option) is not { Implicit: false } && FromVariable(folder.Variable) is null).ToArray();
        return unnamed.Length == 0 ? null
            : $"{string.Join(" and ", unnamed.Select(folder => folder.Option.Name[2..]))} are in {Environment.CurrentDirectory}, because "
                + $"this program lies in no checkout. Name others by {string.Join(" and ", unnamed.Select(folder => folder.Option.Name))}.";
    }

    /// <summary>Returns a folder of the checkout; below the current folder where that is the checkout or there is none.</summary>
    private static string InCheckout(string name) => CheckoutOf(AppContext.BaseDirectory) is { } checkout
        && checkout != Environment.CurrentDirectory ? Path.Combine(checkout, name) : name;

    private static string? FromVariable(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null;

    /// <summary>Returns the defaults of all options.</summary>
    public static Settings Defaults() => Settings(new RootCommand().Parse([]));

    /// <summary>
    /// Returns a path with the home folder in place of a leading ~, which shells do not replace after <c>--data=</c>.
    /// </summary>
    private static string AtHome(string path) => path is "~" or ['~', '/' or '\\', ..]
        ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..])
        : path;

    private static Option<string> Folder(string name, string variable, string otherwise, string description, bool inCheckout = false)
    {
        var option = new Option<string>(name)
        {
            Description = $"{description} (default: {variable}, else {(inCheckout ? $"{otherwise} in the checkout" : $"./{otherwise}")})",
            DefaultValueFactory = _ => FromVariable(variable) is { } set ? AtHome(set) : inCheckout ? InCheckout(otherwise) : otherwise,
            CustomParser = typed => AtHome(typed.Tokens[^1].Value),
            HelpName = "DIR",
        };
        Folders.Add((option, variable));
        return option;
    }
}

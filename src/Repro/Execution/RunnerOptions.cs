// What a user may choose about a run, apart from the target and the preset.

namespace Repro.Execution;

/// <summary>Where jobs run.</summary>
public enum ExecutorKind
{
    /// <summary>In worker processes on this machine.</summary>
    Local,

    /// <summary>In this process, one after another.</summary>
    Debug,

    /// <summary>In job arrays of a cluster.</summary>
    Slurm,
}

/// <summary>How much is said on the console.</summary>
public enum Verbosity
{
    /// <summary>Failures and the summary.</summary>
    Quiet,

    /// <summary>Also progress, tables and claims.</summary>
    Normal,

    /// <summary>Also the reason of each job.</summary>
    Detailed,
}

/// <summary>Choices for a run.</summary>
public sealed record RunnerOptions
{
    /// <summary>Longer than a network folder is away when its server is started anew.</summary>
    public static readonly TimeSpan DefaultHangLimit = TimeSpan.FromMinutes(10);

    /// <summary>Where artifacts are kept.</summary>
    public required string ArtifactsRoot { get; init; }

    /// <summary>Where tables, figures and records go, e.g. <c>results/quick</c>.</summary>
    public required string ResultsFolder { get; init; }

    /// <summary>Where jobs run.</summary>
    public ExecutorKind Executor { get; init; } = ExecutorKind.Local;

    /// <summary>Starts a worker; needed by the local executor.</summary>
    public WorkerCommand? WorkerCommand { get; init; }

    /// <summary>Worker processes; by default one for each core and thread of a worker.</summary>
    public int? Workers { get; init; }

    /// <summary>Threads of each worker.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How long a job may stand still before its worker counts as hanging; zero for ever.</summary>
    public TimeSpan HangLimit { get; init; } = DefaultHangLimit;

    /// <summary>Runs every job anew, whatever results are there.</summary>
    public bool Force { get; init; }

    /// <summary>Keeps results that earlier code has computed.</summary>
    public bool AcceptCode { get; init; }

    /// <summary>Keeps results whatever they were computed with.</summary>
    public bool AcceptEnvironment { get; init; }

    /// <summary>Facts of workers that decide the last bits of numbers, e.g. <c>threads</c>; a result with other ones is computed again.</summary>
    public IReadOnlyDictionary<string, string> ComputedWith { get; init; } = new Dictionary<string, string>();

    /// <summary>How much is said.</summary>
    public Verbosity Verbosity { get; init; } = Verbosity.Normal;

    /// <summary>Facts that the caller knows, recorded with the run.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>What of these choices is recorded with a run, by name: executor, workers, threads, and <see cref="Facts"/>.</summary>
    public IEnumerable<KeyValuePair<string, string>> RecordedFacts =>
    [
        new("executor", Executor.ToString().ToLowerInvariant()),
        .. Executor == ExecutorKind.Slurm ? [] : new[] { KeyValuePair.Create("workers", $"{EffectiveWorkers}") },
        new("threads", $"{Threads}"),
        .. Facts,
    ];

    /// <summary>The number of workers that follows from the options and this machine.</summary>
    public int EffectiveWorkers =>
        Executor == ExecutorKind.Debug ? 1 : Workers ?? Math.Max(1, Environment.ProcessorCount / Math.Max(1, Threads));
}

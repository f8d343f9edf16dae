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

/// <summary>How much is written to the console.</summary>
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
    /// <summary>Default of <see cref="HangLimit"/>: longer than a network folder is away while its server restarts.</summary>
    public static readonly TimeSpan DefaultHangLimit = TimeSpan.FromMinutes(10);

    /// <summary>Root folder of the artifacts.</summary>
    public required string ArtifactsRoot { get; init; }

    /// <summary>Folder of tables, figures and records, e.g. <c>results/quick</c>.</summary>
    public required string ResultsFolder { get; init; }

    /// <summary>Where jobs run.</summary>
    public ExecutorKind Executor { get; init; } = ExecutorKind.Local;

    /// <summary>Command line that starts a worker; the local executor needs it.</summary>
    public WorkerCommand? WorkerCommand { get; init; }

    /// <summary>Number of worker processes; by default the number of cores divided by the threads of a worker.</summary>
    public int? Workers { get; init; }

    /// <summary>Number of threads of each worker.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How long a job may stand still before its worker counts as hanging; zero for no limit.</summary>
    public TimeSpan HangLimit { get; init; } = DefaultHangLimit;

    /// <summary>Whether every job runs again, whatever results are there.</summary>
    public bool Force { get; init; }

    /// <summary>Folder of committed results of jobs, which are taken in place of missing artifacts; null for none.</summary>
    public string? CommittedResults { get; init; }

    /// <summary>Whether jobs run whose results are committed ones.</summary>
    public bool Retrain { get; init; }

    /// <summary>Whether jobs run again that failed in a way in which they would fail again.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Whether results of earlier code are kept.</summary>
    public bool AcceptCode { get; init; }

    /// <summary>Whether results are kept whatever they were computed with.</summary>
    public bool AcceptEnvironment { get; init; }

    /// <summary>
    /// Facts about workers on which the last bits of numbers depend, e.g. <c>threads</c>. A result with other facts is computed again.
    /// </summary>
    public IReadOnlyDictionary<string, string> ComputedWith { get; init; } = new Dictionary<string, string>();

    /// <summary>How much is written to the console.</summary>
    public Verbosity Verbosity { get; init; } = Verbosity.Normal;

    /// <summary>The whole command that started the run, which is recorded with it.</summary>
    public string Command { get; init; } = "";

    /// <summary>Facts that the caller knows, recorded with the run.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The choices that are recorded with a run, by name: executor, workers, threads, and <see cref="Facts"/>.</summary>
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

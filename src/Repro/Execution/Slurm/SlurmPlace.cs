// What the Slurm executor must know beside the jobs: the cluster's settings, the program, and how to come back.

namespace Repro.Execution.Slurm;

/// <summary>Where and how jobs are submitted.</summary>
public sealed record SlurmPlace
{
    /// <summary>What tasks ask of the cluster.</summary>
    public required SlurmSettings Settings { get; init; }

    /// <summary>The folder of the program, which is copied when jobs are submitted.</summary>
    public required string ProgramFolder { get; init; }

    /// <summary>Makes of the copy's folder the command that runs a task file; the file's path is appended to its arguments.</summary>
    public required Func<string, WorkerCommand> Command { get; init; }

    /// <summary>Threads of each task.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The command line's arguments, kept for <c>attach</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The folder from which relative paths start.</summary>
    public string WorkingFolder { get; init; } = System.Environment.CurrentDirectory;

    /// <summary>The submission to go on with; null to begin one when something is to be submitted.</summary>
    public Submission? Attached { get; init; }

    /// <summary>
    /// How long the files of a task that is gone from the queue may take to become visible here before it is believed to have ended
    /// without them; network file systems are slow to tell.
    /// </summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two looks at the queue.</summary>
    internal TimeSpan Poll => TimeSpan.FromSeconds(Settings.PollSeconds);
}

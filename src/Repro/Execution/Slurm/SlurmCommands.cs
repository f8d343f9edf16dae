// Slurm's commands and their answers. A busy controller is asked again after longer and longer pauses.

using System.Diagnostics;
using Repro.Environments;

namespace Repro.Execution.Slurm;

/// <summary>Runs a program to its end.</summary>
public delegate Task<CommandAnswer> RunProgram(string program, IReadOnlyList<string> arguments);

/// <summary>sbatch, squeue, sacct and scancel.</summary>
/// <param name="run">Runs a program; it throws a <see cref="SlurmException"/> when the program cannot be started.</param>
/// <param name="wait">Waits.</param>
/// <param name="notice">Called with a sentence for people when the controller does not answer.</param>
public sealed class SlurmCommands(RunProgram run, Func<TimeSpan, CancellationToken, Task> wait, Action<string> notice)
{
    /// <summary>Most tries of sbatch and scancel; with the pauses they take about ten minutes.</summary>
    private const int MostTries = 15;

    /// <summary>Number of tries without an answer after which people are told.</summary>
    private const int SilencesToNotice = 4;

    /// <summary>
    /// Most names or numbers in one argument. Linux takes at most 128 KiB in one (MAX_ARG_STRLEN of execve(2)), and none of ours is longer
    /// than 60 letters.
    /// </summary>
    private const int MostInArgument = 1000;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(1);
    private static readonly string User = $"--user={Environment.UserName}";

    private bool hasAccounting = true;

    /// <summary>Returns the commands of this machine.</summary>
    public static SlurmCommands OfThisMachine(Action<string> notice) => new(RunHere, Task.Delay, notice);

    /// <summary>
    /// Submits a batch file. When an earlier try may have succeeded without an answer, the queue is asked for the array's name first.
    /// </summary>
    /// <returns>The number that Slurm gives the array.</returns>
    /// <exception cref="SlurmException">Thrown when Slurm refuses it.</exception>
    public async Task<string> SubmitAsync(string batchFile, string jobName, CancellationToken cancellation)
    {
        string? found = null;
        var answer = await AskAsync(
            "sbatch", ["--parsable", batchFile], MostTries, "Slurm does not take the jobs yet", cancellation,
            async () => (found = (await QueueAsync([jobName], cancellation)).FirstOrDefault()?.ArrayJobId) is not null);
        if (found is not null) return found;
        return answer.ExitCode == 0 ? answer.Output.Trim().Split(';')[0] : throw new SlurmException(
            $"sbatch refused {batchFile}: {Said(answer)} Correct slurm.json or the --slurm options (docs/slurm.md lists the settings), "
            + "and run the same command again.");
    }

    /// <summary>
    /// Returns all tasks of these arrays that the controller remembers, ended ones for some minutes included. A thousand arrays are asked
    /// for at a time.
    /// </summary>
    /// <exception cref="SlurmException">Thrown when squeue cannot be used on this machine.</exception>
    public async Task<IReadOnlyList<QueueLine>> QueueAsync(IReadOnlyCollection<string> jobNames, CancellationToken cancellation)
    {
        var lines = new List<QueueLine>();
        foreach (var names in jobNames.Chunk(MostInArgument))
        {
            var answer = await AskAsync(
                "squeue",
                ["--noheader", "--array", User, "--states=all", $"--name={string.Join(',', names)}", $"--format={QueueLine.Format}"],
                int.MaxValue, "Slurm does not answer, and the jobs go on by themselves", cancellation);
            if (answer.ExitCode != 0)
                throw new SlurmException($"squeue failed: {Said(answer)} Run this where Slurm's commands work, or with --executor local.");
            lines.AddRange(answer.Output.Split('\n').Select(QueueLine.TryParse).OfType<QueueLine>());
        }

        return lines;
    }

    /// <summary>
    /// Returns the final states of tasks by their ids, e.g. "123_4", from Slurm's accounting; none where it is off, not installed, or does
    /// not answer.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, string>> AccountingAsync(IReadOnlyCollection<string> tasks)
    {
        var states = new Dictionary<string, string>();
        try
        {
            foreach (var some in tasks.Chunk(MostInArgument).TakeWhile(_ => hasAccounting))
            {
                var answer = await run("sacct",
                    ["--noheader", "--parsable2", "--allocations", "--format=JobID,State", $"--jobs={string.Join(',', some)}"]);
                foreach (var (task, state) in AccountingLines.Parse(answer.ExitCode == 0 ? answer.Output : "")) states[task] = state;
                if (answer.ExitCode != 0) hasAccounting = !answer.Error.Contains("disabled", StringComparison.OrdinalIgnoreCase);
            }
        }
        catch (SlurmException)
        {
            hasAccounting = false; // Some machines have squeue and no sacct. States only explain, so nobody needs to be told.
        }

        return states;
    }

    /// <summary>Removes arrays from the queue and ends their running tasks. Tasks that have already ended do no harm.</summary>
    /// <exception cref="SlurmException">Thrown when Slurm refuses.</exception>
    public async Task CancelAsync(IEnumerable<string> jobNames, CancellationToken cancellation)
    {
        foreach (var name in jobNames)
        {
            var answer = await AskAsync(
                "scancel", [User, $"--name={name}"], MostTries, "Slurm does not cancel the jobs yet", cancellation);
            if (answer.ExitCode != 0) throw new SlurmException($"scancel failed: {Said(answer)} Type the same command again.");
        }
    }

    /// <summary>Asks until the controller is not busy, with pauses that double from one second to a minute.</summary>
    /// <param name="program">Name of the command.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="tries">How often it is asked at most.</param>
    /// <param name="trouble">What people are told when the controller has not answered several times.</param>
    /// <param name="cancellation">Ends the pauses.</param>
    /// <param name="isSettled">Whether the answer is not needed any more; called after each pause.</param>
    private async Task<CommandAnswer> AskAsync(
        string program, IReadOnlyList<string> arguments, int tries, string trouble, CancellationToken cancellation,
        Func<Task<bool>>? isSettled = null)
    {
        var pause = ShortestPause;
        for (var attempt = 1; ; attempt++)
        {
            var answer = await run(program, arguments);
            if (!Busy.Is(answer) || attempt == tries) return answer;
            if (attempt == SilencesToNotice) notice($"{trouble}: {Said(answer)} It is asked again.");
            await wait(pause, cancellation);
            if (isSettled is not null && await isSettled()) return answer;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static string Said(CommandAnswer answer)
    {
        var text = (answer.Error.Trim().Length > 0 ? answer.Error : answer.Output).Trim().ReplaceLineEndings("; ");
        return text.Length == 0 ? $"it ended with exit code {answer.ExitCode}." : text.EndsWith('.') ? text : text + ".";
    }

    private static async Task<CommandAnswer> RunHere(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var name in start.Environment.Keys.Where(IsOptionOfSlurm).ToList()) start.Environment.Remove(name);
        try
        {
            return await Command.RunAsync(start);
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new SlurmException(
                $"{program} cannot be started: {problem.Message}. Run this on a machine with Slurm's commands (a login node), "
                + "or with --executor local.", problem);
        }
    }

    /// <summary>Whether an environment variable acts like an option, e.g. when this process itself runs within a job.</summary>
    private static bool IsOptionOfSlurm(string name) =>
        ((string[])["SBATCH_", "SQUEUE_", "SACCT_", "SLURM_"]).Any(name.StartsWith) && name != "SLURM_CONF";
}

internal static class Busy
{
    /// <summary>Texts of Slurm's commands (slurm_errno.c) when the same command may succeed later.</summary>
    private static readonly string[] Texts =
    [
        "Socket timed out", "Unable to contact slurm controller", "Connection refused", "Connection timed out",
        "Resource temporarily unavailable",
        "temporarily unable to accept job", "Transport endpoint is not connected", "Zero Bytes were transmitted",
        "Protocol authentication error",
        "Connection reset", "Slurm backup controller in standby mode", "Unable to contact slurmctld",
    ];

    public static bool Is(CommandAnswer answer) =>
        answer.ExitCode != 0 && Texts.Any(text => answer.Error.Contains(text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One task in squeue's answer.</summary>
/// <param name="ArrayJobId">Number of the array.</param>
/// <param name="Task">Index of the task in the array.</param>
/// <param name="JobName">Name of the array.</param>
/// <param name="State">State of the task, e.g. <c>PENDING</c>.</param>
/// <param name="Reason">Why the task is pending.</param>
public sealed record QueueLine(string ArrayJobId, int Task, string JobName, string State, string Reason)
{
    /// <summary>Option of squeue for the fields that <see cref="TryParse"/> expects. The last field may contain any text.</summary>
    public const string Format = "%F|%K|%j|%T|%r";

    private static readonly HashSet<string> Over =
        ["COMPLETED", "FAILED", "TIMEOUT", "CANCELLED", "PREEMPTED", "NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE", "REVOKED",
            "LAUNCH_FAILED", "RECONFIG_FAIL"];

    /// <summary>
    /// Whether the task will not run any more. Unknown states count as alive, because a task that is gone is noticed anyway.
    /// </summary>
    public bool IsOver => Over.Contains(State);

    /// <summary>Whether the task runs.</summary>
    public bool Runs => State is "RUNNING" or "COMPLETING" or "SUSPENDED" or "STOPPED" or "SIGNALING" or "STAGE_OUT";

    /// <summary>Whether the task does not start until somebody releases it, e.g. after Slurm could not launch it several times.</summary>
    public bool IsHeld => State is "REQUEUE_HOLD" or "SPECIAL_EXIT" or "RESV_DEL_HOLD"
        || State == "PENDING" && (Reason is "JobHeldUser" or "JobHeldAdmin" or "JobHoldMaxRequeue"
            || Reason.Contains("held", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a line; null when it is not about a task of an array.</summary>
    public static QueueLine? TryParse(string line)
    {
        var fields = line.Trim().Split('|', 5);
        return fields.Length == 5 && int.TryParse(fields[1], out var task)
            ? new(fields[0], task, fields[2], fields[3], fields[4])
            : null;
    }
}

internal static class AccountingLines
{
    /// <summary>Reads lines such as "123_4|NODE_FAIL" or "123_5|CANCELLED by 1000"; of a state only the first word is kept.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string output)
    {
        var states = new Dictionary<string, string>();
        foreach (var fields in output.Split('\n').Select(line => line.Trim().Split('|'))
            .Where(fields => fields is [_, { Length: > 0 }, ..]))
            states[fields[0]] = fields[1].Split(' ')[0]; // After a requeue there are several lines; the last is the latest.
        return states;
    }
}

/// <summary>Thrown when Slurm cannot do what was asked; the message says what happened and what to do.</summary>
public sealed class SlurmException(string message, Exception? inner = null) : Exception(message, inner);

// The batch file of one job array: what sbatch reads, and how a task runs, is warned of its time limit, and goes back into the queue.

using System.Text;

namespace Repro.Execution.Slurm;

/// <summary>Everything on which the text of a batch file depends.</summary>
internal sealed record BatchFile
{
    public required SlurmSettings Settings { get; init; }

    /// <summary>Name of the array in the queue; no other array has it.</summary>
    public required string JobName { get; init; }

    /// <summary>Number of tasks; their indices begin at 0.</summary>
    public required int Tasks { get; init; }

    /// <summary>Numbers of the arrays that must end before this one starts.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Folder of the array's task files, logs and exit codes; an absolute path.</summary>
    public required ArrayFolder Folder { get; init; }

    /// <summary>Folder from which relative paths of the command line start.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Command line that runs a task; the path of the task file is appended to its arguments.</summary>
    public required WorkerCommand Command { get; init; }

    /// <summary>Number of threads of the program.</summary>
    public required int Threads { get; init; }

    /// <summary>Text of the whole file.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder("#!/bin/bash\n");
            foreach (var option in SbatchOptions()) text.Append($"#SBATCH {option}\n");
            text.Append('\n');
            foreach (var (name, value) in Command.Variables(Threads).OrderBy(variable => variable.Key, StringComparer.Ordinal))
                text.Append($"export {name}={Quoted(value)}\n");
            foreach (var line in Settings.Setup) text.Append(line).Append('\n');
            return text.Append(Body()).ToString();
        }
    }

    private IEnumerable<string> SbatchOptions()
    {
        yield return $"--job-name={JobName}";
        yield return $"--array=0-{Tasks - 1}{(Settings.MaxParallel is { } most ? $"%{most}" : "")}";
        if (After.Count > 0) yield return $"--dependency=afterany:{string.Join(':', After)}";
        yield return $"--output={LogOption("%A_%a.out")}";
        yield return $"--error={LogOption("%A_%a.err")}";
        yield return "--open-mode=append";
        yield return $"--chdir={OptionValue(WorkingFolder)}";
        yield return "--requeue";
        yield return $"--signal=B:USR1@{Settings.GraceSeconds}";
        yield return "--ntasks=1";
        yield return $"--cpus-per-task={Settings.CpusPerTask ?? Threads}";
        if (Settings.GpusPerTask is > 0 and { } gpus) yield return $"--gpus-per-task={gpus}";
        if (Settings.Memory is { } memory) yield return $"--mem={memory}";
        if (Settings.Time is { } time) yield return $"--time={time}";
        if (Settings.Partition is { } partition) yield return $"--partition={partition}";
        if (Settings.Account is { } account) yield return $"--account={account}";
        if (Settings.Constraint is { } constraint) yield return $"--constraint={OptionValue(constraint)}";
        foreach (var option in Settings.Options) yield return option;
    }

    /// <summary>
    /// Returns the commands after the options. The shell passes signals on to the program, and waits again after each signal; <c>wait</c>
    /// returns 127 when it has already returned the program's exit code. A USR1 that arrives before the program handles it ends the program
    /// (128 + 10), which counts as stopped.
    /// </summary>
    private string Body() => $$"""

        task="$SLURM_ARRAY_TASK_ID"
        ended={{Quoted(Folder.Path)}}/ended-"$task"
        rm -f "$ended"

        {{string.Join(' ', Command.Arguments.Prepend(Command.FileName).Select(Quoted))}} {{Quoted(Folder.Path)}}/task-"$task".json &
        program=$!
        trap 'kill -USR1 "$program" 2>/dev/null && interrupted=yes' USR1
        trap 'kill -TERM "$program" 2>/dev/null && interrupted=yes' TERM
        code=127
        while true; do
            interrupted=no
            wait "$program"
            waited=$?
            [ "$waited" = 127 ] || code=$waited
            [ "$interrupted" = yes ] || break
        done

        echo "$code" > "$ended"
        case "$code" in
            {{SlurmTask.OutOfTime}}|138) scontrol requeue "${SLURM_ARRAY_JOB_ID}_$task" ;;
        esac
        exit "$code"

        """;

    private static string Quoted(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+=:,@%".Contains(letter))
        ? text
        : $"'{text.Replace("'", @"'\''")}'";

    /// <summary>Returns a value as sbatch reads it in an option, within double quotes where it needs them.</summary>
    private static string OptionValue(string text) => text.Any(letter => char.IsWhiteSpace(letter) || "\"\\#|&;".Contains(letter))
        ? $"\"{text.Replace("\\", @"\\").Replace("\"", "\\\"")}\""
        : text;

    /// <summary>Returns an option's value for the path of a log, in which % begins a replacement.</summary>
    private string LogOption(string pattern) => OptionValue($"{Folder.Logs.Replace("%", "%%")}/{pattern}");
}

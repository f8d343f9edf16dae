// The files of one job array: its batch file, what each task is to do, what it says, and its logs.

using Repro.Environments;
using Repro.Records;
using Shared;

namespace Repro.Execution.Slurm;

/// <summary>A folder <c>&lt;submission&gt;/&lt;array&gt;/</c>.</summary>
/// <param name="Path">Its full path.</param>
internal sealed record ArrayFolder(string Path)
{
    /// <summary>The text that sbatch was given.</summary>
    public string Batch => Under("batch.sh");

    /// <summary>Standard output and error of the tasks, <c>%A_%a.out</c> and <c>.err</c>.</summary>
    public string Logs => Under("logs");

    /// <summary>Returns the path of the file that holds the jobs of a task.</summary>
    public string TaskFile(int task) => Under($"task-{task}.json");

    /// <summary>Writes all files that the array needs.</summary>
    public void Write(string batch, IReadOnlyList<IReadOnlyList<JobOrder>> tasks)
    {
        Directory.CreateDirectory(Logs);
        for (var task = 0; task < tasks.Count; task++)
            AtomicFile.WriteText(TaskFile(task), RecordJson.Line(new TaskFile(tasks[task])) + "\n");
        AtomicFile.WriteText(Batch, batch);
    }

    /// <summary>What a running task says of itself; null when it has not begun.</summary>
    public TaskReport? ReportOf(int task) => TaskReport.Read(TaskReport.PathFor(TaskFile(task)));

    /// <summary>
    /// Returns the exit code of the task's program; null when the program has not ended, or when the shell ended before it wrote the code.
    /// </summary>
    public int? ExitCodeOf(int task) => int.TryParse(Platform.TryReadText(Under($"ended-{task}")), out var code) ? code : null;

    /// <summary>The two logs of a task.</summary>
    public IReadOnlyList<string> LogsOf(string jobId, int task) =>
        [System.IO.Path.Combine(Logs, $"{jobId}_{task}.out"), System.IO.Path.Combine(Logs, $"{jobId}_{task}.err")];

    private string Under(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>The jobs of one task, in the order in which it runs them.</summary>
internal sealed record TaskFile(IReadOnlyList<JobOrder> Jobs);

/// <summary>What a task says of itself while it runs, and remembers from one start to the next.</summary>
/// <param name="Host">The node.</param>
/// <param name="Current">Index of the job that it is at; those before it are over. The number of jobs when all are.</param>
/// <param name="Mark">Where the job at <paramref name="Current"/> stood when this start of it began.</param>
/// <param name="IdleStarts">Starts of that job in a row before this one that have left no newer checkpoint.</param>
/// <param name="Facts">What its libraries are; null until they are loaded.</param>
internal sealed record TaskReport(
    string Host, int Current, CheckpointMark Mark, int IdleStarts, IReadOnlyDictionary<string, string>? Facts = null)
{
    public static string PathFor(string taskFile) => Path.ChangeExtension(taskFile, ".report.json");

    public static TaskReport? Read(string path) => RecordJson.TryReadFile<TaskReport>(path);

    public void Write(string path) => AtomicFile.WriteText(path, RecordJson.Line(this) + "\n");
}

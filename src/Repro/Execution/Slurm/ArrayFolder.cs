// The files of one job array: its batch file, what each task has to do, what it reports, and its logs.

using Repro.Environments;
using Repro.Records;
using Shared;

namespace Repro.Execution.Slurm;

/// <summary>A folder <c>&lt;submission&gt;/&lt;array&gt;/</c>.</summary>
/// <param name="Path">Full path of the folder.</param>
internal sealed record ArrayFolder(string Path)
{
    /// <summary>Path of the batch file that sbatch reads.</summary>
    public string Batch => Under("batch.sh");

    /// <summary>Folder of the standard output and error of the tasks, <c>%A_%a.out</c> and <c>.err</c>.</summary>
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

    /// <summary>Returns the report of a task; null when the task has not begun.</summary>
    public TaskReport? ReportOf(int task) => TaskReport.Read(TaskReport.PathFor(TaskFile(task)));

    /// <summary>
    /// Returns the exit code of the task's program; null when the program has not ended, or when the shell ended before it wrote the code.
    /// </summary>
    public int? ExitCodeOf(int task) => int.TryParse(Platform.TryReadText(Under($"ended-{task}")), out var code) ? code : null;

    /// <summary>Returns the paths of the two logs of a task.</summary>
    public IReadOnlyList<string> LogsOf(string jobId, int task) =>
        [System.IO.Path.Combine(Logs, $"{jobId}_{task}.out"), System.IO.Path.Combine(Logs, $"{jobId}_{task}.err")];

    private string Under(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>The jobs of one task, in the order in which it runs them.</summary>
internal sealed record TaskFile(IReadOnlyList<JobOrder> Jobs);

/// <summary>What a task reports while it runs and keeps from one start to the next.</summary>
/// <param name="Host">Name of the node.</param>
/// <param name="Current">Index of the job that it runs; the jobs before it have ended. The number of jobs when all have ended.</param>
/// <param name="Mark">Mark of the job at <paramref name="Current"/> when this start of it began.</param>
/// <param name="IdleStarts">Number of starts of that job in a row, before this one, that have left no newer checkpoint.</param>
/// <param name="Facts">Facts about its libraries; null until they are loaded.</param>
internal sealed record TaskReport(
    string Host, int Current, CheckpointMark Mark, int IdleStarts, IReadOnlyDictionary<string, string>? Facts = null)
{
    public static string PathFor(string taskFile) => Path.ChangeExtension(taskFile, ".report.json");

    public static TaskReport? Read(string path) => RecordJson.TryReadFile<TaskReport>(path);

    public void Write(string path) => AtomicFile.WriteText(path, RecordJson.Line(this) + "\n");
}

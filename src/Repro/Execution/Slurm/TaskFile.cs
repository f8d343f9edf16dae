// What the parent and a task of an array write for one another.

using Repro.Records;
using Shared;

namespace Repro.Execution.Slurm;

/// <summary>The jobs of one task, in the order in which it runs them.</summary>
internal sealed record TaskFile(IReadOnlyList<JobOrder> Jobs);

/// <summary>What a task says of itself while it runs, and remembers from one start to the next.</summary>
/// <param name="Host">The node.</param>
/// <param name="Current">Index of the job that it is at; those before it are over. The number of jobs when all are.</param>
/// <param name="Mark">Where the job at <paramref name="Current"/> stood when this start of it began.</param>
/// <param name="IdleStarts">Starts of that job in a row before this one that have left no newer checkpoint.</param>
/// <param name="Facts">What its libraries are; null until they are loaded.</param>
internal sealed record TaskReport(string Host, int Current, CheckpointMark Mark, int IdleStarts, IReadOnlyDictionary<string, string>? Facts = null)
{
    public static string PathFor(string taskFile) => Path.ChangeExtension(taskFile, ".report.json");

    public static TaskReport? Read(string path)
    {
        try
        {
            return File.Exists(path) ? RecordJson.TryRead<TaskReport>(File.ReadAllText(path)) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string path) => AtomicFile.WriteText(path, RecordJson.Line(this) + "\n");
}

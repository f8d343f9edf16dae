// The program of an array task: it runs the jobs of a task file one after another, and stops in time when Slurm asks it to.

using System.Runtime.InteropServices;
using Repro.Environments;
using Repro.Plans;
using Repro.Records;

namespace Repro.Execution.Slurm;

/// <summary>Implements the hidden <c>worker-task</c> command.</summary>
public sealed class SlurmTask
{
    /// <summary>Exit code when each job has a result, or cannot have one yet because an input has none.</summary>
    public const int Done = 0;

    /// <summary>Exit code when a job failed; the others were run.</summary>
    public const int SomeFailed = 3;

    /// <summary>
    /// Exit code when the time limit was near: the batch file puts the task back into the queue. The number is EX_TEMPFAIL of sysexits.h.
    /// </summary>
    public const int OutOfTime = 75;

    /// <summary>Exit code when the task was told to end, e.g. because it was cancelled or is preempted.</summary>
    public const int Terminated = 76;

    /// <summary>Exit code when a job ran out of memory: this process ends, and the parent tries the job once more in a new one.</summary>
    public const int OutOfMemory = Platform.OutOfMemoryExitCode;

    private readonly string taskFile;
    private readonly JobRunner runner;
    private readonly CancellationTokenSource stop = new();
    private int code = Done;

    private SlurmTask(string taskFile, JobRunner runner)
    {
        this.taskFile = taskFile;
        this.runner = runner;
    }

    /// <summary>Runs a task. USR1 (the time limit is near) and TERM make the running job write a checkpoint and stop.</summary>
    /// <param name="taskFile">Path of the task file, which the parent has written.</param>
    /// <param name="handlers">One handler for each kind of job.</param>
    /// <param name="facts">Returns facts about the libraries in this process; called when the first job begins.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="SlurmException">Thrown when the task file cannot be read.</exception>
    public static int Run(string taskFile, IReadOnlyList<IJobHandler> handlers, Func<IReadOnlyDictionary<string, string>> facts)
    {
        var task = new SlurmTask(taskFile, new(handlers, facts, capturesConsole: true, TimeProvider.System));
        using var outOfTime = Platform.Current.TimeLimitSignal is { } near
            ? PosixSignalRegistration.Create(near, signal => task.Stop(signal, OutOfTime)) : null;
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => task.Stop(signal, Terminated));
        return task.Run();
    }

    private void Stop(PosixSignalContext signal, int exitCode)
    {
        signal.Cancel = true;
        code = exitCode;
        stop.Cancel();
    }

    private int Run()
    {
        var jobs = Jobs();
        var before = TaskReport.Read(TaskReport.PathFor(taskFile));
        var failed = false;
        for (var at = 0; at < jobs.Count && !stop.IsCancellationRequested; at++)
        {
            var order = jobs[at];
            if (IsOver(order, at, before) || !order.InputFolders.All(HasResult)) continue;
            var attempt = Run(order, at, before);
            if (attempt.IsOutOfMemory) return OutOfMemory;
            failed |= attempt.End == JobEnd.Failed;
        }

        if (stop.IsCancellationRequested) return code;
        Report(new(Environment.MachineName, jobs.Count, CheckpointMark.Nothing, 0));
        return failed ? SomeFailed : Done;
    }

    private IReadOnlyList<JobOrder> Jobs()
    {
        try
        {
            return RecordJson.TryRead<TaskFile>(File.ReadAllText(taskFile))?.Jobs
                ?? throw new SlurmException($"{taskFile} is not a task file; `worker-task` is for the Slurm executor only.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SlurmException(
                $"{taskFile} cannot be read: {problem.Message} Make sure that the nodes of the cluster share its folder.", problem);
        }
    }

    /// <summary>Whether a job has ended: an earlier start of this task, or another task, may have finished it.</summary>
    private static bool IsOver(JobOrder order, int at, TaskReport? before) =>
        HasResult(order.Folder) || before is not null && at < before.Current && FailureRecord.Exists(order.Folder);

    private Attempt Run(JobOrder order, int at, TaskReport? before)
    {
        var mark = CheckpointMark.Of(order.Folder);
        var idle = before?.Current == at && !mark.IsNewerThan(before.Mark) ? before.IdleStarts + 1 : 0;
        if (idle > CheckpointMark.MostIdleStarts)
            return JobFolder.Fail(
                order, $"It was stopped {idle} times without a newer checkpoint. Give it more time by \"time\" in slurm.json or "
                    + "--slurm-time, or write checkpoints more often.", "", TimeProvider.System);
        var report = new TaskReport(Environment.MachineName, at, mark, idle);
        Report(report);
        var attempt = runner.Run(order, facts => Report(report with { Facts = facts }), _ => { }, stop.Token);
        if (attempt.IsOutOfMemory) FailureRecord.Remove(order.Folder); // A recorded failure would be final.
        else if (attempt is { End: JobEnd.Failed, Message: { } message } && !FailureRecord.Exists(order.Folder))
            JobFolder.Fail(order, message, "", TimeProvider.System);
        return attempt;
    }

    private void Report(TaskReport report) => report.Write(TaskReport.PathFor(taskFile));

    private static bool HasResult(string folder) =>
        ResultFile.Check(folder, Path.GetFileName(Path.GetDirectoryName(folder)!), Path.GetFileName(folder)) is CompleteArtifact;
}

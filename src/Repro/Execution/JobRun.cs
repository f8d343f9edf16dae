// Runs one job in this process and writes its artifact: configuration, progress, log, and at last the result or the failure.

using System.Text.Json.Nodes;
using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>One attempt at one job.</summary>
internal sealed class JobRun(JobOrder order, IJobHandler handler, IReadOnlyDictionary<string, string> facts, TimeProvider time)
{
    /// <summary>Runs the attempt. Whatever the handler does wrong ends as <see cref="AttemptFailed"/>.</summary>
    /// <param name="report">Takes progress as it comes.</param>
    /// <param name="captureConsole">Sends what the handler writes to the console to the job's log.</param>
    /// <param name="cancellation">Asks the handler to stop.</param>
    public Attempt Run(Action<JobProgress> report, bool captureConsole, CancellationToken cancellation)
    {
        try
        {
            using var folderLock = JobFolderLock.Take(order.Folder, time, cancellation);
            JobFolder.Prepare(order);
            using var log = JobFolder.OpenLog(order.Folder);
            log.WriteLine($"--- {time.GetUtcNow():u} {order.Label} ({order.Kind} {order.Key}), process {System.Environment.ProcessId} on {System.Environment.MachineName}");
            return Run(log, report, captureConsole, cancellation);
        }
        catch (OperationCanceledException)
        {
            return new AttemptStopped();
        }
        catch (Exception problem)
        {
            return Fail(problem, $"{order.Folder} cannot be written: {problem.Message} Make room or grant access there, and run the same command again.");
        }
    }

    private Attempt Run(TextWriter log, Action<JobProgress> report, bool captureConsole, CancellationToken cancellation)
    {
        var console = Console.Out;
        try
        {
            if (captureConsole) Console.SetOut(log);
            return Finish(log, report, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.WriteLine($"--- {time.GetUtcNow():u} stopped");
            return new AttemptStopped();
        }
        catch (OutOfMemoryException problem)
        {
            log.WriteLine($"--- {time.GetUtcNow():u} failed: {problem}");
            return Fail(problem, $"The job ran out of memory: {problem.Message} Use fewer workers (--workers N).") with { IsOutOfMemory = true };
        }
        catch (JobFailedException problem)
        {
            log.WriteLine($"--- {time.GetUtcNow():u} failed: {problem.Message}");
            return Fail(problem, problem.Message);
        }
        catch (Exception problem)
        {
            log.WriteLine($"--- {time.GetUtcNow():u} failed: {problem}");
            return Fail(problem, $"{problem.GetType().Name}: {problem.Message}");
        }
        finally
        {
            if (captureConsole) Console.SetOut(console);
        }
    }

    private AttemptDone Finish(TextWriter log, Action<JobProgress> report, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        PeakMemory.Reset();
        var progress = new ProgressRecorder(order.Folder, report, time);
        var output = handler.Run(new JobContext
        {
            Key = order.Key,
            Configuration = (JsonObject)order.Configuration.DeepClone(),
            Folder = order.Folder,
            InputFolders = order.InputFolders,
            Progress = progress,
            Log = log,
            Cancellation = cancellation,
        });
        JobOutputCheck.Require(output);
        var result = new ResultRecord
        {
            Key = order.Key,
            Kind = order.Kind,
            Label = order.Label,
            Metrics = output.Metrics,
            Details = output.Details,
            Files = JobOutputCheck.HashFiles(order.Folder, [ArtifactStore.ConfigurationFile, .. output.Files]),
            Started = started,
            Seconds = progress.Seconds,
            PeakMemoryBytes = PeakMemory.Bytes,
            Environment = facts,
        };
        progress.Complete();
        File.Delete(Path.Combine(order.Folder, FailureRecord.FileName));
        ResultFile.Write(order.Folder, result);
        foreach (var left in ArtifactStore.HandlerFiles(order.Folder).Except(output.Files)) File.Delete(Path.Combine(order.Folder, left));
        log.WriteLine($"--- {time.GetUtcNow():u} done");
        return new();
    }

    private AttemptFailed Fail(Exception problem, string message) => JobFolder.Fail(order, message, problem.ToString(), time);
}

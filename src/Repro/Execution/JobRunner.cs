// Runs jobs in this process and writes their artifacts: configuration, progress, log, and in the end the result or the failure.

using System.Text.Json.Nodes;
using Repro.Environments;
using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>
/// Runs jobs in this process, one after another: for the debug executor, for a parent at the other end of a pipe, or for Slurm.
/// </summary>
/// <param name="handlers">One handler for each kind of job.</param>
/// <param name="facts">Facts about the libraries in this process; asked for when the first job begins.</param>
/// <param name="capturesConsole">Whether what handlers write to the console goes to the job's log.</param>
/// <param name="time">The clock.</param>
internal sealed class JobRunner(
    IReadOnlyList<IJobHandler> handlers, Func<IReadOnlyDictionary<string, string>> facts, bool capturesConsole, TimeProvider time)
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> known = new(facts);

    /// <summary>Runs one attempt at a job.</summary>
    /// <param name="order">Order of the job.</param>
    /// <param name="started">Called with the facts when the job begins.</param>
    /// <param name="advanced">Called with the progress of the job.</param>
    /// <param name="cancellation">Asks the job to stop at a checkpoint.</param>
    public Attempt Run(JobOrder order, Action<IReadOnlyDictionary<string, string>> started, Action<JobProgress> advanced,
        CancellationToken cancellation)
    {
        if (handlers.FirstOrDefault(handler => handler.Kind == order.Kind) is not { } handler)
            return Attempt.Failed($"No handler of the worker runs the kind '{order.Kind}'. Register one for it.");
        try
        {
            started(known.Value);
        }
        catch (Exception problem) when (problem is not IOException)
        {
            return Attempt.Failed($"The worker cannot load its libraries: {problem.Message}");
        }

        return new JobRun(order, handler, known.Value, time).Run(advanced, capturesConsole, cancellation);
    }
}

/// <summary>One attempt at one job.</summary>
internal sealed class JobRun(JobOrder order, IJobHandler handler, IReadOnlyDictionary<string, string> facts, TimeProvider time)
{
    /// <summary>Runs the attempt. Every error of the handler ends as <see cref="JobEnd.Failed"/>.</summary>
    /// <param name="report">Called with the progress of the job.</param>
    /// <param name="captureConsole">Whether what the handler writes to the console goes to the job's log.</param>
    /// <param name="cancellation">Asks the handler to stop at a checkpoint.</param>
    public Attempt Run(Action<JobProgress> report, bool captureConsole, CancellationToken cancellation)
    {
        try
        {
            using var folderLock = JobFolderLock.Take(order.Folder, time, cancellation);
            JobFolder.Prepare(order);
            using var log = JobFolder.OpenLog(order.Folder);
            log.WriteLine(
                $"--- {time.GetUtcNow():u} {order.Label} ({order.Kind} {order.Key}), "
                + $"process {Environment.ProcessId} on {Environment.MachineName}");
            return Run(log, report, captureConsole, cancellation);
        }
        catch (OperationCanceledException)
        {
            return Attempt.Stopped;
        }
        catch (Exception problem)
        {
            return Fail(problem,
                $"{order.Folder} cannot be written: {problem.Message} Make room or grant access there, and run the same command again.");
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
            return Attempt.Stopped;
        }
        catch (Exception problem)
        {
            var (message, details) = problem switch
            {
                OutOfMemoryException => ($"The job ran out of memory: {problem.Message} Use fewer workers (--workers N).", $"{problem}"),
                JobFailedException => (problem.Message, problem.Message),
                _ => ($"{problem.GetType().Name}: {problem.Message}", $"{problem}"),
            };
            log.WriteLine($"--- {time.GetUtcNow():u} failed: {details}");
            return Fail(problem, message) with { IsOutOfMemory = problem is OutOfMemoryException };
        }
        finally
        {
            if (captureConsole) Console.SetOut(console);
        }
    }

    private Attempt Finish(TextWriter log, Action<JobProgress> report, CancellationToken cancellation)
    {
        RequireSources();
        var started = time.GetUtcNow();
        Platform.Current.ResetPeakMemory();
        var progress = new ProgressRecorder(order.Folder, report, time);
        var context = new JobContext
        {
            Key = order.Key,
            Configuration = (JsonObject)order.Configuration.DeepClone(),
            Folder = order.Folder,
            InputFolders = order.InputFolders,
            Progress = progress,
            Log = log,
            Cancellation = cancellation,
        };
        var output = Compute(context);
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
            PeakMemoryBytes = Platform.PeakMemoryBytes,
            Environment = facts.ExceptBy(context.Facts.Keys, fact => fact.Key).Concat(context.Facts).ToDictionary(),
        };
        progress.Complete();
        File.Delete(Path.Combine(order.Folder, FailureRecord.FileName));
        ResultFile.Write(order.Folder, result);
        foreach (var left in ArtifactStore.HandlerFiles(order.Folder).Except(output.Files)) File.Delete(Path.Combine(order.Folder, left));
        log.WriteLine($"--- {time.GetUtcNow():u} done");
        return Attempt.Done;
    }

    private JobOutput Compute(JobContext context)
    {
        try
        {
            var output = handler.Run(context);
            foreach (var check in context.ChecksAtEnd) check();
            return output;
        }
        catch when (HasChanged(context))
        {
            // A checkpoint may have been made of what is no longer the same.
            foreach (var file in ArtifactStore.HandlerFiles(order.Folder)) File.Delete(Path.Combine(order.Folder, file));
            throw;
        }
    }

    private static bool HasChanged(JobContext context)
    {
        try
        {
            foreach (var check in context.ChecksAtEnd) check();
            return false;
        }
        catch (Exception)
        {
            return true;
        }
    }

    /// <exception cref="JobFailedException">Thrown when this process has other code than the job's key says.</exception>
    private void RequireSources()
    {
        if (Sources.Differences(order.Sources, Sources.Of(handler.GetType()).Files) is { Count: > 0 } changed)
        {
            throw new JobFailedException(
                $"This worker was built of other sources than the command that planned the job: {string.Join(", ", changed)}. "
                + "Run the same command again, and do not build while it runs.");
        }
    }

    private Attempt Fail(Exception problem, string message) =>
        JobFolder.Fail(order, message, problem.ToString(), time, problem is JobFailedException { IsFinal: true });
}

internal static class JobOutputCheck
{
    /// <exception cref="JobFailedException">Thrown when a metric is not finite, or two metrics have the same name.</exception>
    public static void Require(JobOutput output)
    {
        var names = new HashSet<string>();
        foreach (var metric in output.Metrics)
        {
            if (!double.IsFinite(metric.Value) || metric.StandardError is { } error && !double.IsFinite(error))
                throw new JobFailedException(
                    $"The metric '{metric.Name}' is not finite ({metric.Value} ± {metric.StandardError}); "
                    + "see the job's log for where the computation went astray.");
            if (!names.Add(metric.Name))
                throw new JobFailedException($"The metric '{metric.Name}' occurs twice in the job's output; give each its own name.");
        }
    }

    /// <exception cref="JobFailedException">Thrown when a file is missing or is not inside the folder.</exception>
    public static IReadOnlyDictionary<string, string> HashFiles(string folder, IReadOnlyList<string> files)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var path = Path.GetFullPath(Path.Combine(folder, file));
            if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar))
                throw new JobFailedException($"The result file '{file}' is not inside the job's folder {folder}; write it there.");
            if (!File.Exists(path)) throw new JobFailedException($"The result file {path} was announced but not written.");
            hashes[file] = ResultFile.HashOfFile(path);
        }

        return hashes;
    }
}

internal sealed class ProgressRecorder : IProgress<JobProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly string folder;
    private readonly Action<JobProgress> forward;
    private readonly TimeProvider time;
    private readonly double secondsBefore;
    private readonly long began;
    private readonly Lock gate = new();
    private long? written;

    public ProgressRecorder(string folder, Action<JobProgress> forward, TimeProvider time)
    {
        this.folder = folder;
        this.forward = forward;
        this.time = time;
        secondsBefore = ArtifactStore.HandlerFiles(folder).Count > 0 ? ProgressFile.Last(folder)?.Seconds ?? 0 : 0;
        began = time.GetTimestamp();
    }

    /// <summary>Time spent on the job so far, in seconds, with earlier attempts whose checkpoint is used.</summary>
    public double Seconds => secondsBefore + time.GetElapsedTime(began).TotalSeconds;

    public void Report(JobProgress value)
    {
        lock (gate)
        {
            if (written is { } last && time.GetElapsedTime(last) < Interval) return;
            Write(value with { Fraction = double.IsFinite(value.Fraction) ? Math.Clamp(value.Fraction, 0, 1) : 0 });
        }
    }

    /// <summary>Writes the last line of the progress.</summary>
    public void Complete()
    {
        lock (gate) Write(new(1, "done"));
    }

    private void Write(JobProgress value)
    {
        written = time.GetTimestamp();
        ProgressFile.Append(folder, new(time.GetUtcNow(), Seconds, value.Fraction, value.Note));
        forward(value);
    }
}

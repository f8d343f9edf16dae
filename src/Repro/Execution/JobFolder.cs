// A job's folder before and while it runs, and the lock that keeps it to one process.

using System.Text;
using System.Text.Json.Nodes;
using Repro.Environments;
using Repro.Plans;
using Repro.Records;
using Shared;

namespace Repro.Execution;

internal static class JobFolder
{
    private const int TailLines = 20;

    /// <summary>Removes what the job must not continue from, and writes the configuration.</summary>
    public static void Prepare(JobOrder order)
    {
        if (order.Afresh) Clear(order.Folder);
        ArtifactStore.RemoveTemporaries(order.Folder);
        ArtifactStore.RemoveFoldersInTheWay(order.Folder);
        File.Delete(Path.Combine(order.Folder, ResultFile.Name));
        File.Delete(Path.Combine(order.Folder, CommittedResult.LeftOutFile));
        AtomicFile.WriteText(Path.Combine(order.Folder, ArtifactStore.ConfigurationFile), ConfigurationText(order));
    }

    /// <summary>
    /// Removes what the job must not continue from, and the record of an earlier failure, before a batch system runs the job once or
    /// several times.
    /// </summary>
    public static void PrepareForQueue(JobOrder order, TimeProvider time, CancellationToken cancellation)
    {
        using var folderLock = JobFolderLock.Take(order.Folder, time, cancellation);
        if (order.Afresh) Clear(order.Folder);
        else FailureRecord.Remove(order.Folder);
    }

    /// <summary>Returns the text of config.json.</summary>
    public static string ConfigurationText(JobOrder order) => RecordJson.Text(new JsonObject
    {
        ["kind"] = order.Kind,
        ["key"] = order.Key,
        ["label"] = order.Label,
        [ArtifactStore.ConfigurationMember] = order.Configuration.DeepClone(),
        ["inputs"] = new JsonArray([.. order.InputFolders.Select(folder => (JsonNode)Path.GetFileName(folder))]),
        ["request"] = order.Request,
        ["sources"] = new JsonObject(order.Sources.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value))),
    });

    /// <summary>Opens the log for appending. Other processes may read it at the same time.</summary>
    public static TextWriter OpenLog(string folder)
    {
        var stream = new FileStream(Path.Combine(folder, ArtifactStore.LogFile), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        return TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" });
    }

    /// <summary>Returns the last lines of the log; none when it cannot be read.</summary>
    public static IReadOnlyList<string> LogTail(string folder) =>
        Platform.TryReadText(Path.Combine(folder, ArtifactStore.LogFile)) is { } log
            ? [.. log.TrimEnd('\n').Split('\n').TakeLast(TailLines)]
            : [];

    /// <summary>Writes the record of a failure, which the next run reads.</summary>
    /// <param name="order">Order of the job.</param>
    /// <param name="message">What happened and what to do, for people.</param>
    /// <param name="exception">Type and stack of the exception, for developers; empty when a process died.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isFinal">Whether the job would fail in the same way again.</param>
    public static Attempt Fail(JobOrder order, string message, string exception, TimeProvider time, bool isFinal = false)
    {
        try
        {
            var failure = new FailureRecord(
                order.Key, order.Kind, order.Label, message, exception, LogTail(order.Folder), time.GetUtcNow())
            {
                IsFinal = isFinal,
            };
            failure.Write(order.Folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The caller is told of the failure itself, which is most likely the cause of this one too.
        }

        return Attempt.Failed(message);
    }

    private static void Clear(string folder)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            if (Path.GetFileName(path) == ArtifactStore.LockFile) continue;
            if (Directory.Exists(path) && !new DirectoryInfo(path).Attributes.HasFlag(FileAttributes.ReparsePoint))
                Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }
    }
}

/// <summary>Lock that is held while a job runs. The operating system releases it when the process dies.</summary>
internal static class JobFolderLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Makes the folder when it is missing, and waits until no other process holds its lock.</summary>
    /// <exception cref="JobFailedException">Thrown when another process holds the lock for too long.</exception>
    /// <exception cref="IOException">Thrown when the folder cannot be written.</exception>
    public static IDisposable Take(string folder, TimeProvider time, CancellationToken cancellation)
    {
        if (File.Exists(folder)) File.Delete(folder);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, ArtifactStore.LockFile);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        for (var began = time.GetTimestamp(); ;)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException problem) when (Platform.IsLocked(problem))
            {
                if (time.GetElapsedTime(began) > Patience)
                    throw new JobFailedException(
                        $"Another process has worked in {folder} for more than {Patience.TotalMinutes:F0} minutes. End it, "
                        + "and run the same command again.", problem);
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200));
            }
        }
    }
}

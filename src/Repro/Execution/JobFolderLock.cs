// Keeps a job's folder to one process, e.g. while a worker whose parent was killed is still about to stop.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>Held while a job runs; the operating system lets go of it when the process dies.</summary>
internal static class JobFolderLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Makes the folder when it is missing, and waits for another process to let go of it.</summary>
    /// <exception cref="JobFailedException">Another process does not.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
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
            catch (IOException problem) when (SharingViolation.Is(problem))
            {
                if (time.GetElapsedTime(began) > Patience)
                    throw new JobFailedException($"Another process has worked in {folder} for more than {Patience.TotalMinutes:F0} minutes. End it, and run the same command again.", problem);
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200));
            }
        }
    }
}

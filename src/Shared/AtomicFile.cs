// Writes a file so that a reader, now or after a crash, sees the whole old content or the whole new one, never a part.
// Compiled into both Hvae and Repro, which must not know one another.

using System.Text.RegularExpressions;

namespace Shared;

internal static class AtomicFile
{
    private static readonly Regex TemporaryName =
        new(@"\.[0-9]+-[0-9a-f]{32}\.tmp$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>
    /// Writes to a temporary file in the same folder, flushes it to disk, and renames it over <paramref name="path"/>.
    /// The folder is created when it is missing. The temporary file is removed when <paramref name="write"/> throws.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        WriteThenName(full, stream =>
        {
            write(stream);
            return full;
        });
    }

    /// <summary>Does the same for a file that is named after its content: <paramref name="write"/> returns the path.</summary>
    /// <param name="draft">A path in the same folder, from which the name of the temporary file is derived.</param>
    /// <param name="write">Writes the content.</param>
    /// <returns>The full path.</returns>
    public static string WriteThenName(string draft, Func<Stream, string> write)
    {
        var full = Path.GetFullPath(draft);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}{TemporarySuffix}";
        try
        {
            // The file is renamed while it is open, so that it is locked for as long as it has this name.
            using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            var path = Path.GetFullPath(write(stream));
            stream.Flush(flushToDisk: true);
            File.Move(temporary, path, overwrite: true);
            return path;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>
    /// Removes temporary files that killed writers have left in a folder. Those of running writers stay, on whatever machine they
    /// run: a writer holds the lock of its file, and the system releases it when the writer ends for any reason.
    /// </summary>
    public static void RemoveLeftovers(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        var any = new EnumerationOptions { IgnoreInaccessible = true };
        foreach (var path in Directory.EnumerateFiles(folder, $"*{TemporarySuffix}", any).Where(path => TemporaryName.IsMatch(path)))
        {
            try
            {
                // The writer of an empty file may not have locked it yet.
                if (new FileInfo(path).Length > 0)
                    new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose)
                        .Dispose();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process is writing it, has removed it, or denies access.
            }
        }
    }

    /// <summary>Writes UTF-8 text without a byte order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Extension of temporary files, which a killed writer may leave behind. They are never read.</summary>
    public const string TemporarySuffix = ".tmp";
}

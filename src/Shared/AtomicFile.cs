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
    /// The folder is made when it is missing; the temporary file is removed when <paramref name="write"/> throws.
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

    /// <summary>The same for a file that is named after its content: <paramref name="write"/> returns the path.</summary>
    /// <param name="draft">A path in the same folder, from which the name of the temporary file is made.</param>
    /// <param name="write">Writes the content.</param>
    /// <returns>The full path.</returns>
    public static string WriteThenName(string draft, Func<Stream, string> write)
    {
        var full = Path.GetFullPath(draft);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}{TemporarySuffix}";
        try
        {
            // Renamed while it is open: so it is locked for as long as it has this name.
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
    /// Removes temporary files that killed writes have left in a folder. Those of living writers stay, on whatever machine these
    /// live: a writer holds the lock of its file, and the system frees it when the writer ends, however it ends.
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
                // An empty one may be on its way to its lock.
                if (new FileInfo(path).Length > 0)
                    new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose)
                        .Dispose();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Somebody is writing it, has removed it, or forbids that.
            }
        }
    }

    /// <summary>Writes UTF-8 text without a byte order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>What a killed write may leave behind ends so; such a file is never read.</summary>
    public const string TemporarySuffix = ".tmp";
}

// Writes a file so that a reader, now or after a crash, sees the whole old content or the whole new one, never a part.
// Compiled into both Hvae and Repro, which must not know one another.

namespace Shared;

internal static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file in the same folder, flushes it to disk, and renames it over <paramref name="path"/>.
    /// The folder is made when it is missing; the temporary file is removed when <paramref name="write"/> throws.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}{TemporarySuffix}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes UTF-8 text without a byte order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>What a killed write may leave behind ends so; such a file is never read.</summary>
    public const string TemporarySuffix = ".tmp";
}

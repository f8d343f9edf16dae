// Reads the images of a zip archive by name and compares their checksums. SharpCompress reads the archive: it accepts those with more
// than 65,535 files whose 16-bit count is cut off, which the framework refuses.

using System.IO.Hashing;
using SharpCompress.Archives;
using SharpCompress.Archives.Zip;
using SharpCompress.Common;

namespace Hvae.Data.Images;

/// <summary>An archive of small files.</summary>
internal sealed class ImageArchive : IDisposable
{
    /// <summary>Number of bytes above which a file of the archive is not read.</summary>
    public const int LongestFile = 1 << 20;

    private const string Remedy = "The archive is damaged or is another file; put a fresh copy in its place.";

    private readonly string path;
    private readonly IArchive archive;
    private readonly Dictionary<string, IArchiveEntry> entries = [];
    private readonly HashSet<string> doubled = [];

    /// <exception cref="DataFormatException">It is no zip archive, its directory is damaged, or it has no visible files.</exception>
    public ImageArchive(string path)
    {
        this.path = path;
        archive = Sound("a zip archive", () => ZipArchive.OpenArchive(path));
        try
        {
            var files = Sound("the directory of a zip archive", () => archive.Entries.Where(entry => !entry.IsDirectory).ToList());
            foreach (var entry in files.Where(entry => VisibleFiles.IsVisible(entry.Key ?? "")))
            {
                var name = entry.Key?[(entry.Key.LastIndexOf('/') + 1)..] ?? "";
                if (!entries.TryAdd(name, entry))
                    doubled.Add(name);
            }

            if (entries.Count == 0)
                throw Error("files in the archive", "none");
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Returns the content of a file with this name, whatever folder of the archive it lies in.</summary>
    /// <exception cref="DataFormatException">There is none, there are two, or it is damaged, encrypted, or long.</exception>
    public EncodedImage Read(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
            throw Error($"{name} in the archive", "no such file");
        if (doubled.Contains(name))
            throw Error($"{name} once in the archive", "it a second time");
        if (entry.IsEncrypted || entry.CompressionType is not (CompressionType.None or CompressionType.Deflate))
            throw Error($"{name} stored or deflated", entry.IsEncrypted ? "encryption" : $"{entry.CompressionType}");
        var (size, checksum) = (entry.Size, (uint)entry.Crc); // From the directory. Later they are from the file's own header.
        if (size is < 0 or > LongestFile)
            throw Error($"a file {name} of at most {LongestFile} bytes", $"{size}");
        var bytes = new byte[size + 1];
        var count = Sound($"the bytes of {name}", () =>
        {
            using var content = entry.OpenEntryStream();
            return content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        });
        if (count != size)
            throw Error($"{size} bytes of {name}", count < size ? $"{count}" : "more");
        return Crc32.HashToUInt32(bytes.AsSpan(0, count)) is var found && found == checksum
            ? new(path, 0, name, bytes.AsMemory(0, count))
            : throw Error($"the checksum {checksum:x8} of {name}", $"{found:x8}");
    }

    /// <inheritdoc/>
    public void Dispose() => archive.Dispose();

    private DataFormatException Error(string expected, string found, Exception? inner = null) =>
        new(path, 0, expected, found, Remedy, inner: inner);

    /// <summary>Calls the library, which throws many kinds of exception on damaged bytes, and reports all of them as one.</summary>
    private T Sound<T>(string expected, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw Error(expected, $"\"{error.Message}\"", error);
        }
    }
}

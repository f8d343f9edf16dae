// Reads batches straight out of a tar archive, packed or not, in whatever order they lie there.

using Hvae.Data.Compression;

namespace Hvae.Data.Cifar;

internal static class BatchArchive
{
    /// <summary>Room for what else is in an archive: a page about the data, names of classes, padding.</summary>
    private const long OtherContent = 1 << 22;

    /// <summary>Finds each batch by the last part of its path, and reads the archive to its end so that its checksum is checked.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="names">Names of the batches.</param>
    /// <param name="length">Bytes that each must have.</param>
    /// <param name="read">Takes the content at the batch, its name and its number in <paramref name="names"/>; returns what is to be known of it.</param>
    /// <returns>What <paramref name="read"/> returned, by name.</returns>
    /// <exception cref="DataFormatException">The archive is damaged, lacks a batch or has one twice, or holds much that is no batch.</exception>
    public static Dictionary<string, string> Read(
        string path, IReadOnlyList<string> names, long length, Func<ContentReader, string, int, string> read)
    {
        using var content = ContentReader.Open(path);
        var archive = new TarReader(content, (names.Count * length) + OtherContent);
        Dictionary<string, string> found = [];
        while (archive.Next() is { } file)
        {
            var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
            var number = names.Count - 1;
            while (number >= 0 && names[number] != name)
                number--;
            if (number < 0)
                continue;
            if (found.ContainsKey(name))
                throw content.Error(file.HeaderOffset, $"{name} once in the archive", "it a second time");
            if (file.Length != length)
                throw content.Error(file.HeaderOffset, $"{length} bytes of {name}", $"{file.Length}");
            found[name] = read(content, name, number);
        }

        return names.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing
            ? throw content.Error(content.Position, $"{missing} in the archive", "its end")
            : found;
    }
}

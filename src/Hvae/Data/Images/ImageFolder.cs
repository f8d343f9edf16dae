// The images of a folder and of all folders in it, in the order of their paths.

namespace Hvae.Data.Images;

internal static class ImageFolder
{
    /// <summary>No file of more bytes is read.</summary>
    public const int LongestFile = 1 << 25;

    private static readonly string[] Endings = [".jpg", ".jpeg", ".webp", ".png"];

    /// <summary>Paths of all files whose names end like an image's, ordered by path, character by character, with / between folders.</summary>
    public static IReadOnlyList<string> List(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .OrderBy(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), StringComparer.Ordinal)];

    /// <summary>Reads one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">No more bytes are read.</param>
    /// <exception cref="DataFormatException">It is missing or longer.</exception>
    public static EncodedImage Read(string path, int longest = LongestFile)
    {
        if (!File.Exists(path))
            throw new DataFormatException(path, 0, "an image", "no such file", "Put the whole data set into the folder.");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (file.Length > longest)
            throw new DataFormatException(path, longest, $"an image of at most {longest} bytes", $"{file.Length}", "Put another image in its place, or leave it out.");
        var bytes = new byte[file.Length];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return new(path, 0, "", bytes.AsMemory(0, count));
    }
}

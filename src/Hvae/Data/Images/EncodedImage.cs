// An image that is still encoded, and the paths of the images in a folder.

namespace Hvae.Data.Images;

/// <summary>An encoded image, with the place that errors name.</summary>
/// <param name="File">Path of the file that contains it.</param>
/// <param name="Offset">Byte of that file at which it begins.</param>
/// <param name="Name">Its name inside the file; empty when it is the whole file.</param>
/// <param name="Bytes">The encoded image.</param>
internal sealed record EncodedImage(string File, long Offset, string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Number of bytes above which a file is not read.</summary>
    public const int LongestFile = 1 << 25;

    private const string Damaged = "The image is damaged or is no such image; put a fresh copy of the file in its place.";

    private static readonly string[] Endings = [".jpg", ".jpeg", ".webp", ".png"];

    /// <summary>
    /// Returns the paths of all visible files in a folder, and in all folders below it, whose names end like an image's. They are ordered
    /// by path, character by character, with / between folders.
    /// </summary>
    public static IReadOnlyList<string> List(string folder) =>
        [.. VisibleFiles.Below(folder).Select(file => file.FullName)
            .Where(path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .OrderBy(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), StringComparer.Ordinal)];

    /// <summary>Reads one file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="longest">Number of bytes above which the file is not read.</param>
    /// <exception cref="DataFormatException">Thrown when the file is missing or longer.</exception>
    public static EncodedImage Read(string path, int longest = LongestFile)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length > longest)
            {
                throw new DataFormatException(
                    path, longest, $"an image of at most {longest} bytes", $"{file.Length}",
                    "Put another image in its place, or leave it out.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return new(path, 0, "", bytes);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFormatException(
                path, 0, "an image", "no such file", "Put the whole data set into the folder.", inner: error);
        }
    }

    /// <summary>Returns an error that names this image.</summary>
    /// <param name="expected">What is expected in its place.</param>
    /// <param name="found">What was found.</param>
    /// <param name="remedy">What to do when the image is sound but of another kind, or null when it is damaged.</param>
    public DataFormatException Error(string expected, string found, string? remedy = null) =>
        new(File, Offset, Name.Length > 0 ? $"{expected} in {Name}" : expected, found, remedy ?? Damaged);
}

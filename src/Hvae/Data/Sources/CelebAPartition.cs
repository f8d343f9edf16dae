// Reads CelebA's list of parts: a line for each image with its file name and 0 (training), 1 (validation) or 2 (test).

using System.Buffers;

namespace Hvae.Data.Sources;

/// <param name="Train">File names of part 0, in the order of the list.</param>
/// <param name="Test">File names of part 2.</param>
internal sealed record CelebAPartition(IReadOnlyList<string> Train, IReadOnlyList<string> Test)
{
    private const int LongestFile = 1 << 26;
    private const int LongestName = 64;
    private const string Remedy = "Put the published list in its place.";

    /// <summary>Of these a name consists, so that it names a file in a folder and nothing else.</summary>
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("0123456789_-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <exception cref="DataFormatException">A line is not as it should be, a name comes twice, or a part is empty.</exception>
    public static CelebAPartition Read(string path)
    {
        using var reader = new StreamReader(path, System.Text.Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        if (reader.BaseStream.Length > LongestFile)
            throw new DataFormatException(path, LongestFile, $"a list of at most {LongestFile} bytes", "a longer one", Remedy);
        List<string>[] parts = [[], [], []];
        HashSet<string> names = [];
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (!TryParse(line, out var name, out var part))
                throw Wrong(number, "the name of an image and 0, 1 or 2", $"\"{line[..Math.Min(line.Length, LongestName)]}\"");
            if (!names.Add(name))
                throw Wrong(number, $"{name} once", "it a second time");
            parts[part].Add(name);
        }

        return parts[0].Count > 0 && parts[2].Count > 0
            ? new(parts[0], parts[2])
            : throw Wrong(names.Count, "images for training (0) and for tests (2)", $"{parts[0].Count} and {parts[2].Count}");

        DataFormatException Wrong(int line, string expected, string found) => new(path, 0, $"{expected} in line {line}", found, Remedy);
    }

    private static bool TryParse(string line, out string name, out int part)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        (name, part) = words is [_, "0" or "1" or "2"] ? (words[0], words[1][0] - '0') : ("", -1);
        return part >= 0 && name.Length <= LongestName && name[0] != '.' && !name.AsSpan().ContainsAnyExcept(NameCharacters);
    }
}

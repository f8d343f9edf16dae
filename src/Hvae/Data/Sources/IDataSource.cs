// The interface between the catalog and a data set that is read from files.

using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Hvae.Data.Downloads;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <summary>A data set that is read from files.</summary>
internal interface IDataSource
{
    /// <summary>Lower-case name.</summary>
    string Name { get; }

    /// <summary>Files that can be downloaded; empty when the user must download them by hand.</summary>
    IReadOnlyList<OfficialFile> OfficialFiles { get; }

    /// <summary>Stand-in that is used when the files are missing.</summary>
    StandIn StandIn { get; }

    /// <summary>Pattern of the names by which people keep it, also in forms that are not read.</summary>
    Regex Likeness { get; }

    /// <summary>Where the user fetches it by hand; null when it can be downloaded.</summary>
    Uri? Page => null;

    /// <summary>
    /// Whether the data set is so large that it is decoded piece by piece and can be limited to its first training images.
    /// </summary>
    bool IsLarge => false;

    /// <summary>Version of the rule that turns files into images. It is increased when the rule changes.</summary>
    int Version => 1;

    /// <summary>Looks for the files in the data folder.</summary>
    FoundFiles Locate(string folder);

    /// <summary>Decodes the files, all of which are there, and finds by checksum whether they are the official ones.</summary>
    /// <param name="files">Paths of the files.</param>
    /// <param name="first">
    /// Number of training images to take, in their official order. Null, or a larger number than there are, takes all. Only a large
    /// data set can be limited.
    /// </param>
    /// <param name="notice">Receives messages for the user.</param>
    /// <exception cref="DataFormatException">
    /// Thrown when a file is damaged, or two do not belong together. In a large data set some damage is found only when images are read.
    /// </exception>
    DecodedData Read(FoundFiles files, int? first, Action<string> notice);
}

/// <summary>The places of a data set's files.</summary>
/// <param name="Folder">The folder that has most of them.</param>
/// <param name="Paths">Path of each file that was found, by its name in the data set.</param>
/// <param name="Missing">Names of the missing files.</param>
/// <param name="Wanted">Names of the published files that contain the missing ones.</param>
internal sealed record FoundFiles(
    string Folder, IReadOnlyDictionary<string, string> Paths, IReadOnlyList<string> Missing, IReadOnlyList<string> Wanted)
{
    /// <summary>Whether no file is missing.</summary>
    public bool IsComplete => Missing.Count == 0;

    /// <summary>Looks for files in one folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Each file's name in the data set, and the names below the folder under which it may be found.</param>
    /// <param name="wanted">The published file that brings one that is missing; null when it has the same name.</param>
    /// <exception cref="DataMissingException">The folder may not be entered by this user.</exception>
    public static FoundFiles In(string folder, IEnumerable<(string Name, string[] Places)> files, Func<string, string>? wanted = null)
    {
        var all = files
            .Select(file => (file.Name, Path: file.Places.Select(place => Find(folder, place)).FirstOrDefault(path => path is not null)))
            .ToList();
        var missing = all.Where(file => file.Path is null).Select(file => file.Name).ToList();
        var paths = all.Where(file => file.Path is not null).ToDictionary(file => file.Name, file => file.Path!);
        return new(folder, paths, missing, [.. missing.Select(name => wanted?.Invoke(name) ?? name).Distinct()]);
    }

    /// <summary>Returns whether a path exists, be it a link that leads nowhere.</summary>
    /// <exception cref="DataMissingException">This user may not know.</exception>
    public static bool Exists(string path)
    {
        try
        {
            File.GetAttributes(path);
            return true;
        }
        catch (UnauthorizedAccessException error)
        {
            throw DataMissingException.Forbidden(Path.GetFileName(path), Path.GetDirectoryName(path) ?? path, error);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Returns the path of a file or folder; where it is a folder in which there is one of the same name, as some tools unpack, that one's.
    /// </summary>
    private static string? Find(string folder, string place)
    {
        var path = Path.Combine(folder, place);
        if (!Exists(path))
            return null;
        var inner = Path.Combine(path, Path.GetFileName(path));
        return Exists(inner) ? inner : path;
    }

    /// <summary>Returns what the first complete folder has, else the one with most files, else the first.</summary>
    public static FoundFiles Best(IEnumerable<FoundFiles> places) =>
        places.MaxBy(found => found.IsComplete ? int.MaxValue : found.Paths.Count)!;

    /// <summary>
    /// Returns official when there are no differences. Otherwise tells the user what differs; of more than a few differences, as in a set
    /// that was saved again, the first stands for all.
    /// </summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="differences">Differences from the published files, each as the middle of a sentence.</param>
    /// <param name="notice">Receives the sentence.</param>
    public DataQuality Judge(string name, IReadOnlyList<string> differences, Action<string> notice)
    {
        const int MostNamed = 4;
        if (differences.Count == 0)
            return DataQuality.Official;
        var named = differences.Count <= MostNamed ? differences : [differences[0], $"{differences.Count - 1} other files differ too"];
        notice($"{name}: the files in {Folder} are an unofficial copy, and every number made from them says so: "
            + $"{string.Join("; ", named)}.");
        return DataQuality.UnofficialCopy;
    }

    /// <summary>Returns the MD5 of a file, 32 lower-case hexadecimal digits.</summary>
    public static string Md5(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(MD5.HashData(file));
    }
}

/// <summary>Names of data sets that are limited to their first training images, e.g. lsun-bedroom64-first-20000.</summary>
internal static class FirstImages
{
    private const string Words = "-first-";

    /// <summary>Returns the name of the whole data set and the number of training images; null means all.</summary>
    /// <param name="name">Name that was asked for. A name of another form is returned unchanged.</param>
    public static (string Whole, int? First) Parse(string name)
    {
        var at = name.LastIndexOf(Words, StringComparison.Ordinal);
        if (at < 0 || !int.TryParse(name[(at + Words.Length)..], out var first) || first < 1)
            return (name, null);
        var whole = name[..at];
        return NameOf(whole, first) == name ? (whole, first) : (name, null);
    }

    /// <summary>Returns the name from which <see cref="Parse"/> returns these values.</summary>
    public static string NameOf(string whole, int? first) => first is null ? whole : $"{whole}{Words}{first}";
}

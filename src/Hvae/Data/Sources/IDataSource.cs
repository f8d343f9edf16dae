// What the catalog needs to know of a data set that comes in files.

using System.Security.Cryptography;
using Hvae.Data.Downloads;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <summary>A data set that is read from files.</summary>
internal interface IDataSource
{
    /// <summary>Lower-case name.</summary>
    string Name { get; }

    /// <summary>Files that can be downloaded; empty when the user must fetch them by hand.</summary>
    IReadOnlyList<OfficialFile> OfficialFiles { get; }

    /// <summary>What takes its place when it cannot be had.</summary>
    StandIn StandIn { get; }

    /// <summary>Where the user fetches it by hand; null when it can be downloaded.</summary>
    Uri? Page => null;

    /// <summary>Whether it is so large that it is decoded piece by piece, and that its first training images can be asked for.</summary>
    bool IsLarge => false;

    /// <summary>Number of the rule by which files become images; another rule needs another number.</summary>
    int Version => 1;

    /// <summary>Looks for the files below the data folder.</summary>
    FoundFiles Locate(string folder);

    /// <summary>Decodes files of which none is missing, and tells by checksum whether they are the official ones.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="first">
    /// Number of training images to take, in their official order; null, or more than there are, for all. Only for a large data set.
    /// </param>
    /// <param name="notice">Receives what the user should know.</param>
    /// <exception cref="DataFormatException">
    /// A file is damaged, or two do not belong together. Of a large data set some damage is only found when images are asked for.
    /// </exception>
    DecodedData Read(FoundFiles files, int? first, Action<string> notice);
}

/// <summary>Where the files of a data set are.</summary>
/// <param name="Folder">The folder in which most of them are.</param>
/// <param name="Paths">Path of each file found, by its name in the data set.</param>
/// <param name="Missing">Names of those that are not there.</param>
/// <param name="Wanted">Names of the published files that would bring them.</param>
internal sealed record FoundFiles(
    string Folder, IReadOnlyDictionary<string, string> Paths, IReadOnlyList<string> Missing, IReadOnlyList<string> Wanted)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => Missing.Count == 0;

    /// <summary>Looks for files in one folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Each file's name in the data set, and the names below the folder under which it may be found.</param>
    /// <param name="wanted">The published file that brings one that is missing; null when it has the same name.</param>
    public static FoundFiles In(string folder, IEnumerable<(string Name, string[] Places)> files, Func<string, string>? wanted = null)
    {
        var all = files
            .Select(file => (file.Name, Path: file.Places.Select(place => Path.Combine(folder, place)).FirstOrDefault(Path.Exists)))
            .ToList();
        var missing = all.Where(file => file.Path is null).Select(file => file.Name).ToList();
        var paths = all.Where(file => file.Path is not null).ToDictionary(file => file.Name, file => file.Path!);
        return new(folder, paths, missing, [.. missing.Select(name => wanted?.Invoke(name) ?? name).Distinct()]);
    }

    /// <summary>Returns what the first complete folder has, else the one with most files, else the first.</summary>
    public static FoundFiles Best(IEnumerable<FoundFiles> places) =>
        places.MaxBy(found => found.IsComplete ? int.MaxValue : found.Paths.Count)!;

    /// <summary>Returns official when nothing differs; otherwise the user is told what does.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="differences">Differences from the published files, each for the middle of a sentence.</param>
    /// <param name="notice">Receives the sentence.</param>
    public DataQuality Judge(string name, IReadOnlyList<string> differences, Action<string> notice)
    {
        if (differences.Count == 0)
            return DataQuality.Official;
        notice($"{name}: the files in {Folder} are an unofficial copy, and every number made from them says so: "
            + $"{string.Join("; ", differences)}.");
        return DataQuality.UnofficialCopy;
    }

    /// <summary>Returns the MD5 of a file, 32 lower-case hexadecimal digits.</summary>
    public static string Md5(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(MD5.HashData(file));
    }
}

/// <summary>The names of data sets of which only the first training images are taken: lsun-bedroom64-first-20000.</summary>
internal static class FirstImages
{
    private const string Words = "-first-";

    /// <summary>Returns the name of a whole data set and the number of training images that are wanted of it; null: all.</summary>
    /// <param name="name">What was asked for; a name that is written otherwise is returned as it is.</param>
    public static (string Whole, int? First) Parse(string name)
    {
        var at = name.LastIndexOf(Words, StringComparison.Ordinal);
        if (at < 0 || !int.TryParse(name[(at + Words.Length)..], out var first) || first < 1)
            return (name, null);
        var whole = name[..at];
        return NameOf(whole, first) == name ? (whole, first) : (name, null);
    }

    /// <summary>The inverse of <see cref="Parse"/>.</summary>
    public static string NameOf(string whole, int? first) => first is null ? whole : $"{whole}{Words}{first}";
}

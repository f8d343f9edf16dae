// What the catalog needs to know of a data set that comes in files.

using Hvae.Data.Downloads;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <summary>A data set that is read from files: an <see cref="IDecodedSource"/> or an <see cref="IStreamedSource"/>.</summary>
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

    /// <summary>Looks for the files below the data folder.</summary>
    FoundFiles Locate(string folder);
}

/// <summary>A data set that is decoded into memory.</summary>
internal interface IDecodedSource : IDataSource
{
    /// <summary>Decodes files of which none is missing, and tells by checksum whether they are the official ones.</summary>
    /// <exception cref="DataFormatException">A file is damaged, or two do not belong together.</exception>
    DecodedData Read(FoundFiles files, Action<string> notice);
}

/// <summary>A large data set, which is decoded piece by piece, and of which the first training images can be asked for.</summary>
internal interface IStreamedSource : IDataSource
{
    /// <summary>Number of the rule by which images are cropped and resized; another rule needs another number.</summary>
    int Version { get; }

    /// <summary>Looks through files of which none is missing; images are decoded when they are asked for.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="first">How many training images to take, in their official order; null, or more than there are: all.</param>
    /// <param name="notice">Receives what the user should know.</param>
    /// <exception cref="DataFormatException">A file is damaged, or two do not belong together; later, when images are asked for, also that one of them is.</exception>
    StreamedData Open(FoundFiles files, int? first, Action<string> notice);
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

    /// <summary>What the first complete folder has, else the one with most files, else the first.</summary>
    public static FoundFiles Best(IEnumerable<FoundFiles> places) =>
        places.MaxBy(found => found.IsComplete ? int.MaxValue : found.Paths.Count)!;

    /// <summary>Official when nothing differs; else the user is told what does.</summary>
    /// <param name="name">Of the data set.</param>
    /// <param name="differences">From the published files, each for the middle of a sentence.</param>
    /// <param name="notice">Receives the sentence.</param>
    public DataQuality Judge(string name, IReadOnlyList<string> differences, Action<string> notice)
    {
        if (differences.Count == 0)
            return DataQuality.Official;
        notice($"{name}: the files in {Folder} are an unofficial copy, and every number made from them says so: {string.Join("; ", differences)}.");
        return DataQuality.UnofficialCopy;
    }
}

// What the catalog needs to know of a data set that comes in files.

using Hvae.Data.Downloads;

namespace Hvae.Data.Sources;

/// <summary>A data set that is read from files.</summary>
internal interface IDataSource
{
    /// <summary>Lower-case name.</summary>
    string Name { get; }

    /// <summary>Files that can be downloaded; empty when the user must fetch them by hand.</summary>
    IReadOnlyList<OfficialFile> OfficialFiles { get; }

    /// <summary>What takes its place when it cannot be had.</summary>
    IStandIn StandIn { get; }

    /// <summary>Looks for the files below the data folder.</summary>
    FoundFiles Locate(string folder);

    /// <summary>Decodes files of which none is missing, and tells by checksum whether they are the official ones.</summary>
    /// <exception cref="DataFormatException">A file is damaged, or two do not belong together.</exception>
    DecodedData Read(FoundFiles files, Action<string> notice);
}

/// <summary>A data set that is generated; always the same.</summary>
internal interface IStandIn
{
    /// <summary>Lower-case name.</summary>
    string Name { get; }

    /// <summary>Fingerprint of what <see cref="Generate"/> returns, so that an existing cache file saves the work.</summary>
    string Fingerprint { get; }

    /// <summary>Makes all images.</summary>
    DecodedData Generate();
}

/// <summary>Where the files of a data set are.</summary>
/// <param name="Folder">The folder in which most of them are.</param>
/// <param name="Paths">Path of each file found, by official name without <c>.gz</c>.</param>
/// <param name="Missing">Official names, without <c>.gz</c>, of those that are not there.</param>
internal sealed record FoundFiles(string Folder, IReadOnlyDictionary<string, string> Paths, IReadOnlyList<string> Missing)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => Missing.Count == 0;
}

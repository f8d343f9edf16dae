// The folders of data files and of the cache, and the limits of downloads.

using Hvae.Data.Downloads;
using Shared;

namespace Hvae.Data;

/// <summary>The user's settings for data.</summary>
[CodeBoundary] // The folder of the images does not change the images.
public sealed record DataOptions
{
    /// <summary>Folder of data files, also of downloaded ones: <c>--data</c>, else <c>HVAE_DATA</c>, else <c>./data</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether the user has named the folder, so that it must be there.</summary>
    public bool IsFolderNamed { get; init; }

    /// <summary>Whether stand-ins are used in place of all data sets, whatever the folder has.</summary>
    public bool StandIns { get; init; }

    /// <summary>Where decoded images are kept for all processes to share; may be deleted at any time.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Whether downloads are forbidden.</summary>
    public bool Offline { get; init; }

    /// <summary>Limits of downloads.</summary>
    public DownloadPolicy Download { get; init; } = new();
}

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

    /// <summary>Folder of decoded images, which all processes share. It may be deleted at any time.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Whether downloads are forbidden.</summary>
    public bool Offline { get; init; }

    /// <summary>Limits of downloads.</summary>
    public DownloadPolicy Download { get; init; } = new();
}

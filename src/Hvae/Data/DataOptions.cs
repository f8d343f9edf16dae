// Where data is looked for, kept and fetched from.

using Hvae.Data.Downloads;
using Shared;

namespace Hvae.Data;

/// <summary>What the user decides about data.</summary>
[CodeBoundary] // Where images are found says nothing of what they are.
public sealed record DataOptions
{
    /// <summary>Where data files are looked for and downloaded to: <c>--data</c>, else <c>HVAE_DATA</c>, else <c>./data</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Where decoded images are kept for all processes to share; may be deleted at any time.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Whether nothing is ever downloaded.</summary>
    public bool Offline { get; init; }

    /// <summary>Patience of downloads.</summary>
    public DownloadPolicy Download { get; init; } = new();
}

// A data set that is too large for memory, as a reader hands it over: some images at a time, decoded while they are asked for.

namespace Hvae.Data;

/// <summary>A data set of images without labels: every label is 0, and <see cref="DataContent.Classes"/> is 1.</summary>
internal sealed record StreamedData
{
    /// <summary>What the content is.</summary>
    public required DataContent Content { get; init; }

    /// <summary>How it relates to the published data set.</summary>
    public required DataQuality Quality { get; init; }

    /// <summary>Where it came from, for people.</summary>
    public required string Origin { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Description { get; init; }

    /// <summary>Training part: N×C×H×W bytes in pieces, each valid until the next is asked for.</summary>
    public required IEnumerable<ReadOnlyMemory<byte>> Train { get; init; }

    /// <summary>Test part, likewise.</summary>
    public required IEnumerable<ReadOnlyMemory<byte>> Test { get; init; }
}

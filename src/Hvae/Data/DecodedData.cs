// A data set as a reader or a generator returns it, before it is written to the cache.

using Hvae.Data.Images;

namespace Hvae.Data;

/// <summary>Channels × height × width of every image of a data set, in pixels.</summary>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Number of bytes (= values) per image: C·H·W.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>Returns the text for messages and fingerprints, e.g. <c>1x28x28</c>.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}

/// <summary>The properties of a data set that are part of its identity.</summary>
public sealed record DataContent
{
    /// <summary>Lower-case name, e.g. <c>mnist</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Shape of every image.</summary>
    public required ImageShape Shape { get; init; }

    /// <summary>Number of classes; 1 where images have no labels. Labels are 0 … Classes − 1.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether models see round(x/255). The stored bytes are not rounded.</summary>
    public required bool IsBinarised { get; init; }

    /// <summary>Number of training images.</summary>
    public required int TrainCount { get; init; }

    /// <summary>Number of test images.</summary>
    public required int TestCount { get; init; }
}

/// <summary>One part of a data set.</summary>
/// <param name="Pixels">N×C×H×W bytes, row-major, 0 … 255, in pieces. Each piece is valid until the next one is requested.</param>
/// <param name="Labels">N bytes; all 0 where images have no labels.</param>
/// <param name="Unreadable">Images of which the pixels are left out; null where none ever is. They are known when all pixels are.</param>
internal sealed record DecodedSplit(
    IEnumerable<ReadOnlyMemory<byte>> Pixels, ReadOnlyMemory<byte> Labels, UnreadableImages? Unreadable = null)
{
    /// <summary>Makes a part of pixels that are all in memory.</summary>
    public DecodedSplit(ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels)
        : this([pixels], labels)
    {
    }
}

/// <summary>A whole data set.</summary>
internal sealed record DecodedData
{
    /// <summary>What the content is.</summary>
    public required DataContent Content { get; init; }

    /// <summary>How it relates to the published data set.</summary>
    public required DataQuality Quality { get; init; }

    /// <summary>Where it came from, in words: a folder, or "generated".</summary>
    public required string Origin { get; init; }

    /// <summary>Description in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Training part.</summary>
    public required DecodedSplit Train { get; init; }

    /// <summary>Test part.</summary>
    public required DecodedSplit Test { get; init; }
}

// A data set as a reader or a generator hands it over, before it is put into the cache.

namespace Hvae.Data;

/// <summary>Channels × height × width of every image of a data set, in pixels.</summary>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Number of bytes (= values) per image: C·H·W.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>For people and fingerprints: <c>1x28x28</c>.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}

/// <summary>The facts of a data set that are part of its identity.</summary>
public sealed record DataContent
{
    /// <summary>Lower-case name: <c>mnist</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Shape of every image.</summary>
    public required ImageShape Shape { get; init; }

    /// <summary>Number of classes; labels are 0 … Classes − 1. 1 where images have no labels.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether pixels become round(x/255) when used; the bytes kept are the raw ones.</summary>
    public required bool IsBinarised { get; init; }

    /// <summary>Number of training images.</summary>
    public required int TrainCount { get; init; }

    /// <summary>Number of test images.</summary>
    public required int TestCount { get; init; }
}

/// <summary>One part of a data set.</summary>
/// <param name="Pixels">N×C×H×W bytes, row-major, 0 … 255, in pieces, each valid until the next is asked for.</param>
/// <param name="Labels">N bytes; all 0 where images have no labels.</param>
internal sealed record DecodedSplit(IEnumerable<ReadOnlyMemory<byte>> Pixels, ReadOnlyMemory<byte> Labels)
{
    /// <summary>A part that is in memory as a whole.</summary>
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

    /// <summary>Where it came from, for people: a folder, or "generated".</summary>
    public required string Origin { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Description { get; init; }

    /// <summary>Training part.</summary>
    public required DecodedSplit Train { get; init; }

    /// <summary>Test part.</summary>
    public required DecodedSplit Test { get; init; }
}

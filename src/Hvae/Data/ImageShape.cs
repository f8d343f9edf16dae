// The shape of one image.

namespace Hvae.Data;

/// <summary>Channels × height × width of every image of a data set, in pixels.</summary>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes (= values) per image: C·H·W.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>For people and fingerprints: <c>1x28x28</c>.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}

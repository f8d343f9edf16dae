// The memory into which images are decoded one after the other: taken once, so that no image can ask for more.

namespace Hvae.Data.Images;

/// <param name="mostPixels">No image with more pixels is decoded.</param>
internal sealed class PixelBuffer(int mostPixels)
{
    /// <summary>Channels of a decoded pixel: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>No image is wider or higher.</summary>
    public const int LongestSide = 1 << 14;

    private readonly byte[] pixels = GC.AllocateUninitializedArray<byte>(Channels * mostPixels);

    /// <summary>Of the image in it.</summary>
    public int Width { get; private set; }

    /// <summary>Of the image in it.</summary>
    public int Height { get; private set; }

    /// <summary>H×W×3 bytes of the image in it: red, green, blue of each pixel, row by row.</summary>
    public Span<byte> Pixels => pixels.AsSpan(0, Channels * Width * Height);

    /// <summary>Makes room for an image of the size that it claims, and returns it; what is there is what was there before.</summary>
    /// <exception cref="DataFormatException">No image of that size is taken.</exception>
    public Span<byte> Begin(EncodedImage image, long width, long height)
    {
        if (width < 1 || height < 1)
            throw image.Error(0, "an image with pixels", $"{width}x{height}");
        if (width > LongestSide || height > LongestSide || width * height > mostPixels)
            throw image.Error(0, $"an image of at most {mostPixels} pixels and {LongestSide} on a side", $"{width}x{height}", EncodedImage.TooLarge);
        (Width, Height) = ((int)width, (int)height);
        return Pixels;
    }
}

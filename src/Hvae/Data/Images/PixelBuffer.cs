// Decodes JPEG, WebP and PNG images by SkiaSharp into memory that is allocated once, so that no image can ask for more.

using SkiaSharp;

namespace Hvae.Data.Images;

/// <summary>The pixels of one image at a time.</summary>
/// <param name="mostPixels">Number of pixels above which an image is not decoded.</param>
internal sealed unsafe class PixelBuffer(int mostPixels)
{
    /// <summary>Number of bytes of a decoded pixel: red, green, blue, and opacity, which is not used.</summary>
    public const int Channels = 4;

    private const int LongestSide = 1 << 14;

    private readonly byte[] pixels = GC.AllocateUninitializedArray<byte>(Channels * mostPixels);

    /// <summary>Width of the image in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height of the image in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>H×W×4 bytes of the image, row by row.</summary>
    public ReadOnlySpan<byte> Pixels => pixels.AsSpan(0, Channels * Width * Height);

    /// <summary>
    /// Decodes the whole image, or fails. The size that the image claims is compared with the limits before memory is used.
    /// </summary>
    /// <exception cref="DataFormatException">
    /// Thrown when the image is damaged, cut off, too large, animated, or in none of these formats.
    /// </exception>
    public void Decode(EncodedImage image)
    {
        var bytes = image.Bytes.Span;
        if (!IsKnown(bytes))
            throw image.Error("a JPEG, WebP or PNG image", Convert.ToHexStringLower(bytes[..Math.Min(8, bytes.Length)]));
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data) ?? throw image.Error("an image with a sound header", "one that is damaged");
        if (codec.FrameCount > 1)
            throw image.Error("a still image", "a moving one", "Put one of its pictures in its place, or leave it out.");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width > LongestSide || height > LongestSide || (long)width * height > mostPixels)
        {
            throw image.Error(
                $"an image of at most {mostPixels} pixels and {LongestSide} on a side", $"{width}x{height}",
                "Put a smaller copy of the image in its place, or leave it out.");
        }

        fixed (byte* start = pixels)
        {
            // There is no colour space, so that the values are those in the file.
            var result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (IntPtr)start);
            if (result != SKCodecResult.Success)
                throw image.Error("a whole image", result == SKCodecResult.IncompleteInput ? "one that is cut off" : $"damage ({result})");
        }

        (Width, Height) = (width, height);
    }

    /// <summary>Whether the first bytes are those of one of the three formats. The decoders of other formats are never used.</summary>
    private static bool IsKnown(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith<byte>([0xff, 0xd8, 0xff])
        || (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8))
        || bytes.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
}

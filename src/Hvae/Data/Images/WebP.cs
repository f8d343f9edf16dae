// The door to libwebp: decode.h of version 1.x, as far as decoding whole images needs it.

using System.Runtime.InteropServices;

namespace Hvae.Data.Images;

internal static unsafe class WebP
{
    private const string Library = ImageLibrary.WebPFile;

    /// <summary>The flags of an extended header (VP8X), of which one says that there are several pictures.</summary>
    private const int FlagsAt = 20;
    private const int Animation = 2;

    /// <summary>Decodes the whole image.</summary>
    /// <exception cref="DataFormatException">The image is damaged, too large, or moves.</exception>
    public static void Decode(EncodedImage image, PixelBuffer pixels)
    {
        ImageLibrary.WebP.Require();
        fixed (byte* bytes = image.Bytes.Span)
        {
            var length = (nuint)image.Bytes.Length;
            if (WebPGetInfo(bytes, length, out var width, out var height) == 0)
                throw image.Error(0, "a sound WebP image", "a damaged header");
            if (IsAnimated(image.Bytes.Span))
                throw image.Error(FlagsAt, "a still WebP image", "an animated one", "Put one of its pictures in its place, or leave it out.");
            var room = pixels.Begin(image, width, height);
            fixed (byte* start = room)
            {
                if (WebPDecodeRGBInto(bytes, length, start, (nuint)room.Length, width * PixelBuffer.Channels) == null)
                    throw image.Error(0, "a sound WebP image", "bytes that do not decode");
            }
        }
    }

    private static bool IsAnimated(ReadOnlySpan<byte> bytes) =>
        bytes.Length > FlagsAt && bytes[12..].StartsWith("VP8X"u8) && (bytes[FlagsAt] & Animation) != 0;

    [DllImport(Library)]
    private static extern int WebPGetInfo(byte* bytes, nuint length, out int width, out int height);

    [DllImport(Library)]
    private static extern byte* WebPDecodeRGBInto(byte* bytes, nuint length, byte* pixels, nuint room, int stride);
}

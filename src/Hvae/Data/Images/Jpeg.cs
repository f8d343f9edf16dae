// The door to libjpeg-turbo: turbojpeg.h of version 2.x, as far as decoding whole images needs it.
// The slow integer transform and the smooth upsampling are used: their results are the same on every processor.

using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hvae.Data.Images;

internal static unsafe class Jpeg
{
    private const string Library = ImageLibrary.JpegFile;

    private const int FormatRgb = 0;
    private const int ColoursCmyk = 3;
    private const int ColoursYcck = 4;
    private const int WarningOnly = 0;
    private const int AccurateTransform = 4096;
    private const int StopOnWarning = 8192;

    /// <summary>No more than 500 scans: a few bytes can ask for thousands of passes over a large image.</summary>
    private const int LimitScans = 32768;

    /// <summary>
    /// Decodes the whole image. What the library only warns of, such as a missing end, is damage, unless a checksum says that
    /// the image has always been so.
    /// </summary>
    /// <exception cref="DataFormatException">The image is damaged or too large, or is made for print (CMYK).</exception>
    /// <exception cref="DataMissingException">There is too little memory for a decoder.</exception>
    public static void Decode(EncodedImage image, PixelBuffer pixels)
    {
        ImageLibrary.Jpeg.Require();
        var handle = tjInitDecompress();
        if (handle == IntPtr.Zero)
            throw new DataMissingException($"{image.File} cannot be decoded: there is too little memory for a decoder. End other programs, or decode it on a machine with more memory.");
        try
        {
            fixed (byte* bytes = image.Bytes.Span)
                Decode(handle, bytes, image, pixels);
        }
        finally
        {
            _ = tjDestroy(handle);
        }
    }

    private static void Decode(IntPtr handle, byte* bytes, EncodedImage image, PixelBuffer pixels)
    {
        if (tjDecompressHeader3(handle, bytes, (nuint)image.Bytes.Length, out var width, out var height, out _, out var colours) != 0)
            Pardon(handle, image);
        if (colours is ColoursCmyk or ColoursYcck)
            throw image.Error(0, "a JPEG image in colour or grey", "one made for print (CMYK)", "Save the image again in RGB colours.");
        var room = pixels.Begin(image, width, height);
        room.Clear();
        if (IsClean(handle, bytes, image, pixels))
            return;

        // After a warning the library calls a fatal error a warning, too, and leaves rows as they were. So it must have filled
        // rooms that differ in every byte with the same pixels.
        var first = SHA256.HashData(room);
        room.Fill(byte.MaxValue);
        IsClean(handle, bytes, image, pixels);
        if (!SHA256.HashData(room).AsSpan().SequenceEqual(first))
            throw Damage(handle, image);
    }

    /// <summary>Decodes into the pixels, and says whether there was not even a warning.</summary>
    private static bool IsClean(IntPtr handle, byte* bytes, EncodedImage image, PixelBuffer pixels)
    {
        var flags = AccurateTransform | LimitScans | (image.IsVerified ? 0 : StopOnWarning);
        var pitch = pixels.Width * PixelBuffer.Channels;
        fixed (byte* start = pixels.Pixels)
        {
            if (tjDecompress2(handle, bytes, (nuint)image.Bytes.Length, start, pixels.Width, pitch, pixels.Height, FormatRgb, flags) == 0)
                return true;
        }

        Pardon(handle, image);
        return false;
    }

    /// <summary>Lets a warning pass where a checksum says that the image has always been so.</summary>
    private static void Pardon(IntPtr handle, EncodedImage image)
    {
        if (!image.IsVerified || tjGetErrorCode(handle) != WarningOnly)
            throw Damage(handle, image);
    }

    private static DataFormatException Damage(IntPtr handle, EncodedImage image) =>
        image.Error(0, "a sound JPEG image", $"\"{Marshal.PtrToStringUTF8(tjGetErrorStr2(handle))}\"");

    [DllImport(Library)]
    private static extern IntPtr tjInitDecompress();

    [DllImport(Library)]
    private static extern int tjDecompressHeader3(IntPtr handle, byte* bytes, nuint length, out int width, out int height, out int subsampling, out int colours);

    [DllImport(Library)]
    private static extern int tjDecompress2(IntPtr handle, byte* bytes, nuint length, byte* pixels, int width, int pitch, int height, int format, int flags);

    [DllImport(Library)]
    private static extern IntPtr tjGetErrorStr2(IntPtr handle);

    [DllImport(Library)]
    private static extern int tjGetErrorCode(IntPtr handle);

    [DllImport(Library)]
    private static extern int tjDestroy(IntPtr handle);
}

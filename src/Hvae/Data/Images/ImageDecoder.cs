// Decodes an image of any format that data sets come in, known by its first bytes and not by its name.

namespace Hvae.Data.Images;

internal static class ImageDecoder
{
    /// <summary>Decodes the whole image, or fails.</summary>
    /// <param name="image">JPEG, WebP or PNG.</param>
    /// <param name="pixels">Receives red, green and blue; transparency is left out.</param>
    /// <exception cref="DataFormatException">The image is damaged, too large, or of no such format.</exception>
    /// <exception cref="DataMissingException">There is too little memory for a decoder.</exception>
    /// <exception cref="ImageLibraryMissingException">Its format's library is not installed.</exception>
    public static void Decode(EncodedImage image, PixelBuffer pixels)
    {
        var bytes = image.Bytes.Span;
        if (bytes.StartsWith<byte>([0xff, 0xd8, 0xff]))
            Jpeg.Decode(image, pixels);
        else if (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8))
            WebP.Decode(image, pixels);
        else if (bytes.StartsWith(Png.Signature))
            Png.Decode(image, pixels);
        else
            throw image.Error(0, "a JPEG, WebP or PNG image", bytes.IsEmpty ? "nothing" : Convert.ToHexStringLower(bytes[..Math.Min(8, bytes.Length)]));
    }
}

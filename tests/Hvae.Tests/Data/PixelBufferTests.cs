// JPEG, WebP and PNG images are decoded to the encoded pixels. Cut-off, huge, animated and other images are refused.

using System.Buffers.Binary;
using Hvae.Data;
using Hvae.Data.Images;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class PixelBufferTests
{
    private const int Width = 37;
    private const int Height = 23;
    private const int MostPixels = 1 << 14;

    private static readonly byte[] Pixels = Encoders.Pixels(Width, Height, seed: 3);

    [Fact]
    public void Lossless_images_have_the_pixels_that_were_put_in()
    {
        Assert.Equal(Pixels, Decoded(Encoders.Png(Width, Height, Pixels)));
        Assert.Equal(Pixels, Decoded(Encoders.WebP(Width, Height, Pixels)));
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("progressive")]
    public void A_lossy_image_comes_near(string kind)
    {
        var smooth = Pixels.Select((value, at) => at % 3 == 2 ? (byte)100 : value).ToArray();
        var (expected, encoded) = kind switch
        {
            "jpeg" => (smooth, Encoders.Jpeg(Width, Height, smooth)),
            "webp" => (smooth, Encoders.WebP(Width, Height, smooth, isLossless: false)),
            _ => (Ramp(), Encoders.ProgressiveJpeg),
        };
        var found = Decoded(encoded);
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(expected.Zip(found).Average(pair => Math.Abs(pair.First - pair.Second)), 0.01, 5);
    }

    [Fact]
    public void A_photograph_of_four_inks_is_converted()
    {
        // None, cyan, half of magenta, yellow with half of black, black.
        var pixels = Decoded(Encoders.CmykJpeg(
            [255, 255, 255, 255], [0, 255, 255, 255], [255, 128, 255, 255], [255, 255, 0, 128], [255, 255, 255, 0]));
        byte[][] expected = [[255, 255, 255], [0, 255, 255], [255, 128, 255], [128, 128, 0], [0, 0, 0]];
        Assert.Equal(expected.SelectMany(colour => Enumerable.Repeat(colour, 8).SelectMany(pixel => pixel)), pixels[..(5 * 8 * 3)]);
    }

    [Fact]
    public void All_kinds_of_png_are_read_and_transparency_is_left_out()
    {
        // Two rows of three pixels: black, grey and white, and the same in reverse.
        byte[] half = [0, 127, 255, 255, 127, 0];
        Assert.Equal(Grey(half), Decoded(Encoders.Png(3, 2, 8, 0, [0, 0, 127, 255, 0, 255, 127, 0])));
        Assert.Equal(Grey(half), Decoded(Encoders.Png(3, 2, 16, 0, [0, 0, 0, 127, 127, 255, 255, 0, 255, 255, 127, 127, 0, 0])));
        Assert.Equal(Grey(half), Decoded(Encoders.Png(3, 2, 8, 4, [0, 0, 1, 127, 2, 255, 3, 0, 255, 4, 127, 5, 0, 6])));
        Assert.Equal(Grey(0, 85, 255, 170, 85, 0), Decoded(Encoders.Png(3, 2, 2, 0, [0, 0b00_01_11_00, 0, 0b10_01_00_00])));
        Assert.Equal(Grey(0, 255, 0, 255, 0, 255), Decoded(Encoders.Png(3, 2, 1, 0, [0, 0b010_00000, 0, 0b101_00000])));
        Assert.Equal([1, 2, 3, 4, 5, 6], Decoded(Encoders.Png(2, 1, 8, 6, [0, 1, 2, 3, 99, 4, 5, 6, 99])));
        Assert.Equal([4, 5, 6, 1, 2, 3], Decoded(Encoders.Png(2, 1, 8, 3, [0, 1, 0], Encoders.PngChunk("PLTE", [1, 2, 3, 4, 5, 6]))));
    }

    [Fact]
    public void Images_that_claim_to_be_huge_are_refused_before_they_are_decoded()
    {
        var png = Encoders.Png(Width, Height, Pixels);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 16_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 16_000);
        var jpeg = Encoders.Jpeg(Width, Height, Pixels);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(jpeg.AsSpan().IndexOf<byte>([0xff, 0xc0]) + 5), 65_000);
        var (webp, high) = (Encoders.WebP(200, 100, Encoders.Pixels(200, 100, 1)), Encoders.Png(1, 20_000, new byte[60_000]));
        foreach (var huge in new[] { Encoders.MendPng(png), jpeg, webp, high })
        {
            var error = Refused(huge, "an image of at most 16384 pixels");
            Assert.Contains("a smaller copy", error.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_cut_off_is_refused()
    {
        Func<byte[]>[] encoders =
            [() => Encoders.Jpeg(Width, Height, Pixels), () => Encoders.WebP(Width, Height, Pixels),
                () => Encoders.Png(Width, Height, Pixels)];
        foreach (var whole in encoders.Select(encode => encode()))
        {
            var error = Refused(whole[..(whole.Length * 3 / 4)], "a whole image");
            Assert.Contains("a fresh copy", error.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_moving_image_is_not_called_damaged()
    {
        var error = Refused(Animation(Encoders.WebP(Width, Height, Pixels)), "a still image");
        Assert.Contains("one of its pictures", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_image_is_said_to_be_none()
    {
        Refused("GIF89a\x1\x2\x3"u8.ToArray(), "a JPEG, WebP or PNG image");
        Refused([], "a JPEG, WebP or PNG image");
        var error = Assert.Throws<DataFormatException>(() => new PixelBuffer(1).Decode(new("a.zip", 40, "7.jpg", new byte[] { 1, 2 })));
        Assert.Equal(("a.zip", 40L, "a JPEG, WebP or PNG image in 7.jpg", "0102"), (error.File, error.Offset, error.Expected, error.Found));
    }

    /// <summary>Returns the 24×16 pixels of the progressive JPEG.</summary>
    private static byte[] Ramp() =>
        [.. Enumerable.Range(0, 24 * 16).SelectMany(i => new[] { (byte)(i % 24 * 10), (byte)(i / 24 * 15), (byte)100 })];

    private static byte[] Grey(params byte[] values) => [.. values.SelectMany(value => new[] { value, value, value })];

    private static byte[] Decoded(byte[] bytes)
    {
        var buffer = new PixelBuffer(MostPixels);
        buffer.Decode(new("image", 0, "", bytes));
        return [.. buffer.Pixels.ToArray().Where((_, at) => at % PixelBuffer.Channels < 3)];
    }

    /// <summary>
    /// Returns an animation of two pictures, each of which is a whole WebP image: container, extended header, loop, frames.
    /// </summary>
    private static byte[] Animation(byte[] still)
    {
        byte[] size = [Width - 1, 0, 0, Height - 1, 0, 0];
        var frame = Chunk("ANMF", [0, 0, 0, 0, 0, 0, .. size, 100, 0, 0, 0, .. still[12..]]);
        byte[] head = [.. Chunk("VP8X", [2, 0, 0, 0, .. size]), .. Chunk("ANIM", [0, 0, 0, 0, 0, 0])];
        return Chunk("RIFF", [.. "WEBP"u8, .. head, .. frame, .. frame]);

        static byte[] Chunk(string type, byte[] content) =>
        [
            .. System.Text.Encoding.ASCII.GetBytes(type), .. BitConverter.GetBytes(content.Length), .. content,
            .. new byte[content.Length % 2],
        ];
    }

    private static DataFormatException Refused(byte[] bytes, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Decoded(bytes));
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
        return error;
    }
}

// JPEG, WebP and PNG: pixels as the encoder got them, and damage, bombs and strange formats refused.

using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Hvae.Data;
using Hvae.Data.Images;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class ImageDecoderTests
{
    private const int Width = 37;
    private const int Height = 23;
    private const int MostPixels = 1 << 14;
    private const int Runs = 1500;

    private static readonly byte[] Pixels = Encoders.Pixels(Width, Height, seed: 3);

    [Fact]
    public void A_png_has_the_pixels_that_were_put_in() => Assert.Equal(Pixels, Decoded(Encoders.Png(Width, Height, Pixels)));

    [Fact]
    public void A_lossless_webp_has_the_pixels_that_were_put_in()
    {
        NeedWebP();
        Assert.Equal(Pixels, Decoded(Encoders.WebP(Width, Height, Pixels)));
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("progressive")]
    [InlineData("webp")]
    public void A_lossy_image_comes_near(string kind)
    {
        NeedJpeg();
        NeedWebP();
        var smooth = Pixels.Select((value, at) => at % 3 == 2 ? (byte)100 : value).ToArray();
        var found = Decoded(kind == "webp" ? Encoders.WebP(Width, Height, smooth, isLossless: false) : Encoders.Jpeg(Width, Height, smooth, kind == "progressive"));
        Assert.Equal(smooth.Length, found.Length);
        Assert.InRange(smooth.Zip(found).Average(pair => Math.Abs(pair.First - pair.Second)), 0.01, 4);
    }

    [Fact]
    public void All_kinds_of_png_that_are_not_interlaced_are_read()
    {
        // Two rows of three pixels: black, half, white, and backwards.
        byte[] half = [0, 127, 255, 255, 127, 0];
        Assert.Equal(Grey(half), Decoded(Encoders.Png(3, 2, 8, 0, [0, 0, 127, 255, 0, 255, 127, 0])));
        Assert.Equal(Grey(half), Decoded(Encoders.Png(3, 2, 16, 0, [0, 0, 9, 127, 9, 255, 9, 0, 255, 9, 127, 9, 0, 9])));
        Assert.Equal(Grey(half), Decoded(Encoders.Png(3, 2, 8, 4, [0, 0, 1, 127, 2, 255, 3, 0, 255, 4, 127, 5, 0, 6])));
        Assert.Equal(Grey(0, 85, 255, 170, 85, 0), Decoded(Encoders.Png(3, 2, 2, 0, [0, 0b00_01_11_00, 0, 0b10_01_00_00])));
        Assert.Equal(Grey(0, 255, 0, 255, 0, 255), Decoded(Encoders.Png(3, 2, 1, 0, [0, 0b010_00000, 0, 0b101_00000])));
        Assert.Equal(Grey(0, 17, 255), Decoded(Encoders.Png(3, 1, 4, 0, [0, 0x01, 0xf0])));
        Assert.Equal([1, 2, 3, 4, 5, 6], Decoded(Encoders.Png(2, 1, 8, 6, [0, 1, 2, 3, 99, 4, 5, 6, 99])));
        Assert.Equal([1, 2, 3, 4, 5, 6], Decoded(Encoders.Png(2, 1, 16, 2, [0, 1, 9, 2, 9, 3, 9, 4, 9, 5, 9, 6, 9])));
        Assert.Equal([4, 5, 6, 1, 2, 3], Decoded(Encoders.Png(2, 1, 8, 3, [0, 1, 0], 0, Encoders.PngChunk("PLTE", [1, 2, 3, 4, 5, 6]))));
        Assert.Equal([4, 5, 6, 1, 2, 3], Decoded(Encoders.Png(2, 1, 4, 3, [0, 0x10], 0, Encoders.PngChunk("gAMA", [0, 0, 0, 1]), Encoders.PngChunk("PLTE", [1, 2, 3, 4, 5, 6]))));
    }

    [Fact]
    public void Pngs_that_are_damaged_or_strange_are_refused_with_the_place()
    {
        var good = Encoders.Png(Width, Height, Pixels);
        Refused([.. good[..8], .. good[33..]], 12, "one header");
        Refused([.. good[..33], .. good[8..]], 37, "one header");
        Refused([.. good[..^5], (byte)(good[^5] ^ 1), .. good[^4..]], good.Length - 4, "the checksum");
        Refused([.. good[..20], (byte)(good[20] ^ 1), .. good[21..]], 29, "the checksum");
        Refused([.. good, 0], good.Length, "the end of the image");
        Refused(good[..^12], good.Length - 12, "a chunk");
        Refused(Encoders.Png(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6], interlace: 1), 28, "not interlaced");
        Refused(Encoders.Png(2, 1, 8, 5, [0, 1, 2]), 24, "of the standard");
        Refused(Encoders.Png(2, 1, 8, 2, [5, 1, 2, 3, 4, 5, 6]), 0, "a filter from 0 to 4");
        Refused(Encoders.Png(2, 1, 8, 2, [0, 1, 2, 3, 4, 5]), 0, "1 rows");
        Refused(Encoders.Png(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6, 7]), 0, "the end of the compressed data");
        var dictionary = Encoders.Png(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6]);
        dictionary[42] = (byte)(0x20 + (31 - (((dictionary[41] * 256) + 0x20) % 31)));
        Refused(Encoders.MendPng(dictionary), 0, "compressed rows");
        Refused(Encoders.Png(2, 1, 8, 3, [0, 1, 0], 0, Encoders.PngChunk("PLTE", [1, 2, 3])), 0, "a colour of the palette at column 0");
    }

    [Fact]
    public void Images_that_claim_to_be_huge_are_refused_before_they_are_decoded()
    {
        NeedJpeg();
        NeedWebP();
        var png = Encoders.Png(Width, Height, Pixels);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 16_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 16_000);
        Refused(Encoders.MendPng(png), 0, "rows of 768016000 bytes");
        Refused(Encoders.Png(200, 100, Encoders.Pixels(200, 100, 1)), 0, "an image of at most 16384 pixels");
        Refused(Encoders.WebP(200, 100, Encoders.Pixels(200, 100, 1)), 0, "an image of at most 16384 pixels");
        var jpeg = Encoders.Jpeg(Width, Height, Pixels);
        var frame = jpeg.AsSpan().IndexOf<byte>([0xff, 0xc0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 65_000);
        Refused(jpeg, 0, "an image of at most");
    }

    [Fact]
    public void A_jpeg_without_its_end_is_refused_unless_a_checksum_says_that_it_was_always_so()
    {
        NeedJpeg();
        var cut = Encoders.Jpeg(Width, Height, Pixels)[..^200];
        Refused(cut, 0, "a sound JPEG image");
        var buffer = new PixelBuffer(MostPixels);
        ImageDecoder.Decode(new("x.zip", 0, "1.jpg", cut, IsVerified: true), buffer);
        Assert.Equal((Width, Height), (buffer.Width, buffer.Height));
    }

    [Fact]
    public void A_fatal_error_after_a_warning_is_refused_whatever_a_checksum_says()
    {
        NeedJpeg();
        var good = Encoders.Jpeg(Width, Height, Pixels, isProgressive: true);
        var scan = good.AsSpan().LastIndexOf<byte>([0xff, 0xda]);

        // Two bytes between the parts, of which the library warns, and then a scan of nine components, where no row is written yet.
        byte[] bad = [.. good[..scan], 1, 2, 0xff, 0xda, 0, 3, 9, .. good[(scan + 5)..]];
        Assert.Null(DecodedVerified(bad, beforeIt: 0x33));
    }

    [Fact]
    public void A_verified_jpeg_decodes_to_the_same_pixels_whatever_was_decoded_before()
    {
        NeedJpeg();
        foreach (var good in new[] { Encoders.Jpeg(Width, Height, Pixels), Encoders.Jpeg(Width, Height, Pixels, isProgressive: true) })
        {
            Prop.ForAll(Mutation.Several, mutations =>
            {
                var bytes = Mutation.Apply(good, mutations);
                Assert.Equal(DecodedVerified(bytes, beforeIt: 0x33), DecodedVerified(bytes, beforeIt: 0xcc));
            }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs));
        }
    }

    [Fact]
    public void A_sound_image_of_a_kind_that_is_not_read_is_not_called_damaged()
    {
        NeedJpeg();
        NeedWebP();
        Assert.Contains("without interlacing", Remedy(Encoders.Png(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6], interlace: 1)), StringComparison.Ordinal);
        Assert.Contains("a smaller copy", Remedy(Encoders.Png(200, 100, Encoders.Pixels(200, 100, 1))), StringComparison.Ordinal);
        Assert.Contains("a smaller copy", Remedy(Encoders.Png(1, 20_000, new byte[3 * 20_000])), StringComparison.Ordinal);
        Assert.Contains("in RGB", Remedy(Encoders.CmykJpeg(Width, Height, new byte[4 * Width * Height])), StringComparison.Ordinal);
        Assert.Contains("one of its pictures", Remedy(Animation(Encoders.WebP(Width, Height, Pixels))), StringComparison.Ordinal);
        Assert.Contains("a fresh copy", Remedy(Encoders.WebP(Width, Height, Pixels)[..^100]), StringComparison.Ordinal);
        Assert.Contains("a fresh copy", Remedy([1, 2, 3]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_image_is_said_to_be_none()
    {
        Refused("GIF89a\x1\x2\x3"u8.ToArray(), 0, "a JPEG, WebP or PNG image");
        Refused([], 0, "a JPEG, WebP or PNG image");
        var error = Assert.Throws<DataFormatException>(() => ImageDecoder.Decode(new("a.zip", 40, "7.jpg", new byte[] { 1, 2 }), new(1)));
        Assert.Equal(("a.zip", 40L, "a JPEG, WebP or PNG image in 7.jpg", "0102"), (error.File, error.Offset, error.Expected, error.Found));
    }

    [Fact]
    public void A_missing_library_is_named_with_its_package()
    {
        Assert.Contains("apt-get install libturbojpeg0", new ImageLibraryMissingException(ImageLibrary.Jpeg).Message, StringComparison.Ordinal);
        var none = new ImageLibrary("TIFF", "libnosuch.so.1", "libnosuch1");
        Assert.False(none.IsInstalled);
        Assert.Throws<ImageLibraryMissingException>(none.Require);
    }

    [Fact]
    public void Damaged_jpegs()
    {
        NeedJpeg();
        Check(Encoders.Jpeg(Width, Height, Pixels), bytes => bytes);
        Check(Encoders.Jpeg(Width, Height, Pixels, isProgressive: true), bytes => bytes);
    }

    [Fact]
    public void Damaged_webps()
    {
        NeedWebP();
        Check(Encoders.WebP(Width, Height, Pixels), bytes => bytes);
        Check(Encoders.WebP(Width, Height, Pixels, isLossless: false), bytes => bytes);
    }

    [Fact]
    public void Damaged_pngs() => Check(Encoders.Png(Width, Height, Pixels), bytes => bytes);

    [Fact]
    public void Damaged_pngs_with_right_checksums() => Check(Encoders.Png(Width, Height, Pixels), Encoders.MendPng);

    private static void NeedJpeg() => Assert.SkipUnless(ImageLibrary.Jpeg.IsInstalled, "libturbojpeg0 is not installed.");

    private static void NeedWebP() => Assert.SkipUnless(ImageLibrary.WebP.IsInstalled, "libwebp7 is not installed.");

    private static byte[] Grey(params byte[] values) => [.. values.SelectMany(value => new[] { value, value, value })];

    private static byte[] Decoded(byte[] bytes)
    {
        var buffer = new PixelBuffer(MostPixels);
        ImageDecoder.Decode(new("image", 0, "", bytes), buffer);
        return buffer.Pixels.ToArray();
    }

    /// <summary>The pixels of an image that a checksum vouches for, in a buffer of other content; null when it is refused.</summary>
    private static byte[]? DecodedVerified(byte[] bytes, byte beforeIt)
    {
        var buffer = new PixelBuffer(MostPixels);
        buffer.Begin(new("", 0, "", default), MostPixels, 1).Fill(beforeIt);
        try
        {
            ImageDecoder.Decode(new("x.zip", 0, "1.jpg", bytes, IsVerified: true), buffer);
            return buffer.Pixels.ToArray();
        }
        catch (DataFormatException)
        {
            return null;
        }
    }

    /// <summary>An animation of one picture, itself a whole WebP image: container, extended header, loop, frame.</summary>
    private static byte[] Animation(byte[] still)
    {
        byte[] picture = still[12..];
        byte[] size = [Width - 1, 0, 0, Height - 1, 0, 0];
        byte[] frame = [0, 0, 0, 0, 0, 0, .. size, 100, 0, 0, 0, .. picture];
        byte[] chunks = [.. Chunk("VP8X", [2, 0, 0, 0, .. size]), .. Chunk("ANIM", [0, 0, 0, 0, 0, 0]), .. Chunk("ANMF", frame)];
        return Chunk("RIFF", [.. "WEBP"u8, .. chunks]);

        static byte[] Chunk(string type, byte[] content) => [.. System.Text.Encoding.ASCII.GetBytes(type), .. BitConverter.GetBytes(content.Length), .. content];
    }

    private static string Remedy(byte[] bytes) => Assert.Throws<DataFormatException>(() => Decoded(bytes)).Remedy;

    private static void Refused(byte[] bytes, long offset, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Decoded(bytes));
        Assert.Equal(offset, error.Offset);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }

    /// <summary>The right error or an image; and little memory, whatever the image claims.</summary>
    private static void Check(byte[] good, Func<byte[], byte[]> mend)
    {
        const long FixedCost = 250_000;
        var buffer = new PixelBuffer(MostPixels);
        ImageDecoder.Decode(new("image", 0, "", good), buffer);
        Prop.ForAll(Mutation.Several, mutations =>
        {
            var bytes = mend(Mutation.Apply(good, mutations));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ImageDecoder.Decode(new("image", 0, "", bytes), buffer);
                Assert.InRange(buffer.Width * buffer.Height, 1, MostPixels);
            }
            catch (DataFormatException error)
            {
                Assert.InRange(error.Offset, 0, bytes.Length);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedCost);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs));
    }
}

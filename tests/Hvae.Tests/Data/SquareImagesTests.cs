// Decoding of many images: the number that is held at a time, and errors that keep their type.

using Hvae.Data.Images;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class SquareImagesTests
{
    [Fact]
    public void Images_of_many_bytes_are_decoded_a_few_at_a_time()
    {
        // An image of one pixel with 32 MiB of other bytes after its end, named five times, and a few small images. The decoder would copy
        // a chunk of this size once for every 4 KiB of it.
        byte[] large = [.. Encoders.Png(1, 1, 8, 2, [0, 10, 20, 30]), .. new byte[1 << 25]];
        var small = Encoders.Png(1, 1, 8, 2, [0, 40, 50, 60]);
        byte[][] images = [large, large, large, small, large, large, small];
        var read = 0;
        List<(int Read, byte[] Pixels)> pieces = [];
        foreach (var piece in OfOnePixel((_, _) => new(0, 0, 1)).Decode(images.Select((bytes, at) => Counted(bytes, at)), AllAreNeeded))
            pieces.Add((read, piece.ToArray()));
        Assert.Equal([2, 5, 7], pieces.Select(piece => piece.Read));
        Assert.Equal(images.SelectMany(bytes => bytes == large ? new byte[] { 10, 20, 30 } : [40, 50, 60]),
            pieces.SelectMany(piece => piece.Pixels));

        EncodedImage Counted(byte[] bytes, int at)
        {
            read++;
            return new("images", at, "", bytes);
        }
    }

    [Fact]
    public void Small_images_are_decoded_256_at_a_time()
    {
        var image = new EncodedImage("images", 0, "", Encoders.Png(1, 1, 8, 2, [0, 1, 2, 3]));
        Assert.Equal([256, 256, 88], OfOnePixel((_, _) => new(0, 0, 1)).Decode(Enumerable.Repeat(image, 600), AllAreNeeded)
            .Select(piece => piece.Length / 3));
    }

    [Fact]
    public void An_error_that_no_image_is_to_blame_for_comes_out_as_it_is()
    {
        var image = new EncodedImage("images", 0, "", Encoders.Png(1, 1, 8, 2, [0, 1, 2, 3]));
        var images = OfOnePixel((_, _) => throw new TimeoutException("too long"));
        var error = Assert.Throws<TimeoutException>(() => images.Decode([image, image], AllAreNeeded).Count());
        Assert.Equal("too long", error.Message);
        Assert.Contains(nameof(An_error_that_no_image_is_to_blame_for_comes_out_as_it_is), error.StackTrace, StringComparison.Ordinal);
    }

    private static UnreadableImages AllAreNeeded => new("made", areNeeded: true, _ => { });

    private static SquareImages OfOnePixel(Func<EncodedImage, PixelBuffer, Square> crop) => new(mostPixels: 1, crop, side: 1);
}

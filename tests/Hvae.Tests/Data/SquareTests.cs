// Cropping and resizing by area, compared with means computed by hand.

using FsCheck;
using FsCheck.Fluent;
using Hvae.Data.Images;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class SquareTests
{
    [Fact]
    public void Three_by_three_becomes_two_by_two_by_the_area_under_each_pixel()
    {
        // A pixel of the result covers one and a half of the image's: weights 2 and 1 along each axis, which sum to 9.
        byte[] red = [9, 18, 27, 36, 45, 54, 63, 72, 81];
        var planes = Resized(3, 3, [.. red.SelectMany(value => new byte[] { value, 7, (byte)(255 - value) })], new(0, 0, 3), 2);
        Assert.Equal([21, 33, 57, 69], planes[..4]);
        Assert.Equal([7, 7, 7, 7], planes[4..8]);
        Assert.Equal([234, 222, 198, 186], planes[8..]);
    }

    [Fact]
    public void Means_are_rounded_halves_up()
    {
        Assert.Equal(0, Resized(2, 2, Grey(0, 1, 0, 0), new(0, 0, 2), 1)[0]);
        Assert.Equal(1, Resized(2, 2, Grey(0, 1, 1, 0), new(0, 0, 2), 1)[0]);
        Assert.Equal(255, Resized(2, 2, Grey(255, 255, 255, 255), new(0, 0, 2), 1)[0]);
    }

    [Fact]
    public void Only_the_square_counts()
    {
        // The square of 2 from column 2 and row 1 of an image of 4×3.
        byte[] grey = [9, 9, 9, 9, 9, 9, 10, 20, 9, 9, 30, 40];
        Assert.Equal([10, 20, 30, 40], Resized(4, 3, Grey(grey), new(2, 1, 2), 2)[..4]);
        Assert.Equal(25, Resized(4, 3, Grey(grey), new(2, 1, 2), 1)[0]);
    }

    [Fact]
    public void A_smaller_square_has_its_pixels_repeated()
    {
        Assert.Equal([10, 10, 20, 20, 10, 10, 20, 20, 30, 30, 40, 40, 30, 30, 40, 40],
            Resized(2, 2, Grey(10, 20, 30, 40), new(0, 0, 2), 4)[..16]);
        Assert.Equal([10, 15, 20], Resized(2, 2, Grey(10, 20, 10, 20), new(0, 0, 2), 3)[..3]);
    }

    [Theory]
    [InlineData(5, 2, 1, 0, 2)]
    [InlineData(4, 9, 0, 2, 4)]
    [InlineData(6, 6, 0, 0, 6)]
    public void The_central_square_is_the_largest_one_in_the_middle(int width, int height, int left, int top, int side) =>
        Assert.Equal(new Square(left, top, side), Square.Central(width, height));

    [Fact]
    public void Brightness_is_kept() => Prop.ForAll(
        Arb.From(from side in Gen.Choose(1, 90) from size in Gen.Choose(1, 70) from seed in Gen.Choose(0, 99) select (side, size, seed)),
        given =>
        {
            var (side, size, seed) = given;
            var pixels = Encoders.Pixels(side, side, seed);
            var planes = Resized(side, side, pixels, new(0, 0, side), size);
            for (var channel = 0; channel < 3; channel++)
            {
                var before = pixels.Where((_, at) => at % 3 == channel).Average(value => (double)value);
                Assert.Equal(before, planes.Skip(channel * size * size).Take(size * size).Average(value => (double)value), 0.51);
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    private static byte[] Grey(params byte[] values) => [.. values.SelectMany(value => new[] { value, value, value })];

    private static byte[] Resized(int width, int height, byte[] pixels, Square square, int size)
    {
        var buffer = new PixelBuffer(width * height);
        buffer.Decode(new("", 0, "", Encoders.Png(width, height, pixels)));
        var planes = new byte[3 * size * size];
        square.Resize(buffer, planes, size);
        return planes;
    }
}

// Images are magnified pixel by pixel, and everything that cannot be a grid of images is refused.

using System.Diagnostics;
using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class ImagePanelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_pixel_becomes_a_square_of_its_colour(int columns)
    {
        const int Side = 9;
        var images = Enumerable.Range(0, 60).Select(seed => Noise(seed, Side)).ToArray();
        var panel = new ImagePanel { Title = "Noise", Rows = [images[..30], images[30..]] };
        var figure = Sketches.Of([.. Enumerable.Repeat(panel, columns)]) with { PanelsPerRow = columns };
        var drawing = Drawing.Of(panel);
        var slot = Page.For(figure, Legend.Of([drawing]), [.. Enumerable.Repeat(drawing, columns)]).Slots[^1];
        var magnified = (int)slot.Width / (30 * (Side + 1) + 1);

        InstalledGnuplot.Draw(figure, files =>
        {
            var png = PngPixels.Read(files.Png);
            for (var i = 0; i < images.Length; i++)
            {
                var (left, top) = ((int)slot.Left + magnified * (1 + i % 30 * (Side + 1)), (int)slot.Top + magnified * (1 + i / 30 * (Side + 1)));
                for (var y = 0; y < Side * magnified; y++)
                {
                    for (var x = 0; x < Side * magnified; x++)
                    {
                        var at = (y / magnified * Side + x / magnified) * 3;
                        var pixels = images[i].Pixels.Span;
                        Assert.Equal((pixels[at], pixels[at + 1], pixels[at + 2]), png.At(left + x, top + y));
                    }
                }
            }
        });
    }

    [Fact]
    public void A_grey_image_is_grey_and_a_missing_one_light_grey()
    {
        var panel = new ImagePanel { Title = "One", Rows = [[Sketches.Grey(0, 100, 200, 255), null]] };

        var pixels = ImageRaster.Of(panel).Pixels().ToList();

        Assert.Equal([0, 100, 200, 255], pixels.Where(pixel => pixel.X is 1 or 2 && pixel.Y is 1 or 2).Select(pixel => (int)pixel.Red));
        Assert.All(pixels, pixel => Assert.True(pixel.Red == pixel.Green && pixel.Green == pixel.Blue));
        Assert.All(pixels.Where(pixel => pixel.X is 4 or 5 && pixel.Y is 1 or 2), pixel => Assert.Equal(0xE4, pixel.Red));
    }

    [Fact]
    public void Three_hundred_and_twenty_images_are_drawn_within_a_minute()
    {
        InstalledGnuplot.Need();
        var watch = Stopwatch.StartNew();

        InstalledGnuplot.Draw(PaperSketches.Figure4, files => Assert.InRange(new FileInfo(files.Svg).Length, 100_000, 2_000_000));

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void What_is_no_grid_of_images_is_refused_with_the_remedy()
    {
        var image = Sketches.Grey(1, 2, 3, 4);

        Refused("has no image", new ImagePanel { Title = "t", Rows = [[null]] });
        Refused("give images of one", new ImagePanel { Title = "t", Rows = [[image, Sketches.Grey(1, 2)]] });
        Refused("5 bytes", new ImagePanel { Title = "t", Rows = [[new RasterImage(2, 2, new byte[5])]] });
        Refused("2 labels", new ImagePanel { Title = "t", Rows = [[image]], RowLabels = ["a", "b"] });
        Refused("1 columns and 2 labels", new ImagePanel { Title = "t", Rows = [[image]], ColumnLabels = ["a", "b"] });

        static void Refused(string reason, ImagePanel panel) =>
            Assert.Contains(reason, Assert.Throws<ArgumentException>(() => Drawing.Of(panel)).Message, StringComparison.Ordinal);
    }

    private static RasterImage Noise(int seed, int side) =>
        new(side, side, Enumerable.Range(0, side * side * 3).Select(i => (byte)((i * 73 + seed * 31 + i * i * 7) % 256)).ToArray());
}

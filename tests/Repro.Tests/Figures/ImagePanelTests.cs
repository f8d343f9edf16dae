// Images are magnified pixel by pixel, and are beside their labels.

using Repro.Figures;
using SkiaSharp;
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
        var slot = new Page(figure).Slots[^1];
        var magnified = ScottPlotRenderer.PngScale * (int)slot.Width / (30 * (Side + 1) + 1);

        var png = Drawn.Png(figure);

        for (var i = 0; i < images.Length; i++)
        {
            var left = ScottPlotRenderer.PngScale * (int)slot.Left + magnified * (1 + i % 30 * (Side + 1));
            var top = ScottPlotRenderer.PngScale * (int)slot.Top + magnified * (1 + i / 30 * (Side + 1));
            for (var y = 0; y < Side * magnified; y++)
            {
                for (var x = 0; x < Side * magnified; x++)
                {
                    var at = (y / magnified * Side + x / magnified) * 3;
                    var pixels = images[i].Pixels.Span;
                    Assert.Equal(new SKColor(pixels[at], pixels[at + 1], pixels[at + 2]), png.GetPixel(left + x, top + y));
                }
            }
        }
    }

    [Fact]
    public void A_grey_image_is_grey_and_a_missing_one_light_grey()
    {
        var figure = Sketches.Of(new ImagePanel { Title = "One", Rows = [[Sketches.Grey(0, 100, 200, 255), null]] });
        var slot = new Page(figure).Slots[0];
        var pixel = slot.Width / 7;

        var png = Drawn.Png(figure);

        Assert.Equal(
            [0, 100, 200, 255, 0xE4], new[] { (1, 1), (2, 1), (1, 2), (2, 2), (4, 1) }.Select(place => At(place.Item1, place.Item2)));

        int At(int x, int y)
        {
            var (left, top) = (slot.Left + (x + 0.5) * pixel, slot.Top + (y + 0.5) * pixel);
            var colour = png.GetPixel((int)(ScottPlotRenderer.PngScale * left), (int)(ScottPlotRenderer.PngScale * top));
            Assert.True(colour.Red == colour.Green && colour.Green == colour.Blue);
            return colour.Red;
        }
    }

    [Fact]
    public void Notes_stand_at_the_right_of_their_rows()
    {
        var image = Sketches.Grey(0, 100, 200, 255);
        var panel = new ImagePanel { Title = "t", Rows = [[image]], RowLabels = ["label"], RowNotes = ["error 0.1"] };

        var texts = Drawn.Svg(Sketches.Of(panel)).PlacedTexts();

        var (label, note) = (texts.Single(text => text.Text == "label"), texts.Single(text => text.Text == "error 0.1"));
        Assert.Equal(label.Y, note.Y, 0.1);
        Assert.True(note.X > label.X + 20);
    }

    private static RasterImage Noise(int seed, int side) =>
        new(side, side, Enumerable.Range(0, side * side * 3).Select(i => (byte)((i * 73 + seed * 31 + i * i * 7) % 256)).ToArray());
}

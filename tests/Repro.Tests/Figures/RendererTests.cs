// From a figure to its files: equal bytes for equal figures, every kind of data is drawn, and everything that is not drawn is reported.

using FsCheck.Fluent;
using Repro.Figures;
using SkiaSharp;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class RendererTests
{
    private static readonly ColouredPoint Somewhere = new(1, 2, 3);

    [Fact]
    public void Equal_pages_of_every_kind_of_panel_give_equal_bytes_whatever_was_drawn_before()
    {
        var figure = Sketches.Of([.. Sketches.Kinds]);

        Drawn.Files(figure, first =>
        {
            Drawn.Svg(Sketches.Small);
            Drawn.Files(figure with { }, second =>
            {
                Assert.Equal(File.ReadAllBytes(first.Svg), File.ReadAllBytes(second.Svg));
                Assert.Equal(File.ReadAllBytes(first.Png), File.ReadAllBytes(second.Png));
                Assert.Equal(File.ReadAllBytes(first.Csv), File.ReadAllBytes(second.Csv));
            });
        });
    }

    [Fact]
    public void Several_threads_may_draw_at_a_time()
    {
        var alone = Sketches.Kinds.Select(panel => Drawn.Svg(Sketches.Of(panel)).ToString()).ToList();

        var together = new string[alone.Count * 4];
        Parallel.For(0, together.Length, i => together[i] = Drawn.Svg(Sketches.Of(Sketches.Kinds[i % alone.Count])).ToString());

        Assert.All(together.Index(), drawn => Assert.Equal(alone[drawn.Index % alone.Count], drawn.Item));
    }

    [Fact]
    public void Png_and_svg_show_the_same()
    {
        var figure = Sketches.Of(Sketches.Scatter(new ColouredPoint(1, 1, 1, "#ff0000"), new ColouredPoint(3, 2, 1, "#0000ff")));
        var png = Drawn.Png(figure);
        var dots = Drawn.Svg(figure).Circles()
            .Where(circle => circle.Colour is "red" or "blue" or "#F00" or "#00F" or "#0000FF" or "#FF0000").ToList();

        Assert.Equal(2, dots.Count);
        Assert.Equal(
            [SKColors.Red, SKColors.Blue],
            dots.Select(dot => png.GetPixel((int)(ScottPlotRenderer.PngScale * dot.X), (int)(ScottPlotRenderer.PngScale * dot.Y))));
    }

    [Fact]
    public void Other_data_give_another_picture() =>
        Assert.NotEqual(
            Drawn.Png(Sketches.Small).Bytes,
            Drawn.Png(Sketches.Of(Sketches.SmallPlane with { Points = [new(1, 2, 20), new(3, 1, 21), new(4, 4, 22.5)] })).Bytes);

    [Fact]
    public void Three_files_are_written_and_nothing_else_is_left() =>
        Drawn.Files(Sketches.Small, files =>
            Assert.Equal(
                ["Sketch.csv", "Sketch.png", "Sketch.svg"], Directory.GetFiles(Path.GetDirectoryName(files.Png)!).Select(Path.GetFileName)
                .Order()));

    [Fact]
    public void Warnings_stand_in_the_picture_and_its_description_and_take_a_twentieth_of_the_page_at_most()
    {
        var figure = Sketches.Small with { Warnings = [new("mnist", "STAND-IN: digits"), new("svhn, cifar10", "WEAK CLASSIFIER: 80 %")] };
        var svg = Drawn.Svg(figure);

        Assert.Superset(
            new HashSet<string> { "mnist", "STAND-IN: digits", "svhn, cifar10", "WEAK CLASSIFIER: 80 %" }, svg.Texts().ToHashSet());
        Assert.Contains("mnist: STAND-IN: digits; svhn", svg.Descendants().First(element => element.Name.LocalName == "desc").Value);
        var lines = svg.PlacedTexts().Where(text => text.Text is "mnist" or "svhn, cifar10").ToList();
        Assert.InRange(
            lines.Max(line => line.Y) - lines.Min(line => line.Y) + Lettering.Leading * lines[0].Size, 10,
            0.05 * Drawn.Number(svg.Root!, "height"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void Any_number_of_panels_fits(int count)
    {
        var panels = Enumerable.Range(1, count).Select(i => Sketches.Scatter(Somewhere) with { Title = $"Panel {i}" }).ToArray();
        var svg = Drawn.Svg(Sketches.Of(panels));

        Assert.All(panels, panel => Assert.Single(svg.Texts(), panel.Title));
        Assert.Equal(count == 1 ? 640 : 460 * Math.Min(3, count), Drawn.Number(svg.Root!, "width"));
        Assert.InRange(Drawn.Number(svg.Root!, "height"), (count + 2) / 3 * 380, (count + 2) / 3 * 520 + 100);
    }

    [Fact]
    public void A_panel_without_data_says_so()
    {
        var texts =
            Drawn.Svg(Sketches.Of(Sketches.Scatter(), Sketches.Scatter(new ColouredPoint(double.NaN, 1, 1)), Sketches.Scatter(Somewhere)))
            .Texts();

        Assert.Equal(2, texts.Count(text => text == "no data"));
        Assert.Contains("1 not drawn: no place on the axes", texts);
    }

    [Fact]
    public void A_point_without_value_is_an_empty_ring_with_an_entry_in_the_legend()
    {
        var with = Drawn.Svg(Sketches.Of(Sketches.Scatter(Somewhere, new ColouredPoint(2, 2, double.NaN))));
        var without = Drawn.Svg(Sketches.Of(Sketches.Scatter(Somewhere, new ColouredPoint(2, 2, 4))));

        Assert.Contains("no value", with.Texts());
        Assert.DoesNotContain("no value", without.Texts());
        Assert.Equal(2, with.Circles().Count(circle => circle.IsOpen));
        Assert.DoesNotContain(without.Circles(), circle => circle.IsOpen);
    }

    [Fact]
    public void Rings_around_one_point_have_different_radii()
    {
        MarkSeries[] marks = [new("a", "black", [(1, 2)]), new("b", "red", [(1, 2)]), new("c", "purple", [(1, 2)])];
        var panel = Sketches.Scatter(Somewhere) with { Marks = marks };

        var rings = Drawn.Svg(Sketches.Of(panel)).Circles().Where(circle => circle.IsOpen).GroupBy(circle => (circle.X, circle.Y))
            .Single(place => place.Count() == 3);

        Assert.Equal(3, rings.Select(ring => ring.Radius).Distinct().Count());
    }

    [Fact]
    public void Values_that_have_no_place_on_a_logarithmic_scale_are_counted_not_drawn()
    {
        var panel = Sketches.Scatter(new(-1, 2, 3), new(0, 2, 3), new(1, 2, -3), new(10, 2, 3)) with
        {
            X = new Axis("x", Logarithmic: true),
            Colour = new Axis("value", Logarithmic: true),
            Marks = [new("mark", "red", [(-1, 2)])],
        };

        Assert.Contains(
            "3 not drawn: no place on the axes; 1 without colour: no place on the colour bar", Drawn.Svg(Sketches.Of(panel)).Texts());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-7, false)]
    [InlineData(1e-300, true)]
    [InlineData(5, true)]
    public void A_single_value_does_not_break_the_scales(double value, bool logarithmic)
    {
        var axis = new Axis("axis", logarithmic);
        var point = new ColouredPoint(value, value, value);
        var panel = Sketches.Scatter(point, point) with { X = axis, Y = axis, Colour = axis };

        Assert.DoesNotContain("no data", Drawn.Svg(Sketches.Of(panel, panel with { Style = PointStyle.Cells })).Texts());
    }

    [Fact]
    public void Any_numbers_give_a_picture() =>
        Prop.ForAll(ArbMap.Default.ArbFor<double[]>(), values =>
        {
            var points = values.Zip(values.Reverse(), (x, y) => new ColouredPoint(x, y, x - y) { Error = (y, x) }).ToArray();
            var log = new Axis("axis", Logarithmic: true);
            var marked = Sketches.Scatter(points) with
            {
                EqualSums = values,
                Marks = [new("mark", "red", [.. points.Select(point => (point.X, point.Y))])],
                Curves =
                [
                    new("curve", "blue", [.. points.Select(point => (point.Y, point.X))]) { Errors = values, Symbol = MarkSymbol.Square },
                ],
            };
            return Drawn.Svg(
                Sketches.Of(marked, marked with { Style = PointStyle.Cells }, marked with { X = log, Y = log, Colour = log })).Root
                is not null;
        }).Holds(40);

    [Theory]
    [InlineData(0.1, 10, "0.1 0.2 0.5 1 2 5 10")]
    [InlineData(1, 1000, "1 3 10 30 100 300 1000")]
    [InlineData(1e-8, 1e8, "10⁻⁶ 0.001 1 1000 10⁶")]
    [InlineData(2, 3, "2 3")]
    public void Logarithmic_axes_have_few_round_labels(double low, double high, string labels) =>
        Assert.Equal(labels, TickLabels(low, high, new Axis("x", Logarithmic: true)));

    [Theory]
    [InlineData(0, 10, "0 2 4 6 8 10")]
    [InlineData(-1, 1, "−1.0 −0.5 0.0 0.5 1.0")]
    [InlineData(0, 0.04, "0.00 0.01 0.02 0.03 0.04")]
    [InlineData(0, 4e7, "0 10⁷ 2·10⁷ 3·10⁷ 4·10⁷")]
    [InlineData(5, 5, "4.8 4.9 5.0 5.1 5.2")]
    public void Linear_axes_have_few_round_labels(double low, double high, string labels) =>
        Assert.Equal(labels, TickLabels(low, high, new Axis("x")));

    [Theory]
    [InlineData(0.2, 0.2, 0, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0.9, 1, 0.894, 1)]
    [InlineData(0.2, 0.3, 0.194, 0.306)]
    public void An_axis_does_not_leave_the_range_of_its_quantity(double least, double most, double low, double high)
    {
        var scale = Scale.Around([least, most], new Axis("accuracy") { Within = (0, 1) }, 0.06);

        Assert.Equal((low, high), (scale.Low, Math.Round(scale.High, 9)));
    }

    [Fact]
    public void Colour_bars_of_one_quantity_share_a_range()
    {
        var (low, high) =
            (Sketches.Scatter(new ColouredPoint(1, 1, 0), new(2, 2, 1)), Sketches.Scatter(new ColouredPoint(1, 1, 9), new(2, 2, 10)));

        Assert.Equal(2, Drawn.Svg(Sketches.Of(low, high)).Texts().Count(text => text == "10"));
        Assert.Single(Drawn.Svg(Sketches.Of(low, high with { Colour = new Axis("other") })).Texts(), "10.0");
    }

    [Fact]
    public void Colour_names_mean_the_colours_of_the_web()
    {
        Assert.Equal(SKColors.Purple, Colours.Of("purple"));
        Assert.Equal(new SKColor(0x12, 0xab, 0xCD), Colours.Of("#12abCD"));
    }

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void What_cannot_be_drawn_is_refused_with_the_remedy(string remedy, Figure figure) =>
        Assert.Contains(remedy, Assert.Throws<ArgumentException>(() => Drawn.Svg(figure)).Message);

    public static TheoryData<string, Figure> Contradictions()
    {
        var image = Sketches.Grey(1, 2, 3, 4);
        Figure Images(params RasterImage?[] row) => Sketches.Of(new ImagePanel { Title = "t", Rows = [row] });
        Figure Graph(GraphNode[] nodes, params GraphArrow[] arrows) =>
            Sketches.Of(new GraphPanel { Title = "t", Nodes = nodes, Arrows = arrows });
        GraphArrow Arrow(string from, string to) => new(from, to, new("arrow", "black"));
        Figure Blocks(params int[] rows) =>
            Sketches.Of(Sketches.SmallPlane, Sketches.SmallGraph, Sketches.SmallImages) with { Blocks = [rows, [2]] };
        Figure Marks(MarkSeries marks) => Sketches.Of(Sketches.Scatter() with { Marks = [marks] });
        return new()
        {
            { "cannot be the name of a file", Sketches.Small with { Name = "" } },
            { "cannot be the name of a file", Sketches.Small with { Name = "../elsewhere" } },
            { "give a CSS colour name", Marks(new("mark", "no such colour", [(1, 1)])) },
            { "give a CSS colour name", Marks(new("mark", "#12345", [(1, 1)])) },
            { "give a CSS colour name", Marks(new("mark", "Control", [(1, 1)])) },
            { "1 points and 2 labels", Marks(new("mark", "red", [(1, 1)]) { Labels = ["1", "2"] }) },
            {
                "1 points and 2 errors",
                Sketches.Of(Sketches.Scatter() with { Curves = [new("curve", "red", [(1, 1)]) { Errors = [1, 2] }] })
            },
            { "0 panels, 3 in a row; give at least one of each", Sketches.Of() },
            { "give every panel one place", Blocks(1, 1) },
            { "give every panel one place", Blocks(2, 2) },
            { "give every panel one place", Blocks(3) },
            { "has no nodes; give at least one", Graph([]) },
            { "2 nodes named \"a\"", Graph([new("a", "a", 0, 0), new("a", "b", 0, 1)]) },
            { "stand in one place", Graph([new("a", "a", 0, 0), new("b", "b", 0, 0)]) },
            { "no node has that name", Graph([new("a", "a", 0, 0)], Arrow("a", "nobody")) },
            { "with itself", Graph([new("a", "a", 0, 0)], Arrow("a", "a")) },
            { "has no image; give at least one", Images([null]) },
            { "give images of one", Images(image, Sketches.Grey(1, 2)) },
            { "5 bytes", Images(new RasterImage(2, 2, new byte[5])) },
            { "2 labels", Sketches.Of(new ImagePanel { Title = "t", Rows = [[image]], RowLabels = ["a", "b"] }) },
            { "2 labels", Sketches.Of(new ImagePanel { Title = "t", Rows = [[image]], RowNotes = ["a", "b"] }) },
            { "different lengths", Sketches.Of(Sketches.SmallSpace with { Mesh = new([[(1, 1, 1)], [(1, 1, 1), (2, 2, 2)]]) }) },
        };
    }

    [Fact]
    public void Cells_meet_at_geometric_means_on_logarithmic_axes()
    {
        var cells = Cell.Around([new(1, 1, 1), new(100, 1, 2)], logarithmicX: true, logarithmicY: false);

        Assert.Equal([(0.1, 10), (10, 1000)], cells.Select(cell => (Math.Round(cell.Left, 9), Math.Round(cell.Right, 9))));
    }

    [Fact]
    public void Lines_of_equal_sum_end_at_the_frame()
    {
        var data = new PlaneData(Sketches.Scatter(new ColouredPoint(0, 0, 1), new ColouredPoint(10, 10, 2)), null);

        Assert.Null(EqualSumLine.Clip(1000, data, 300, 300));
        var ends = EqualSumLine.Clip(10, data, 300, 300)!.Points;
        Assert.Equal(
            (-0.6, 10.6, 10.6, -0.6),
            (Math.Round(ends[0].X, 9), Math.Round(ends[0].Y, 9), Math.Round(ends[^1].X, 9), Math.Round(ends[^1].Y, 9)));
    }

    [Fact]
    public void The_svg_needs_no_font_and_no_other_file()
    {
        var svg = Drawn.Svg(Sketches.Of([.. Sketches.Kinds])).ToString();

        Assert.DoesNotContain("<text", svg);
        Assert.DoesNotContain("font-family", svg);
        Assert.All(svg.Split("href=\"").Skip(1), link => Assert.True(link.StartsWith('#') || link.StartsWith("data:")));
    }

    private static string TickLabels(double low, double high, Axis axis)
    {
        var data = new PlaneData(Sketches.Scatter(new ColouredPoint(low, 1, 1), new ColouredPoint(high, 2, 2)) with { X = axis }, null);
        return string.Join(' ', Ticks.For(data.X, most: 7).Select(tick => tick.Label).OfType<string>());
    }
}

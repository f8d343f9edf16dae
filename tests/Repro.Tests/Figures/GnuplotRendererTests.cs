// From a figure to its files: equal bytes for equal figures, every kind of data drawn, every failure explained.

using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class GnuplotRendererTests
{
    private static readonly ColouredPoint Somewhere = new(1, 2, 3);

    [Fact]
    public void Equal_figures_give_equal_bytes()
    {
        InstalledGnuplot.Draw(Sketches.Sweep(5), first => InstalledGnuplot.Draw(Sketches.Sweep(5), second =>
        {
            Assert.Equal(File.ReadAllBytes(first.Svg), File.ReadAllBytes(second.Svg));
            Assert.Equal(File.ReadAllBytes(first.Png), File.ReadAllBytes(second.Png));
            Assert.Equal(File.ReadAllBytes(first.Csv), File.ReadAllBytes(second.Csv));
        }));
    }

    [Fact]
    public void Equal_pages_of_every_kind_of_panel_give_equal_bytes()
    {
        var figure = Sketches.Of([.. Sketches.Kinds]);

        InstalledGnuplot.Draw(figure, first => InstalledGnuplot.Draw(figure with { }, second =>
        {
            Assert.Equal(File.ReadAllBytes(first.Svg), File.ReadAllBytes(second.Svg));
            Assert.Equal(File.ReadAllBytes(first.Png), File.ReadAllBytes(second.Png));
        }));
    }

    [Fact]
    public void The_papers_figures_can_be_drawn()
    {
        foreach (var figure in (Figure[])[PaperSketches.Figure1, PaperSketches.Figure2, PaperSketches.Figure3])
            InstalledGnuplot.Draw(figure, files => Assert.All(figure.Panels, panel => Assert.Contains(panel.Title, System.Xml.Linq.XDocument.Load(files.Svg).Texts())));
    }

    [Fact]
    public void Other_data_give_another_picture()
    {
        var other = Sketches.Of(Sketches.SmallPlane with { Points = [new(1, 2, 20), new(3, 1, 21), new(4, 4, 22.5)] });

        InstalledGnuplot.Draw(Sketches.Small, first => InstalledGnuplot.Draw(other, second =>
            Assert.NotEqual(File.ReadAllBytes(first.Png), File.ReadAllBytes(second.Png))));
    }

    [Fact]
    public void Three_files_are_written_and_nothing_else_is_left() =>
        InstalledGnuplot.Draw(Sketches.Small, files =>
            Assert.Equal(["Sketch.csv", "Sketch.png", "Sketch.svg"], Directory.GetFiles(Path.GetDirectoryName(files.Png)!).Select(Path.GetFileName).Order()));

    [Fact]
    public void The_warning_stands_in_the_picture_and_its_description()
    {
        const string Warning = "STAND-IN DATA: not MNIST";

        var svg = InstalledGnuplot.Svg(Sketches.Small with { Warning = Warning });

        Assert.Contains(Warning, svg.Texts());
        Assert.Contains(Warning, svg.Descendants().First(element => element.Name.LocalName == "desc").Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Any_number_of_panels_fits(int count)
    {
        var panels = Enumerable.Range(1, count).Select(i => Sketches.Scatter(Somewhere) with { Title = $"Panel {i}" }).ToArray();

        InstalledGnuplot.Draw(Sketches.Of(panels), files =>
        {
            var texts = System.Xml.Linq.XDocument.Load(files.Svg).Texts();
            var (width, height) = PngSize(files.Png);

            Assert.All(panels, panel => Assert.Single(texts, panel.Title));
            Assert.Equal(count == 1 ? 640 : 460 * Math.Min(3, count), width);
            Assert.InRange(height, (count + 2) / 3 * 380, (count + 2) / 3 * 520 + 100);
        });
    }

    [Fact]
    public void A_panel_without_data_says_so()
    {
        var texts = InstalledGnuplot.Svg(Sketches.Of(Sketches.Scatter(), Sketches.Scatter(new ColouredPoint(double.NaN, 1, 1)), Sketches.Scatter(Somewhere))).Texts();

        Assert.Equal(2, texts.Count(text => text == "no data"));
        Assert.Contains("1 not drawn: no place on the axes", texts);
    }

    [Fact]
    public void A_point_without_value_is_an_empty_ring_with_an_entry_in_the_legend()
    {
        var with = InstalledGnuplot.Svg(Sketches.Of(Sketches.Scatter(Somewhere, new ColouredPoint(2, 2, double.NaN))));
        var without = InstalledGnuplot.Svg(Sketches.Of(Sketches.Scatter(Somewhere, new ColouredPoint(2, 2, 4))));

        Assert.Contains("no value", with.Texts());
        Assert.DoesNotContain("no value", without.Texts());
        Assert.Equal(2, Rings(with).Count);
        Assert.Empty(Rings(without));
    }

    [Fact]
    public void Rings_around_one_point_have_different_radii()
    {
        var panel = Sketches.Scatter(Somewhere) with { Marks = [new("a", "black", [(1, 2)]), new("b", "red", [(1, 2)]), new("c", "purple", [(1, 2)])] };

        var byPlace = Rings(InstalledGnuplot.Svg(Sketches.Of(panel))).GroupBy(ring => ring.Split(") ")[0]).Single(place => place.Count() == 3);

        Assert.Equal(3, byPlace.Distinct().Count());
    }

    [Fact]
    public void Values_that_have_no_place_on_a_logarithmic_scale_are_counted_not_drawn()
    {
        var panel = Sketches.Scatter(new ColouredPoint(-1, 2, 3), new ColouredPoint(0, 2, 3), new ColouredPoint(1, 2, -3), new ColouredPoint(10, 2, 3)) with
        {
            X = new Axis("x", Logarithmic: true),
            Colour = new Axis("value", Logarithmic: true),
            Marks = [new("mark", "red", [(-1, 2)])],
        };

        var texts = InstalledGnuplot.Svg(Sketches.Of(panel)).Texts();

        Assert.Contains("3 not drawn: no place on the axes; 1 without colour: no place on the colour bar", texts);
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

        var texts = InstalledGnuplot.Svg(Sketches.Of(panel, panel with { Style = PointStyle.Cells })).Texts();

        Assert.DoesNotContain("no data", texts);
    }

    [Fact]
    public void Any_numbers_give_a_picture()
    {
        InstalledGnuplot.Need();
        var numbers = ArbMap.Default.ArbFor<double[]>();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(numbers, values =>
        {
            var points = values.Zip(values.Reverse(), (x, y) => new ColouredPoint(x, y, x - y)).ToArray();
            var log = new Axis("axis", Logarithmic: true);
            var marked = Sketches.Scatter(points) with
            {
                EqualSums = values,
                Marks = [new("mark", "red", [.. points.Select(point => (point.X, point.Y))])],
                Curves = [new("curve", "blue", [.. points.Select(point => (point.Y, point.X))])],
            };
            return InstalledGnuplot.Svg(Sketches.Of(marked, marked with { Style = PointStyle.Cells }, marked with { X = log, Y = log, Colour = log })).Root is not null;
        }));
    }

    [Fact]
    public void A_missing_gnuplot_is_explained_with_the_remedy()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<GnuplotException>(() => new GnuplotRenderer("no-such-gnuplot").Render(Sketches.Small, folder.Path));

        Assert.Contains("no-such-gnuplot", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("apt-get install gnuplot-nox fonts-dejavu-core", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_gnuplot_leaves_its_script_and_no_picture()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for a broken gnuplot is a shell script.");
        using var folder = new TemporaryFolder();
        var broken = Path.Combine(folder.Path, "broken");
        File.WriteAllText(broken, "#!/bin/sh\ncat > /dev/null\necho 'line 7: boom' >&2\nexit 1\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var pictures = Path.Combine(folder.Path, "pictures");

        var error = Assert.Throws<GnuplotException>(() => new GnuplotRenderer(broken).Render(Sketches.Small, pictures));

        Assert.Contains("line 7: boom", error.Message, StringComparison.Ordinal);
        Assert.Equal(["Sketch.csv", "Sketch.gnuplot"], Directory.GetFiles(pictures).Select(Path.GetFileName).Order());
        Assert.Contains("set multiplot", File.ReadAllText(Path.Combine(pictures, "Sketch.gnuplot")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../elsewhere")]
    public void A_name_that_cannot_be_a_file_is_refused(string name)
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<ArgumentException>(() => new GnuplotRenderer().Render(Sketches.Small with { Name = name }, folder.Path));
    }

    /// <summary>Place and size of everything drawn as an empty circle.</summary>
    private static List<string> Rings(System.Xml.Linq.XDocument svg) =>
        [.. svg.Descendants().Where(element => element.Attributes().Any(attribute => attribute.Value == "#gpPt5") && element.Attribute("id") is null)
            .Select(element => element.Attribute("transform")!.Value)];

    private static (int Width, int Height) PngSize(string path)
    {
        var header = File.ReadAllBytes(path).AsSpan(16, 8);
        return (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
    }
}

// Whatever a caller writes in a title, label, name or caption appears as it is, and never acts on gnuplot or the SVG.

using FsCheck;
using FsCheck.Fluent;
using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class LiteralTextTests
{
    [Theory]
    [InlineData("beta_2^{top} @x & ~y")]
    [InlineData("it's 'quoted' ''twice'' and \"doubly\"")]
    [InlineData("'")]
    [InlineData("''")]
    [InlineData("back\\slash \\n \\")]
    [InlineData("`touch /tmp/never` $(ls) %g %s #!; exit")]
    [InlineData("digits after quotes: \"1 '2 `3`45 \\6 \\0421")]
    [InlineData("<b>&amp;</b> {/Symbol b} {open")]
    [InlineData("β₂ ≥ 0.1 — 犬 🎲")]
    public void Text_appears_literally(string text)
    {
        var texts = InstalledGnuplot.Svg(Everywhere(text)).Texts();

        // Title, caption and warning; panel title and three axes; mark, curve and equal-sum name in the legend.
        Assert.Equal(10, texts.Count(shown => shown == text));
    }

    [Theory]
    [InlineData("beta_2^{top} @x & ~y")]
    [InlineData("it's 'quoted' and \"doubly\"")]
    [InlineData("`touch /tmp/never` $(ls) %g #!; exit")]
    [InlineData("\"1 '2 `3`45 \\6 \\0421")]
    public void Text_appears_literally_in_every_kind_of_panel(string text)
    {
        var texts = InstalledGnuplot.Svg(OtherKinds(text)).Texts();

        // Plane: title, two axes, key of the sizes, label of a mark. Space: title, three axes, colour bar. Images: title, column. Graph: title, node.
        // Legend: ring, dot and arrow.
        Assert.Equal(17, texts.Count(shown => shown == text));
    }

    [Fact]
    public void Any_printable_ascii_appears_literally()
    {
        InstalledGnuplot.Need();
        var words = Gen.Choose(33, 126).Select(code => (char)code).NonEmptyListOf().Select(letters => new string([.. letters])).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50), Prop.ForAll(words, word => InstalledGnuplot.Svg(Sketches.Of(Sketches.Scatter() with { Title = word })).Texts().Contains(word)));
    }

    [Fact]
    public void Any_string_gives_a_picture_and_well_formed_SVG()
    {
        InstalledGnuplot.Need();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50), Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
            InstalledGnuplot.Svg(Everywhere(text ?? "")).Root is not null && InstalledGnuplot.Svg(OtherKinds(text ?? "")).Root is not null));
    }

    [Theory]
    [InlineData("\0\u0001\u001b\u007f\u0085")]
    [InlineData("\ud800 alone \udc00")]
    [InlineData("\ufffe\uffff")]
    [InlineData("line\nbreak\r\nand\ttab\u2028end")]
    [InlineData("")]
    [InlineData("   ")]
    public void What_XML_cannot_hold_is_replaced(string text) => Assert.NotNull(InstalledGnuplot.Svg(Everywhere(text)).Root);

    [Fact]
    public void A_caption_is_wrapped_and_stays_below_the_panels()
    {
        var caption = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"word{i}"));

        var svg = InstalledGnuplot.Svg(Sketches.Of(Sketches.Scatter(new ColouredPoint(1, 2, 3))) with { Caption = caption });
        var lines = svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => (element.Value, Y: Height(element.Parent!))).ToList();
        var words = lines.Where(line => line.Value.StartsWith("word", StringComparison.Ordinal)).ToList();

        Assert.Equal(caption, string.Join(' ', words.Select(line => line.Value)));
        Assert.True(words.Count > 5);
        Assert.True(words.Min(line => line.Y) > lines.Except(words).Max(line => line.Y));
        Assert.True(words.Max(line => line.Y) < double.Parse(svg.Root!.Attribute("height")!.Value));

        static double Height(System.Xml.Linq.XElement group) => double.Parse(group.Attribute("transform")!.Value.Split('(', ',', ')')[2]);
    }

    private static Figure OtherKinds(string text) => Sketches.Of(
        new PlanePanel
        {
            Title = text,
            X = new Axis(text),
            Y = new Axis(text),
            Points = [new(1, 1, 1), new(2, 2, 2)],
            Style = new PointStyle.Sized(new Axis(text)),
            Marks = [new(text, "red", [(1, 1)], MarkSymbol.Dot) { Labels = [text] }],
        },
        new SpacePanel
        {
            Title = text,
            X = new Axis(text),
            Y = new Axis(text),
            Z = new Axis(text),
            Colour = new Axis(text),
            Points = [new(1, 1, 1, 1), new(2, 2, 2, 2)],
            Marks = [new(text, "red", [(1, 1, 1)])],
        },
        new ImagePanel { Title = text, Rows = [[Sketches.Grey(1, 2)]], ColumnLabels = [text] },
        new GraphPanel
        {
            Title = text,
            Nodes = [new("a", text, 0, 0), new(text, "b", 0, 1)],
            Arrows = [new("a", text, new ArrowStyle(text, "red"))],
        }) with
    {
        Title = "",
        Caption = "",
    };

    private static Figure Everywhere(string text) => Sketches.Of(new PlanePanel
    {
        Title = text,
        X = new Axis(text),
        Y = new Axis(text),
        Colour = new Axis(text),
        Points = [new(1, 1, 1), new(2, 2, 2)],
        Marks = [new(text, "red", [(1, 1)])],
        Curves = [new(text, "blue", [(1, 1), (2, 2)])],
        EqualSums = [3],
        EqualSumsName = text,
    }) with
    {
        Title = text,
        Caption = text,
        Warning = text,
    };
}

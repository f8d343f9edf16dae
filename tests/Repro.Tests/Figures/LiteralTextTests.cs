// The text of a title, label, name or caption appears literally, and never changes the structure of the SVG.

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
    [InlineData("β₂ ≥ 0.1 — Dₖ ± 3·10⁻⁷")]
    public void Text_appears_literally_in_every_kind_of_panel(string text)
    {
        // In the figure: title, caption and warning. In the panel: title and three axes. In the legend: names of mark, curve and lines of
        // equal sum.
        Assert.Equal(10, Drawn.Svg(Everywhere(text)).Texts().Count(shown => shown == text));

        // Plane: title, two axes, key of the sizes, label of a mark. Space: title, three axes, colour bar. Images: title. Graph: title and
        // a node. Legend: ring, dot and arrow.
        Assert.Equal(16, Drawn.Svg(OtherKinds(text)).Texts().Count(shown => shown == text));
    }

    [Fact]
    public void Any_printable_ascii_appears_literally()
    {
        var words = Gen.Choose(33, 126).Select(code => (char)code).NonEmptyListOf().Select(letters => new string([.. letters]))
            .ToArbitrary();

        Prop.ForAll(words, word => Drawn.Svg(Sketches.Of(Sketches.Scatter() with { Title = word })).Texts().Contains(word)).Holds(50);
    }

    [Fact]
    public void Any_string_gives_a_picture_and_well_formed_SVG()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
            Drawn.Svg(Everywhere(text ?? "")).Root is not null && Drawn.Svg(OtherKinds(text ?? "")).Root is not null).Holds(50);
    }

    [Theory]
    [InlineData("\0\u0001\u001b\u007f\u0085")]
    [InlineData("\ud800 alone \udc00")]
    [InlineData("\ufffe\uffff")]
    [InlineData("line\nbreak\r\nand\ttab\u2028end")]
    [InlineData("")]
    [InlineData("   ")]
    public void What_XML_cannot_hold_is_replaced(string text) => Assert.NotNull(Drawn.Svg(Everywhere(text)).Root);

    [Fact]
    public void A_caption_is_wrapped_and_stays_below_the_panels()
    {
        var caption = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"word{i}"));

        var svg = Drawn.Svg(Sketches.Of(Sketches.Scatter(new ColouredPoint(1, 2, 3))) with { Caption = caption });
        var lines = svg.PlacedTexts();
        var words = lines.Where(line => line.Text.StartsWith("word")).ToList();

        Assert.Equal(caption, string.Join(' ', words.Select(line => line.Text)));
        Assert.True(words.Count > 5);
        Assert.True(words.Min(line => line.Y) > lines.Except(words).Max(line => line.Y));
        Assert.All(words.SelectMany(line => line.Corners()), corner => Assert.InRange(corner.X, 0, Drawn.Number(svg.Root!, "width") - 15));
        Assert.True(words.Max(line => line.Y) < Drawn.Number(svg.Root!, "height"));
    }

    [Theory]
    [InlineData("犬 🎲", "[U+72AC] [U+1F3B2]")]
    [InlineData("a\u0007b", "a[U+0007]b")]
    [InlineData("Dₖ β₁ ≥ ⁻⁷", "Dₖ β₁ ≥ ⁻⁷")]
    public void A_character_that_the_font_lacks_is_shown_by_its_code(string text, string shown) =>
        Assert.Equal(10, Drawn.Svg(Everywhere(text)).Texts().Count(other => other == shown));

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
        new ImagePanel { Title = text, Rows = [[Sketches.Grey(1, 2)]] },
        new GraphPanel
        {
            Title = text,
            Nodes = [new(text + "'", text, 0, 0), new(text, "b", 0, 1)],
            Arrows = [new(text + "'", text, new ArrowStyle(text, "red"))],
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
        Warnings = [new("set", text)],
    };
}

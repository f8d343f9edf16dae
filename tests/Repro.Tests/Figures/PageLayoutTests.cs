// Whatever panels a page has, none of its texts and frames lies over another.

using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class PageLayoutTests
{
    [Fact]
    public void Slots_with_their_rooms_lie_apart_on_any_page() =>
        Prop.ForAll(Pages.ToArbitrary(), figure =>
        {
            var drawings = figure.Panels.Select(Drawing.Of).ToList();
            var page = Page.For(figure, Legend.Of(drawings), drawings);
            var boxes = page.Slots.Zip(drawings, (slot, drawing) => Outer(slot, drawing.RoomAmong(1))).ToList();
            for (var i = 0; i < boxes.Count; i++)
            {
                Assert.InRange(boxes[i].Left, 0, page.Width - boxes[i].Width);
                Assert.InRange(boxes[i].Top, page.LegendTop + page.LegendRows.Count * Page.LegendRow - 1, page.Caption.Top - boxes[i].Height);
                for (var j = 0; j < i; j++) Assert.False(Overlap(boxes[i], boxes[j]), $"{figure.Panels[i]} lies over {figure.Panels[j]}");
            }
        }).Holds(200);

    [Fact]
    public void No_text_of_a_picture_lies_over_another_or_leaves_the_page()
    {
        InstalledGnuplot.Need();
        Prop.ForAll(Pages.ToArbitrary(), figure => Check(figure)).Holds(15);
        foreach (var figure in (Figure[])[PaperSketches.Figure1, PaperSketches.Figure2, PaperSketches.Figure3, Sketches.Sweep(5) with { Panels = [.. Sketches.Sweep(5).Panels.Take(2)] }])
            Check(figure);

        static void Check(Figure figure)
        {
            var svg = InstalledGnuplot.Svg(figure);
            var (width, height) = (Size(svg, "width"), Size(svg, "height"));
            var texts = Texts(svg);
            for (var i = 0; i < texts.Count; i++)
            {
                Assert.All(texts[i].Corners(), corner => Assert.True(corner.X > -2 && corner.X < width + 2 && corner.Y > -2 && corner.Y < height + 2, $"\"{texts[i].Text}\" leaves the page"));
                for (var j = 0; j < i; j++) Assert.False(texts[i].Meets(texts[j]), $"{texts[i]} lies over {texts[j]}");
            }
        }
    }

    [Fact]
    public void Boxes_that_touch_are_told_from_boxes_that_do_not()
    {
        var lying = new PlacedText("mmmmmmmmmm", 100, 100, 12);

        Assert.True(lying.Meets(lying with { Y = 110 }));
        Assert.False(lying.Meets(lying with { Y = 114 }));
        Assert.False(lying.Meets(lying with { Angle = 90, X = 170 }));
        Assert.True(lying.Meets(lying with { Angle = 90, X = 160 }));
        Assert.False(lying.Meets(lying with { Angle = 45, X = 130, Y = 150 }));
    }

    [Fact]
    public void A_block_lower_than_the_others_grows_to_their_height()
    {
        var drawings = PaperSketches.Figure1.Panels.Select(Drawing.Of).ToList();

        var slots = Page.For(PaperSketches.Figure1, Legend.Of(drawings), drawings).Slots;

        Assert.Equal(slots[1].Top, slots[0].Top, 1.0);
        Assert.Equal(slots[5].Bottom, slots[0].Bottom, 1.0);
        Assert.All(slots.Skip(1), slot => Assert.Equal(slot.Width, slot.Height));
    }

    [Fact]
    public void Frames_of_one_column_stand_in_line_though_only_one_has_a_colour_bar()
    {
        Panel[] panels = [Sketches.SmallPlane, Sketches.SmallPlane with { Colour = null }];
        var drawings = panels.Select(Drawing.Of).ToList();

        var slots = Page.For(Sketches.Of(panels) with { PanelsPerRow = 1 }, Legend.Of(drawings), drawings).Slots;

        Assert.Equal((slots[0].Left, slots[0].Width), (slots[1].Left, slots[1].Width));
    }

    [Fact]
    public void Panels_without_a_colour_bar_leave_no_room_for_one()
    {
        Assert.True(Width(Sketches.SmallPlane with { Colour = null }) < Width(Sketches.SmallPlane) - 100);

        static int Width(Panel panel) => Page.For(Sketches.Of(panel, panel), Legend.Of([]), [Drawing.Of(panel), Drawing.Of(panel)]).Width;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3)]
    public void Blocks_that_do_not_hold_the_panels_are_refused(params int[] rows)
    {
        var figure = Sketches.Of(Sketches.SmallPlane, Sketches.SmallGraph, Sketches.SmallImages);

        Assert.Contains("give every panel one place", Assert.Throws<ArgumentException>(() => GnuplotScript.Write(figure with { Blocks = [[.. rows], [2]] }, GnuplotTerminal.Svg, "x.svg")).Message, StringComparison.Ordinal);
    }

    /// <summary>Figures of one to seven panels of all kinds, in rows or in two blocks.</summary>
    private static Gen<Figure> Pages =>
        from panels in Panels.NonEmptyListOf()
        from perRow in Gen.Choose(1, 4)
        from tilt in Gen.Choose(20, 85)
        from turn in Gen.Choose(0, 359)
        from inBlocks in Gen.Elements(true, false)
        let shown = panels.Take(7).Select((panel, index) => Named(panel, index, new ViewAngles(tilt, turn))).ToArray()
        select Sketches.Of(shown) with
        {
            PanelsPerRow = perRow,
            Warning = "A warning",
            Blocks = inBlocks && shown.Length > perRow ? [[perRow], [shown.Length - perRow]] : null,
        };

    private static Gen<Panel> Panels => Gen.Elements<Panel>(
        Sketches.SmallPlane with { EqualSums = [] }, Sketches.SmallPlane with { Colour = null, EqualSums = [] }, Sketches.SmallSizes with { Marks = [] },
        Sketches.SmallSpace, Sketches.SmallSpace with { Colour = null }, Sketches.SmallImages with { Title = "A long title over small images" }, Sketches.SmallGraph);

    private static Panel Named(Panel panel, int index, ViewAngles view) => panel is SpacePanel space
        ? space with { Title = $"{panel.Title} {index}", View = view }
        : panel with { Title = $"{panel.Title} {index}" };

    private static Slot Outer(Slot slot, Room room) => new(slot.Left - room.Left, slot.Top - room.Above, slot.Width + room.Left + room.Right, slot.Height + room.Above + room.Below);

    private static bool Overlap(Slot a, Slot b) =>
        a.Left < b.Right - 1 && b.Left < a.Right - 1 && a.Top < b.Bottom - 1 && b.Top < a.Bottom - 1;

    /// <summary>Every text of the picture, with ticks; gnuplot gives the place of its base line.</summary>
    private static List<PlacedText> Texts(XDocument svg)
    {
        const double Base = 0.32;
        var texts = new List<PlacedText>();
        foreach (var text in svg.Descendants().Where(element => element.Name.LocalName == "text" && element.Value.Length > 0))
        {
            var group = text.Parent!;
            var numbers = group.Attribute("transform")!.Value.Split('(', ',', ')').Where(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out _)).Select(double.Parse).ToArray();
            var size = double.Parse(group.Attribute("font-size")!.Value, CultureInfo.InvariantCulture);
            var angle = numbers.Length > 2 ? -numbers[2] : 0;
            var (sin, cos) = Math.SinCos(angle * Math.PI / 180);
            texts.Add(new PlacedText(text.Value, numbers[0] - Base * size * sin, numbers[1] - Base * size * cos, size,
                group.Attribute("text-anchor")!.Value switch { "start" => "left", "end" => "right", _ => "center" }, angle, group.Attribute("font-weight") is not null));
        }

        return texts;
    }

    private static double Size(XDocument svg, string name) => double.Parse(svg.Root!.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}

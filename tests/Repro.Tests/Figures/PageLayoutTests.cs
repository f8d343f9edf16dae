// For any panels on a page, none of its texts and frames overlap.

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
            var page = new Page(figure);
            var boxes = page.Slots.Zip(page.Drawings, (slot, drawing) => Outer(slot, drawing.RoomAmong(1))).ToList();
            for (var i = 0; i < boxes.Count; i++)
            {
                Assert.InRange(boxes[i].Left, -1, page.Width - boxes[i].Width + 1);
                Assert.InRange(boxes[i].Top, page.LegendTop, page.CaptionTop - boxes[i].Height);
                for (var j = 0; j < i; j++) Assert.False(Overlap(boxes[i], boxes[j]), $"{figure.Panels[i]} lies over {figure.Panels[j]}");
            }
        }).Holds(100);

    [Fact]
    public void No_text_of_a_picture_lies_over_another_or_leaves_the_page()
    {
        Prop.ForAll(Pages.ToArbitrary(), figure =>
        {
            var svg = Drawn.Svg(figure);
            var (width, height) = (Drawn.Number(svg.Root!, "width"), Drawn.Number(svg.Root!, "height"));
            var texts = svg.PlacedTexts();
            for (var i = 0; i < texts.Count; i++)
            {
                foreach (var (x, y) in texts[i].Corners())
                    Assert.True(x > -2 && x < width + 2 && y > -2 && y < height + 2, $"\"{texts[i].Text}\" leaves the page");
                for (var j = 0; j < i; j++) Assert.False(texts[i].Meets(texts[j]), $"{texts[i]} lies over {texts[j]}");
            }
        }).Holds(15);
    }

    [Fact]
    public void Boxes_that_touch_are_told_from_boxes_that_do_not()
    {
        var lying = new PlacedText("mmmmmmmmmm", 100, 100, 12, SkiaSharp.SKColors.Black);

        Assert.True(lying.Meets(lying with { Y = 110 }));
        Assert.False(lying.Meets(lying with { Y = 114 }));
        Assert.False(lying.Meets(lying with { Angle = 90, X = 170 }));
        Assert.True(lying.Meets(lying with { Angle = 90, X = 160 }));
        Assert.False(lying.Meets(lying with { Angle = 45, X = 130, Y = 150 }));
    }

    [Fact]
    public void A_block_lower_than_the_others_grows_to_their_height()
    {
        var small = Sketches.SmallPlane;

        var slots = new Page(Sketches.Of(Sketches.SmallSpace, small, small, small, small, small) with { Blocks = [[1], [2, 3]] }).Slots;

        Assert.Equal(slots[1].Top, slots[0].Top, 1.0);
        Assert.Equal(slots[5].Bottom, slots[0].Bottom, 1.0);
        Assert.All(slots.Skip(1), slot => Assert.Equal(slot.Width, slot.Height));
    }

    [Fact]
    public void Frames_of_one_column_stand_in_line_though_only_one_has_a_colour_bar()
    {
        var slots = new Page(Sketches.Of(Sketches.SmallPlane, Sketches.SmallPlane with { Colour = null }) with { PanelsPerRow = 1 }).Slots;

        Assert.Equal((slots[0].Left, slots[0].Width), (slots[1].Left, slots[1].Width));
    }

    [Fact]
    public void Panels_without_a_colour_bar_leave_no_room_for_one()
    {
        Assert.True(Width(Sketches.SmallPlane with { Colour = null }) < Width(Sketches.SmallPlane) - 100);

        static int Width(Panel panel) => new Page(Sketches.Of(panel, panel)).Width;
    }

    /// <summary>Figures of one to seven panels of all kinds, in rows or in two blocks.</summary>
    private static Gen<Figure> Pages =>
        from panels in Panels.NonEmptyListOf()
        from perRow in Gen.Choose(1, 4)
        from inBlocks in Gen.Elements(true, false)
        let shown = panels.Take(7).Select((panel, index) => panel with { Title = $"{panel.Title} {index}" }).ToArray()
        select Sketches.Of(shown) with
        {
            PanelsPerRow = perRow,
            Warnings = [new("mnist", "A warning")],
            Blocks = inBlocks && shown.Length > perRow ? [[perRow], [shown.Length - perRow]] : null,
        };

    private static Gen<Panel> Panels => Gen.Elements<Panel>(
        Sketches.SmallPlane with { EqualSums = [] }, Sketches.SmallPlane with { Colour = null, EqualSums = [] },
            Sketches.SmallSizes with { Marks = [] },
        Sketches.SmallSpace, Sketches.SmallSpace with { Colour = null },
            Sketches.SmallImages with { Title = "A long title over small images" }, Sketches.SmallGraph);

    private static Slot Outer(Slot slot, Room room) =>
        new(slot.Left - room.Left, slot.Top - room.Above, slot.Width + room.Left + room.Right, slot.Height + room.Above + room.Below);

    private static bool Overlap(Slot a, Slot b) =>
        a.Left < b.Right - 1 && b.Left < a.Right - 1 && a.Top < b.Bottom - 1 && b.Top < a.Bottom - 1;
}

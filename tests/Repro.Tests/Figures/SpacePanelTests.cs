// Points in space are at their projected places, the nearer ones drawn over the farther ones.

using System.Text.Json.Nodes;
using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class SpacePanelTests
{
    [Fact]
    public void The_walls_are_behind_all_points_the_first_axis_runs_to_the_right_and_the_height_rises()
    {
        var middle = new CubePoint(0.5, 0.5, 0.5);

        Assert.All(middle.Feet, foot => Assert.True(foot.Nearness < middle.Nearness));
        Assert.True((middle with { X = 1 }).Projected.Right > 0.4);
        Assert.Equal(0, (middle with { Z = 1 }).Projected.Right);
        Assert.InRange((middle with { Z = 1 }).Projected.Up, 0.4, 0.5);
    }

    [Fact]
    public void Points_are_drawn_from_back_to_front_at_their_places()
    {
        var panel = Sketches.SmallSpace with { Colour = null, Marks = [], Mesh = null, Shadows = false };
        var data = new SpaceData(panel);
        var cube = CubePlace.In(new Page(Sketches.Of(panel)).Slots[0]);

        var dots = Drawn.Svg(Sketches.Of(panel)).Circles().Where((_, index) => index % 2 == 1)
            .Select(dot => (Math.Round(dot.X, 2), Math.Round(dot.Y, 2)));

        Assert.Equal(
            data.Points.OrderBy(point => point.Place.Nearness).Select(point => cube.Pixel(point.Place))
            .Select(place => (Math.Round(place.X, 2), Math.Round(place.Y, 2))), dots);
    }

    [Fact]
    public void A_mark_has_its_foot_on_the_floor_and_on_both_walls() =>
        Assert.Equal([new(0.3, 0.4, 0), new(0, 0.4, 0.5), new(0.3, 1, 0.5)], new CubePoint(0.3, 0.4, 0.5).Feet);

    [Fact]
    public void A_hole_of_the_mesh_leaves_out_its_lines()
    {
        Assert.True(Paths(Sketches.SmallSpace.Mesh!.Rows) < Paths([[(20, 3, 1), (22, 4, 10)], [(21, 2, 5), (21, 3, 5)]]));

        static int Paths(IReadOnlyList<IReadOnlyList<(double X, double Y, double Z)>> rows) =>
            Drawn.Svg(Sketches.Of(Sketches.SmallSpace with { Mesh = new(rows) })).Descendants()
                .Count(element => element.Name.LocalName == "path");
    }

    [Fact]
    public void The_picture_carries_the_numbers_of_its_space_panels()
    {
        var panel = Sketches.SmallSpace;
        var data = JsonNode.Parse(Drawn.Svg(Sketches.Of(panel)).Root!.Elements().Single(part => part.Name.LocalName == "metadata").Value)!;

        Assert.Equal(panel.Title, (string)data[0]!["title"]!);
        Assert.Equal(panel.Points.Count, data[0]!["points"]!.AsArray().Count);
        Assert.Equal(panel.Points[0].X, (double)data[0]!["points"]![0]!["at"]![0]!);
        Assert.Equal(panel.Mesh!.Rows.Count, data[0]!["mesh"]!.AsArray().Count);
    }
}

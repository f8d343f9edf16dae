// Our own projection of the cube is gnuplot's, so that labels written on the page stand at the axes that gnuplot draws.

using System.Globalization;
using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class SpaceViewTests
{
    [Theory]
    [InlineData(64, 32)]
    [InlineData(30, 120)]
    [InlineData(85, 215)]
    [InlineData(50, 300)]
    [InlineData(45, 0)]
    public void Gnuplot_draws_a_point_where_the_view_says(double tilt, double turn)
    {
        var panel = Sketches.SmallSpace with { Points = [], Mesh = null, View = new ViewAngles(tilt, turn), Marks = [new("corners", "black", Corners, MarkSymbol.Square)] };
        var data = SpaceData.Of(panel);
        var drawing = Drawing.Of(panel);
        var figure = Sketches.Of(panel);
        var cube = CubePlace.In(Page.For(figure, Legend.Of([drawing]), [drawing]).Slots[0], new SpaceView(panel.View));
        var expected = Corners.Select(corner => cube.Pixel(new(data.X.Fraction(corner.X), data.Y.Fraction(corner.Y), data.Z.Fraction(corner.Z)))).ToList();

        var drawn = InstalledGnuplot.Svg(figure).Descendants()
            .Where(element => element.Attributes().Any(attribute => attribute.Value == "#gpPt4"))
            .Select(element => element.Attribute("transform")!.Value.Split('(', ',', ')'))
            .Select(parts => (X: double.Parse(parts[1], CultureInfo.InvariantCulture), Y: double.Parse(parts[2], CultureInfo.InvariantCulture)))
            .TakeLast(Corners.Count).ToList();

        Assert.All(expected.Zip(drawn), pair =>
        {
            Assert.Equal(pair.First.X, pair.Second.X, 0.1);
            Assert.Equal(pair.First.Y, pair.Second.Y, 0.1);
        });
    }

    [Fact]
    public void The_walls_are_behind_all_points()
    {
        for (var turn = 5; turn < 360; turn += 10)
        {
            var view = new SpaceView(new ViewAngles(60, turn));
            var middle = new CubePoint(0.5, 0.5, 0.5);

            Assert.True(view.Nearness(middle with { X = view.BackX }) < view.Nearness(middle));
            Assert.True(view.Nearness(middle with { Y = view.BackY }) < view.Nearness(middle));
            Assert.True(view.Nearness(middle with { Z = 0 }) < view.Nearness(middle));
        }
    }

    [Fact]
    public void Points_are_drawn_from_back_to_front()
    {
        var view = new SpaceView(new ViewAngles());
        var script = GnuplotScript.Write(Sketches.Of(Sketches.SmallSpace), GnuplotTerminal.Svg, "x.svg");

        var places = script.Split("$dots << EOD\n")[1].Split("\nEOD")[0].Split('\n').Select(row => row.Split(' ').Select(double.Parse).ToArray());
        var nearness = places.Select(place => Math.Round(view.Nearness(new(place[0], place[1], place[2])), 9)).ToList();

        Assert.Equal(8, nearness.Count);
        Assert.Equal(nearness.Order(), nearness);
    }

    [Fact]
    public void A_mark_has_its_foot_on_the_floor_and_on_both_walls()
    {
        var script = GnuplotScript.Write(Sketches.Of(Sketches.SmallSpace), GnuplotTerminal.Svg, "x.svg");
        var mark = script.Split("$marks0 << EOD\n")[1].Split("\nEOD")[0].Split(' ');

        var feet = script.Split("$feet0 << EOD\n")[1].Split("\nEOD")[0].Split('\n');

        Assert.Equal([$"{mark[0]} {mark[1]} 0", $"0 {mark[1]} {mark[2]}", $"{mark[0]} 1 {mark[2]}"], feet);
    }

    [Fact]
    public void A_mesh_has_no_line_to_a_hole()
    {
        var script = GnuplotScript.Write(Sketches.Of(Sketches.SmallSpace), GnuplotTerminal.Svg, "x.svg");

        Assert.Equal(2, script.Split("$mesh << EOD\n")[1].Split("\nEOD")[0].Split('\n').Length);
    }

    [Fact]
    public void A_mesh_of_unequal_rows_is_refused()
    {
        var panel = Sketches.SmallSpace with { Mesh = new Mesh([[(1, 1, 1)], [(1, 1, 1), (2, 2, 2)]]) };

        Assert.Contains("different lengths", Assert.Throws<ArgumentException>(() => Drawing.Of(panel)).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<(double X, double Y, double Z)> Corners => [(20, 2, 1), (24, 2, 1), (20, 4, 1), (20, 2, 100), (24, 4, 100), (22, 3, 10)];
}

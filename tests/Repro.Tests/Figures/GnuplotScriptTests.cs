// The script is a pure function of the figure: what it says is pinned without gnuplot.

using Repro.Figures;
using Snapshots;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class GnuplotScriptTests
{
    [Fact]
    public void A_small_figure() => Snapshot.Verify(GnuplotScript.Write(Sketches.Small, GnuplotTerminal.Svg, "Sketch.svg"));

    [Fact]
    public void A_heat_map_on_logarithmic_axes() => Snapshot.Verify(GnuplotScript.Write(Sketches.Of(Sketches.Sweep(3).Panels[3]), GnuplotTerminal.Png, "Sketch.png"));

    [Fact]
    public void A_space_panel() => Snapshot.Verify(GnuplotScript.Write(Sketches.Of(Sketches.SmallSpace), GnuplotTerminal.Svg, "Sketch.svg"));

    [Fact]
    public void Own_colours_sizes_and_labelled_marks() => Snapshot.Verify(GnuplotScript.Write(Sketches.Of(Sketches.SmallSizes), GnuplotTerminal.Png, "Sketch.png"));

    [Fact]
    public void A_grid_of_images() => Snapshot.Verify(GnuplotScript.Write(Sketches.Of(Sketches.SmallImages), GnuplotTerminal.Png, "Sketch.png"));

    [Fact]
    public void A_graph() => Snapshot.Verify(GnuplotScript.Write(Sketches.Of(Sketches.SmallGraph), GnuplotTerminal.Svg, "Sketch.svg"));

    [Theory]
    [InlineData(0.1, 10, "0.1 0.2 0.5 1 2 5 10")]
    [InlineData(1, 1000, "1 3 10 30 100 300 1000")]
    [InlineData(1e-8, 1e8, "10⁻⁶ 0.001 1 1000 10⁶")]
    [InlineData(2, 3, "2 3")]
    public void Logarithmic_axes_have_few_round_labels(double low, double high, string labels)
    {
        var panel = Sketches.Scatter(new ColouredPoint(low, 1, 1), new ColouredPoint(high, 2, 2)) with { X = new Axis("x", Logarithmic: true) };

        Assert.Equal(labels, TickLabels(panel));
    }

    [Theory]
    [InlineData(0, 10, "0 2 4 6 8 10")]
    [InlineData(-1, 1, "−1.0 −0.5 0.0 0.5 1.0")]
    [InlineData(0, 0.04, "0.00 0.01 0.02 0.03 0.04")]
    [InlineData(0, 4e7, "0 10⁷ 2·10⁷ 3·10⁷ 4·10⁷")]
    [InlineData(5, 5, "4.8 4.9 5.0 5.1 5.2")]
    public void Linear_axes_have_few_round_labels(double low, double high, string labels) =>
        Assert.Equal(labels, TickLabels(Sketches.Scatter(new ColouredPoint(low, 1, 1), new ColouredPoint(high, 2, 2))));

    [Fact]
    public void Colour_names_mean_the_colours_of_the_web()
    {
        var script = GnuplotScript.Write(Sketches.Of(Sketches.Scatter() with { Marks = [new("optimal", "purple", [(1, 1)])] }), GnuplotTerminal.Svg, "x.svg");

        Assert.Contains("#800080", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such colour")]
    [InlineData("#12345")]
    [InlineData("red' ; system 'ls")]
    public void An_unknown_colour_is_refused_with_the_remedy(string colour)
    {
        var figure = Sketches.Of(Sketches.Scatter() with { Marks = [new("mark", colour, [(1, 1)])] });

        var error = Assert.Throws<ArgumentException>(() => GnuplotScript.Write(figure, GnuplotTerminal.Svg, "x.svg"));

        Assert.Contains("give a CSS colour name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_without_panels_is_refused() =>
        Assert.Throws<ArgumentException>(() => GnuplotScript.Write(Sketches.Of(), GnuplotTerminal.Svg, "x.svg"));

    [Fact]
    public void Cells_meet_at_geometric_means_on_logarithmic_axes()
    {
        var panel = Sketches.Scatter(new ColouredPoint(1, 1, 1), new ColouredPoint(100, 1, 2)) with { X = new Axis("x", Logarithmic: true), Style = PointStyle.Cells };

        var cells = Block(GnuplotScript.Write(Sketches.Of(panel), GnuplotTerminal.Svg, "x.svg"), "cells");

        Assert.Equal(["0.1", "10"], cells.Select(row => Math.Round(double.Parse(row.Split(' ')[2]), 9).ToString()));
    }

    [Fact]
    public void Lines_of_equal_sum_end_at_the_frame()
    {
        var panel = Sketches.Scatter(new ColouredPoint(0, 0, 1), new ColouredPoint(10, 10, 2)) with { EqualSums = [10, 1000] };

        var ends = Block(GnuplotScript.Write(Sketches.Of(panel), GnuplotTerminal.Svg, "x.svg"), "sums")
            .Where(row => row.Length > 0).Select(row => row.Split(' ').Select(double.Parse).ToArray()).ToList();

        Assert.Equal(2, ends.Count);
        Assert.All(ends, end => Assert.Equal(10, end[0] + end[1], 9));
        Assert.Equal(-0.6, ends[0][0], 9);
        Assert.Equal(10.6, ends[1][0], 9);
    }

    private static string TickLabels(Panel panel)
    {
        var script = GnuplotScript.Write(Sketches.Of(panel), GnuplotTerminal.Svg, "x.svg");
        var line = script.Split('\n').Single(line => line.StartsWith("set xtics nomirror", StringComparison.Ordinal));
        var list = line[(line.IndexOf('(') + 1)..line.IndexOf(')')];
        return string.Join(' ', list.Split(", ").Select(tick => tick.Split('"')[1]).Where(label => label.Length > 0));
    }

    private static string[] Block(string script, string name) => script.Split($"${name} << EOD\n")[1].Split("\nEOD")[0].Split('\n');
}

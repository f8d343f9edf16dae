// Arrows of a graph stay apart from each other and from the nodes that they do not join.

using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class GraphGeometryTests
{
    private static readonly ArrowStyle Style = new("arrow", "black");

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Arrows_that_join_the_same_nodes_keep_apart(int count)
    {
        var arrows = Enumerable.Range(0, count).Select(i => i % 2 == 0 ? new GraphArrow("a", "b", Style) : new GraphArrow("b", "a", Style))
            .ToList();

        var middles = Geometry([new("a", "a", 0, 0), new("b", "b", 1, 2)], arrows).Arrows.Select(arrow => arrow.Line[arrow.Line.Count / 2])
            .ToList();

        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++) Assert.InRange(Distance(middles[i], middles[j]), 12, 200);
        }
    }

    [Fact]
    public void An_arrow_bends_around_a_node_in_its_way()
    {
        GraphNode[] nodes = [new("a", "a", 0, 0), new("between", "b", 0, 1), new("c", "c", 0, 2)];
        var geometry = Geometry(nodes, [new("a", "c", Style)]);

        Assert.All(geometry.Arrows[0].Line, point => Assert.True(Distance(point, geometry.Middle(nodes[1])) > GraphGeometry.Radius));
    }

    [Fact]
    public void A_lone_arrow_is_straight_and_ends_at_the_node()
    {
        GraphNode[] nodes = [new("a", "a", 0, 0), new("b", "b", 0, 1)];
        var geometry = Geometry(nodes, [new("a", "b", Style)]);

        Assert.All(geometry.Arrows[0].Line, point => Assert.Equal(0, point.X, 6));
        Assert.Equal(GraphGeometry.Radius, Distance(geometry.Arrows[0].Head[0], geometry.Middle(nodes[1])), 2.0);
    }

    [Fact]
    public void Everything_drawn_lies_within_the_frame()
    {
        var geometry = GraphGeometry.Of(Sketches.SmallGraph);

        Assert.All(geometry.Arrows.SelectMany(arrow => arrow.Line.Concat(arrow.Head)), point =>
        {
            Assert.InRange(point.X, geometry.Frame.Left, geometry.Frame.Right);
            Assert.InRange(point.Y, geometry.Frame.Top, geometry.Frame.Bottom);
        });
    }

    private static GraphGeometry Geometry(IReadOnlyList<GraphNode> nodes, IReadOnlyList<GraphArrow> arrows) =>
        GraphGeometry.Of(new GraphPanel { Title = "Graph", Nodes = nodes, Arrows = arrows });

    private static double Distance((double X, double Y) a, (double X, double Y) b) => double.Hypot(a.X - b.X, a.Y - b.Y);
}

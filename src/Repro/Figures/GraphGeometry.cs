// Where the nodes of a graph are, and how its arrows bend around one another and around nodes.

namespace Repro.Figures;

/// <summary>An arrow as it is drawn.</summary>
/// <param name="Style">Style of the arrow.</param>
/// <param name="Line">Points of the line, from the edge of the first node into the head.</param>
/// <param name="Head">Corners of the head: its tip, and its two ends.</param>
internal sealed record ArrowPath(ArrowStyle Style, IReadOnlyList<(double X, double Y)> Line, IReadOnlyList<(double X, double Y)> Head);

internal sealed class GraphGeometry
{
    /// <summary>Radius of a node in pixels.</summary>
    public const double Radius = 23;

    private const double AcrossGrid = 106, DownGrid = 98, HeadLength = 11, HeadWidth = 9;

    /// <summary>Distance in pixels of the middle of a bent arrow from the straight line, or a multiple of it.</summary>
    private const double Bend = 17;

    /// <summary>Number of straight pieces of a curve.</summary>
    private const int Samples = 40;

    private readonly GraphPanel panel;

    private GraphGeometry(GraphPanel panel)
    {
        const double Line = 3;
        this.panel = panel;
        Arrows = Paths();
        var nodes = panel.Nodes.Select(Middle).ToList();
        var corners = nodes.Select(node => (X: node.X - Radius, Y: node.Y - Radius))
            .Concat(nodes.Select(node => (X: node.X + Radius, Y: node.Y + Radius)));
        var drawn = Arrows.SelectMany(arrow => arrow.Line.Concat(arrow.Head)).Concat(corners).ToList();
        var (left, top) = (drawn.Min(place => place.X) - Line, drawn.Min(place => place.Y) - Line);
        Frame = new(left, top, drawn.Max(place => place.X) + Line - left, drawn.Max(place => place.Y) + Line - top);
    }

    /// <summary>Encloses everything drawn, in pixels from the middle of the first column and row.</summary>
    public Slot Frame { get; }

    /// <summary>The arrows, as in the panel.</summary>
    public IReadOnlyList<ArrowPath> Arrows { get; }

    /// <exception cref="ArgumentException">
    /// Thrown when there is no node, two nodes have one name or one place, or an arrow refers to an unknown name or joins a node with
    /// itself.
    /// </exception>
    public static GraphGeometry Of(GraphPanel panel)
    {
        if (panel.Nodes.Count == 0)
            throw new ArgumentException($"The graph \"{panel.Title}\" has no nodes; give at least one.", nameof(panel));
        if (panel.Nodes.GroupBy(node => node.Name).FirstOrDefault(group => group.Count() > 1) is { } twins)
            throw new ArgumentException(
                $"The graph \"{panel.Title}\" has {twins.Count()} nodes named \"{twins.Key}\"; give each its own name.", nameof(panel));
        if (panel.Nodes.GroupBy(node => (node.Column, node.Row)).FirstOrDefault(group => group.Count() > 1) is { } stack)
            throw new ArgumentException(
                $"In the graph \"{panel.Title}\" \"{stack.First().Name}\" and \"{stack.Last().Name}\" stand in one place; move one.",
                nameof(panel));
        foreach (var arrow in panel.Arrows)
        {
            foreach (var end in (string[])[arrow.From, arrow.To])
            {
                if (panel.Nodes.All(node => node.Name != end))
                    throw new ArgumentException(
                        $"In the graph \"{panel.Title}\" an arrow refers to \"{end}\", and no node has that name.", nameof(panel));
            }

            if (arrow.From == arrow.To)
                throw new ArgumentException(
                    $"In the graph \"{panel.Title}\" an arrow joins \"{arrow.From}\" with itself; give two nodes.", nameof(panel));
        }

        return new(panel);
    }

    /// <summary>Returns the middle of a node, in pixels from the first column and row.</summary>
    public (double X, double Y) Middle(GraphNode node) =>
        (AcrossGrid * (node.Column - panel.Nodes.Min(other => other.Column)), DownGrid * (node.Row - panel.Nodes.Min(other => other.Row)));

    /// <summary>
    /// Returns the paths of the arrows. Several arrows between two nodes have the bends +1, -1, +2, …, and the first of an odd number is
    /// straight. A bend that would touch another node is not used.
    /// </summary>
    private List<ArrowPath> Paths()
    {
        var nodes = panel.Nodes.ToDictionary(node => node.Name);
        var order = panel.Nodes.Select((node, index) => (node.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index);
        var used = new HashSet<((string, string), double)>();
        var paths = new List<ArrowPath>();
        foreach (var arrow in panel.Arrows)
        {
            var (from, to) = (nodes[arrow.From], nodes[arrow.To]);
            var pair = Pair(arrow);
            var together = panel.Arrows.Count(other => Pair(other) == pair);
            var side = arrow.From == pair.Item1 ? 1 : -1;
            var others = panel.Nodes.Where(node => node != from && node != to).Select(Middle).ToList();
            var bend = Bends(together).Where(bend => !used.Contains((pair, bend)))
                .First(bend => Clears(Curve(from, to, side * bend * Bend), others));
            used.Add((pair, bend));
            paths.Add(Path(arrow.Style, Curve(from, to, side * bend * Bend), from, to));
        }

        return paths;

        (string, string) Pair(GraphArrow arrow) => order[arrow.From] < order[arrow.To] ? (arrow.From, arrow.To) : (arrow.To, arrow.From);
    }

    private static IEnumerable<double> Bends(int together)
    {
        var middle = together % 2 == 1;
        if (middle) yield return 0;
        for (var bend = middle ? 1.4 : 0.7; ; bend += 1.4)
        {
            yield return bend;
            yield return -bend;
        }
    }

    private static bool Clears(Func<double, (double X, double Y)> curve, IReadOnlyList<(double X, double Y)> nodes)
    {
        const double Apart = 7;
        return Enumerable.Range(0, Samples + 1).Select(i => curve((double)i / Samples))
            .All(point => nodes.All(node => Distance(point, node) > Radius + Apart));
    }

    /// <summary>
    /// Returns a parabola between the middles of two nodes, as a function of the share of the way; its own middle is
    /// <paramref name="bend"/> pixels to the left of the straight line.
    /// </summary>
    private Func<double, (double X, double Y)> Curve(GraphNode from, GraphNode to, double bend)
    {
        var (a, b) = (Middle(from), Middle(to));
        var length = Distance(a, b);
        var (normalX, normalY) = ((b.Y - a.Y) / length, (a.X - b.X) / length);
        return t => (a.X + t * (b.X - a.X) + 4 * t * (1 - t) * bend * normalX, a.Y + t * (b.Y - a.Y) + 4 * t * (1 - t) * bend * normalY);
    }

    private ArrowPath Path(ArrowStyle style, Func<double, (double X, double Y)> curve, GraphNode from, GraphNode to)
    {
        var (start, end) = (Border(t => Inside(curve(t), from), 0, 0.5), Border(t => Inside(curve(t), to), 1, 0.5));
        var tip = curve(end);
        var last = Border(t => Distance(curve(t), tip) < 0.6 * HeadLength, end, start);
        var (x, y) = curve(last);
        var (unitX, unitY) = ((tip.X - x) / Distance((x, y), tip), (tip.Y - y) / Distance((x, y), tip));
        var neck = (X: tip.X - HeadLength * unitX, Y: tip.Y - HeadLength * unitY);
        return new(
            style,
            [.. Enumerable.Range(0, Samples + 1).Select(i => curve(start + (last - start) * i / Samples))],
            [tip, (neck.X - HeadWidth / 2 * unitY, neck.Y + HeadWidth / 2 * unitX),
                (neck.X + HeadWidth / 2 * unitY, neck.Y - HeadWidth / 2 * unitX)]);
    }

    /// <summary>Returns where something that holds at one place of a curve stops holding on the way to another place.</summary>
    private static double Border(Func<double, bool> holds, double here, double there)
    {
        for (var i = 0; i < 30; i++)
        {
            var middle = (here + there) / 2;
            if (holds(middle)) here = middle;
            else there = middle;
        }

        return there;
    }

    /// <summary>Whether a point is inside a node or the small space around it.</summary>
    private bool Inside((double X, double Y) point, GraphNode node)
    {
        const double Hair = 1.5;
        var middle = Middle(node);
        return node.Kind == NodeKind.Deterministic
            ? Math.Max(Math.Abs(point.X - middle.X), Math.Abs(point.Y - middle.Y)) < Radius - 2 + Hair
            : Distance(point, middle) < Radius + Hair;
    }

    private static double Distance((double X, double Y) a, (double X, double Y) b) => double.Hypot(a.X - b.X, a.Y - b.Y);
}

// Where the nodes of a graph stand, and how its arrows bend around one another and around nodes.

namespace Repro.Figures;

/// <summary>An arrow as it is drawn.</summary>
/// <param name="Style">As given.</param>
/// <param name="Line">From the edge of the first node into the head.</param>
/// <param name="Head">Corners of the head: its tip, and its two ends.</param>
internal sealed record ArrowPath(ArrowStyle Style, IReadOnlyList<(double X, double Y)> Line, IReadOnlyList<(double X, double Y)> Head);

internal sealed class GraphGeometry
{
    /// <summary>Of a node, in pixels.</summary>
    public const double Radius = 23;

    private const double AcrossGrid = 106, DownGrid = 98, HeadLength = 11, HeadWidth = 9;

    /// <summary>How far the middle of a bent arrow is from the straight line, or a multiple of it.</summary>
    private const double Bend = 17;

    /// <summary>Pieces of a curve.</summary>
    private const int Samples = 40;

    private readonly GraphPanel panel;

    private GraphGeometry(GraphPanel panel)
    {
        const double Line = 3;
        this.panel = panel;
        Arrows = Paths();
        var ends = Arrows.SelectMany(arrow => arrow.Line.Concat(arrow.Head)).ToList();
        var nodes = panel.Nodes.Select(Middle).ToList();
        Left = Math.Min(nodes.Min(node => node.X) - Radius, ends.Select(end => end.X).DefaultIfEmpty().Min()) - Line;
        Top = Math.Min(nodes.Min(node => node.Y) - Radius, ends.Select(end => end.Y).DefaultIfEmpty().Min()) - Line;
        Width = Math.Max(nodes.Max(node => node.X) + Radius, ends.Select(end => end.X).DefaultIfEmpty().Max()) + Line - Left;
        Height = Math.Max(nodes.Max(node => node.Y) + Radius, ends.Select(end => end.Y).DefaultIfEmpty().Max()) + Line - Top;
    }

    /// <summary>The least place of anything drawn, to the right of the first column; pixels.</summary>
    public double Left { get; }

    /// <summary>The least place of anything drawn, below the first row; pixels.</summary>
    public double Top { get; }

    /// <summary>Of everything drawn, in pixels.</summary>
    public double Width { get; }

    /// <summary>Of everything drawn, in pixels.</summary>
    public double Height { get; }

    /// <summary>As in the panel.</summary>
    public IReadOnlyList<ArrowPath> Arrows { get; }

    /// <exception cref="ArgumentException">A name that is none or two nodes', two nodes in one place, or an arrow from a node to itself.</exception>
    public static GraphGeometry Of(GraphPanel panel)
    {
        if (panel.Nodes.Count == 0) throw new ArgumentException($"The graph \"{panel.Title}\" has no nodes; give at least one.", nameof(panel));
        if (panel.Nodes.GroupBy(node => node.Name).FirstOrDefault(group => group.Count() > 1) is { } twins)
            throw new ArgumentException($"The graph \"{panel.Title}\" has {twins.Count()} nodes named \"{twins.Key}\"; give each its own name.", nameof(panel));
        if (panel.Nodes.GroupBy(node => (node.Column, node.Row)).FirstOrDefault(group => group.Count() > 1) is { } stack)
            throw new ArgumentException($"In the graph \"{panel.Title}\" \"{stack.First().Name}\" and \"{stack.Last().Name}\" stand in one place; move one.", nameof(panel));
        foreach (var arrow in panel.Arrows)
        {
            foreach (var end in (string[])[arrow.From, arrow.To])
            {
                if (panel.Nodes.All(node => node.Name != end))
                    throw new ArgumentException($"In the graph \"{panel.Title}\" an arrow refers to \"{end}\", and no node has that name.", nameof(panel));
            }

            if (arrow.From == arrow.To) throw new ArgumentException($"In the graph \"{panel.Title}\" an arrow joins \"{arrow.From}\" with itself; give two nodes.", nameof(panel));
        }

        return new(panel);
    }

    /// <summary>Pixels from the first column and row.</summary>
    public (double X, double Y) Middle(GraphNode node) =>
        (AcrossGrid * (node.Column - panel.Nodes.Min(other => other.Column)), DownGrid * (node.Row - panel.Nodes.Min(other => other.Row)));

    /// <summary>Several arrows between two nodes share the bends +1, -1, +2, …, an odd one stays straight; a bend that would touch another node is not used.</summary>
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
            var bend = Bends(together).Where(bend => !used.Contains((pair, bend))).First(bend => Clears(Curve(from, to, side * bend * Bend), others));
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

    private static bool Clears(IReadOnlyList<(double X, double Y)> curve, IReadOnlyList<(double X, double Y)> nodes)
    {
        const double Apart = 7;
        return nodes.All(node => curve.All(point => Distance(point, node) > Radius + Apart));
    }

    /// <summary>A parabola between the middles of two nodes whose own middle is <paramref name="bend"/> pixels to the left of the straight line.</summary>
    private List<(double X, double Y)> Curve(GraphNode from, GraphNode to, double bend)
    {
        var (a, b) = (Middle(from), Middle(to));
        var length = Distance(a, b);
        var (normalX, normalY) = ((b.Y - a.Y) / length, (a.X - b.X) / length);
        return [.. Enumerable.Range(0, Samples + 1).Select(i => (double)i / Samples).Select(t =>
            (a.X + t * (b.X - a.X) + 4 * t * (1 - t) * bend * normalX, a.Y + t * (b.Y - a.Y) + 4 * t * (1 - t) * bend * normalY))];
    }

    private ArrowPath Path(ArrowStyle style, IReadOnlyList<(double X, double Y)> curve, GraphNode from, GraphNode to)
    {
        var start = Enumerable.Range(0, Samples).Last(i => Inside(curve[i], from));
        var end = Enumerable.Range(0, Samples + 1).First(i => i > start && Inside(curve[i], to));
        var first = Edge(curve[start + 1], curve[start], from);
        var tip = Edge(curve[end - 1], curve[end], to);
        var line = curve.Skip(start + 1).Take(end - start - 1).Prepend(first).Where(point => Distance(point, tip) > 0.6 * HeadLength).ToList();
        var (x, y) = line[^1];
        var along = Distance((x, y), tip);
        var (unitX, unitY) = ((tip.X - x) / along, (tip.Y - y) / along);
        var neck = (X: tip.X - HeadLength * unitX, Y: tip.Y - HeadLength * unitY);
        return new(style, [.. line, (tip.X - 0.6 * HeadLength * unitX, tip.Y - 0.6 * HeadLength * unitY)],
            [tip, (neck.X - HeadWidth / 2 * unitY, neck.Y + HeadWidth / 2 * unitX), (neck.X + HeadWidth / 2 * unitY, neck.Y - HeadWidth / 2 * unitX)]);
    }

    /// <summary>Where a line from outside to inside meets the outline of a node.</summary>
    private (double X, double Y) Edge((double X, double Y) outside, (double X, double Y) inside, GraphNode node)
    {
        for (var i = 0; i < 20; i++)
        {
            var middle = ((outside.X + inside.X) / 2, (outside.Y + inside.Y) / 2);
            if (Inside(middle, node)) inside = middle;
            else outside = middle;
        }

        return outside;
    }

    /// <summary>A hair of space belongs to the node.</summary>
    private bool Inside((double X, double Y) point, GraphNode node)
    {
        const double Hair = 1.5;
        var middle = Middle(node);
        return node.Kind == NodeKind.Deterministic
            ? Math.Max(Math.Abs(point.X - middle.X), Math.Abs(point.Y - middle.Y)) < Radius - 2 + Hair
            : Distance(point, middle) < Radius + Hair;
    }

    private static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
}

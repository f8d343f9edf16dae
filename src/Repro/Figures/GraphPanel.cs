// A graph of variables: nodes on a small grid, and arrows of named styles between them.

namespace Repro.Figures;

/// <summary>A directed graph, e.g. of a model's variables.</summary>
public sealed record GraphPanel : Panel
{
    /// <summary>The variables.</summary>
    public required IReadOnlyList<GraphNode> Nodes { get; init; }

    /// <summary>Arrows from a variable to one that depends on it.</summary>
    public required IReadOnlyList<GraphArrow> Arrows { get; init; }
}

/// <summary>A variable.</summary>
/// <param name="Name">Name by which arrows refer to the node; unique in its panel.</param>
/// <param name="Label">Text within the node; short, such as "z₁".</param>
/// <param name="Column">Column from the left, counted from any number.</param>
/// <param name="Row">Row from the top, counted from any number.</param>
/// <param name="Kind">Kind of the variable, which decides the shape of the node.</param>
public sealed record GraphNode(string Name, string Label, int Column, int Row, NodeKind Kind = NodeKind.Latent);

/// <summary>What kind of variable a node is.</summary>
public enum NodeKind
{
    /// <summary>A circle.</summary>
    Latent,

    /// <summary>A grey circle.</summary>
    Observed,

    /// <summary>A box.</summary>
    Deterministic,
}

/// <summary>An arrow between two different nodes. Arrows that join the same nodes, or would cross another one, are bent.</summary>
/// <param name="From">Name of the node where it starts.</param>
/// <param name="To">Name of the node that it points to.</param>
/// <param name="Style">How the arrow looks and what it means.</param>
public sealed record GraphArrow(string From, string To, ArrowStyle Style);

/// <summary>A kind of arrow, with its entry in the legend.</summary>
/// <param name="Name">Name in the legend, e.g. "inference".</param>
/// <param name="Colour">A colour name or <c>#rrggbb</c>.</param>
/// <param name="Line">Line of the arrow; styles of different meaning should differ in it, not in colour alone.</param>
public sealed record ArrowStyle(string Name, string Colour, ArrowLine Line = ArrowLine.Solid);

/// <summary>The line of an arrow.</summary>
public enum ArrowLine
{
    /// <summary>One line.</summary>
    Solid,

    /// <summary>One line with gaps.</summary>
    Dashed,

    /// <summary>Two lines side by side.</summary>
    Double,
}

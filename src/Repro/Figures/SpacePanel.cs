// A coordinate system of three axes: points, the mesh that they lie on, their shadows on the walls, and marks with drop lines.

namespace Repro.Figures;

/// <summary>Points over three axes, seen from above and from outside, in parallel projection.</summary>
public sealed record SpacePanel : Panel
{
    /// <summary>First axis of the floor.</summary>
    public required Axis X { get; init; }

    /// <summary>Second axis of the floor.</summary>
    public required Axis Y { get; init; }

    /// <summary>The height.</summary>
    public required Axis Z { get; init; }

    /// <summary>
    /// The values shown as colours: range and label of the colour bar. Null when no value is; then there is no bar either.
    /// </summary>
    public Axis? Colour { get; init; }

    /// <summary>Points drawn in the colour of their value or in one of their own.</summary>
    public IReadOnlyList<SpacePoint> Points { get; init; } = [];

    /// <summary>A surface behind the points.</summary>
    public Mesh? Mesh { get; init; }

    /// <summary>Whether to draw every point also as a grey shadow on the floor and on both walls.</summary>
    public bool Shadows { get; init; }

    /// <summary>Symbols over chosen points, each kind with its entry in the legend.</summary>
    public IReadOnlyList<SpaceMarks> Marks { get; init; } = [];
}

/// <summary>A point in space and its value.</summary>
/// <param name="X">Place along the first axis.</param>
/// <param name="Y">Place along the second axis.</param>
/// <param name="Z">Height of the point.</param>
/// <param name="Value">The value that is shown as colour; NaN draws an empty grey ring when the panel has a colour axis.</param>
/// <param name="Colour">The point's own colour instead of its value's: a colour name or <c>#rrggbb</c>.</param>
public sealed record SpacePoint(double X, double Y, double Z, double Value = double.NaN, string? Colour = null)
{
    /// <summary>What the point was measured on; null when it comes from no model.</summary>
    public Origin? Origin { get; init; }
}

/// <summary>A surface through a grid of points; a point with a NaN is a hole.</summary>
/// <param name="Rows">Rows of equally many points; neighbours in a row and in a column are joined.</param>
public sealed record Mesh(IReadOnlyList<IReadOnlyList<(double X, double Y, double Z)>> Rows);

/// <summary>Symbols of one kind over points in space.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Colour">A colour name or <c>#rrggbb</c>.</param>
/// <param name="Points">Places of the symbols.</param>
/// <param name="Symbol">Shape of the symbols.</param>
/// <param name="DropLines">Whether to draw dashed lines from each point to the floor and to both walls.</param>
public sealed record SpaceMarks(
    string Name, string Colour, IReadOnlyList<(double X, double Y, double Z)> Points, MarkSymbol Symbol = MarkSymbol.Ring,
        bool DropLines = false);

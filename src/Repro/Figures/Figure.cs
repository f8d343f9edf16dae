// A figure as data: panels of points and marks, with labels, units and a caption. How it is drawn is decided elsewhere.

namespace Repro.Figures;

/// <summary>A figure of one or more panels.</summary>
public sealed record Figure
{
    /// <summary>Stem of the figure's files, e.g. <c>Xiao23.Figure8</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line above the panels.</summary>
    public required string Title { get; init; }

    /// <summary>What is seen, with data set, preset, seeds, commit; below the panels and beside the files.</summary>
    public required string Caption { get; init; }

    /// <summary>A line that must not be overlooked, drawn in red above the panels, e.g. that the data are a stand-in.</summary>
    public string? Warning { get; init; }

    /// <summary>Row by row, from the left.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>Panels in a row.</summary>
    public int PanelsPerRow { get; init; } = 3;
}

/// <summary>One coordinate system: points coloured by value, and marks over them.</summary>
public sealed record Panel
{
    /// <summary>Above the panel.</summary>
    public required string Title { get; init; }

    /// <summary>Horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>Vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The coloured values: range and label of the colour bar.</summary>
    public required Axis Colour { get; init; }

    /// <summary>Points drawn in the colour of their value.</summary>
    public IReadOnlyList<ColouredPoint> Points { get; init; } = [];

    /// <summary>Draws the points as adjoining cells of a grid (a heat map) instead of as dots.</summary>
    public bool AsCells { get; init; }

    /// <summary>Rings around chosen points, each kind with its entry in the legend.</summary>
    public IReadOnlyList<MarkSeries> Marks { get; init; } = [];

    /// <summary>Lines over the points, e.g. a theoretical bound, each with its entry in the legend.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>Values c for which the line x + y = c is drawn, grey and dashed, labelled with c.</summary>
    public IReadOnlyList<double> EqualSums { get; init; } = [];

    /// <summary>What the <see cref="EqualSums"/> lines mean, for the legend.</summary>
    public string? EqualSumsName { get; init; }
}

/// <summary>An axis or colour bar.</summary>
/// <param name="Label">With the unit in brackets, e.g. "R(z2) [nats]".</param>
/// <param name="Logarithmic">Base 10.</param>
public sealed record Axis(string Label, bool Logarithmic = false);

/// <summary>A point and its value.</summary>
/// <param name="X">Horizontal.</param>
/// <param name="Y">Vertical.</param>
/// <param name="Value">Shown as colour; NaN draws an empty grey ring.</param>
public sealed record ColouredPoint(double X, double Y, double Value);

/// <summary>A line through points in the order given; a NaN breaks it.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Colour">A colour name or <c>#rrggbb</c>.</param>
/// <param name="Points">From the first to the last.</param>
/// <param name="Dashed">Instead of solid.</param>
public sealed record Curve(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points, bool Dashed = false);

/// <summary>Rings of one colour around points.</summary>
/// <param name="Name">For the legend, e.g. "beta-VAE".</param>
/// <param name="Colour">A colour name or <c>#rrggbb</c>.</param>
/// <param name="Points">Where.</param>
public sealed record MarkSeries(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points);

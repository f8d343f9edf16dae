// A figure as data: panels with labels, units and a caption. How it is drawn is decided elsewhere.

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

    /// <summary>Row by row, from the left; with <see cref="Blocks"/>, block by block.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>Panels in a row, in columns of equal frames.</summary>
    public int PanelsPerRow { get; init; } = 3;

    /// <summary>
    /// Instead of <see cref="PanelsPerRow"/>: blocks of panels side by side, each as the numbers of panels in its rows. E.g.
    /// <c>[[1], [2, 3]]</c> is one panel at the left, and at its right two panels above three. A block lower than the others grows to their height.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>>? Blocks { get; init; }
}

/// <summary>One part of a figure: a coordinate system, a grid of images, or a graph.</summary>
public abstract record Panel
{
    private protected Panel()
    {
    }

    /// <summary>Above the panel.</summary>
    public required string Title { get; init; }
}

/// <summary>An axis or colour bar.</summary>
/// <param name="Label">With the unit in brackets, e.g. "R(z2) [nats]".</param>
/// <param name="Logarithmic">Base 10.</param>
public sealed record Axis(string Label, bool Logarithmic = false);

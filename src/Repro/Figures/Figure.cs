// A figure as data: panels with labels, units and a caption. Other files decide how it is drawn.

namespace Repro.Figures;

/// <summary>A figure of one or more panels.</summary>
public sealed record Figure
{
    /// <summary>Stem of the names of the figure's files, e.g. <c>Xiao23.Figure8</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Title above the panels.</summary>
    public required string Title { get; init; }

    /// <summary>What the figure shows, with data set, preset, seeds and commit; it is drawn below the panels.</summary>
    public required string Caption { get; init; }

    /// <summary>What must not be overlooked, drawn as a red table above the panels, e.g. that the images are a stand-in.</summary>
    public IReadOnlyList<FigureWarning> Warnings { get; init; } = [];

    /// <summary>The <see cref="Warnings"/> as one line of text; null when there are none.</summary>
    public string? Warning =>
        Warnings.Count == 0 ? null : string.Join("; ", Warnings.Select(warning => $"{warning.Subject}: {warning.What}"));

    /// <summary>Panels row by row from the left, or block by block with <see cref="Blocks"/>.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>Number of panels in a row, in columns of equal frames.</summary>
    public int PanelsPerRow { get; init; } = 3;

    /// <summary>
    /// Replaces <see cref="PanelsPerRow"/> by blocks of panels side by side, each as the numbers of panels in its rows. E.g. <c>[[1], [2,
    /// 3]]</c> is one panel at the left, and at its right two panels above three. A block lower than the others grows to their height.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>>? Blocks { get; init; }
}

/// <summary>One part of a figure: a coordinate system, a grid of images, or a graph.</summary>
public abstract record Panel
{
    private protected Panel()
    {
    }

    /// <summary>Title above the panel.</summary>
    public required string Title { get; init; }
}

/// <summary>A warning.</summary>
/// <param name="Subject">Name of the data sets or models that it is about.</param>
/// <param name="What">What a reader must know of them.</param>
public sealed record FigureWarning(string Subject, string What);

/// <summary>
/// An axis or colour bar. Colour bars of a figure whose axes are equal share one range, so that their colours can be compared.
/// </summary>
/// <param name="Label">Name of the quantity with its unit in brackets, e.g. "R(z₂) [nats]".</param>
/// <param name="Logarithmic">Whether the axis is logarithmic, to base 10.</param>
public sealed record Axis(string Label, bool Logarithmic = false)
{
    /// <summary>
    /// The least and the greatest value that the quantity can have, e.g. (0, 1) for an accuracy: the axis stays within this range.
    /// </summary>
    public (double Low, double High)? Within { get; init; }
}

/// <summary>What a point was measured on, as names and values, e.g. the betas, the seed and the job: columns of the figure's CSV.</summary>
/// <param name="Facts">Names and values; each name occurs once.</param>
public sealed record Origin(params IReadOnlyList<(string Name, string Value)> Facts);

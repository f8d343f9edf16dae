// A coordinate system of two axes: points whose colour or size is a value, lines and marks over them, and the shapes that these have.

namespace Repro.Figures;

/// <summary>Points, marks and curves over two axes.</summary>
public sealed record PlanePanel : Panel
{
    /// <summary>Horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>Vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>
    /// The values shown as colours: range and label of the colour bar. Null when no value is; then there is no bar either.
    /// </summary>
    public Axis? Colour { get; init; }

    /// <summary>Points drawn in the colour of their value or in one of their own.</summary>
    public IReadOnlyList<ColouredPoint> Points { get; init; } = [];

    /// <summary>How the points look.</summary>
    public PointStyle Style { get; init; } = PointStyle.Dots;

    /// <summary>Symbols over chosen points, each kind with its entry in the legend.</summary>
    public IReadOnlyList<MarkSeries> Marks { get; init; } = [];

    /// <summary>Lines over the points, e.g. a theoretical bound, each with its entry in the legend.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>What error bars mean, for the legend.</summary>
    public string ErrorName { get; init; } = "± standard error";

    /// <summary>Values c for which the line x + y = c is drawn, grey and dashed, labelled with c.</summary>
    public IReadOnlyList<double> EqualSums { get; init; } = [];

    /// <summary>What the <see cref="EqualSums"/> lines mean, for the legend.</summary>
    public string? EqualSumsName { get; init; }
}

/// <summary>A point and its value.</summary>
/// <param name="X">Place along the horizontal axis.</param>
/// <param name="Y">Place along the vertical axis.</param>
/// <param name="Value">
/// The value, which is shown as colour, as size, or not at all; where it should be shown, NaN draws an empty grey ring.
/// </param>
/// <param name="Colour">The point's own colour instead of its value's: a colour name or <c>#rrggbb</c>.</param>
public sealed record ColouredPoint(double X, double Y, double Value = double.NaN, string? Colour = null)
{
    /// <summary>Half the length of the error bars along both axes; NaN draws none.</summary>
    public (double X, double Y) Error { get; init; } = (double.NaN, double.NaN);

    /// <summary>Whether the point has an error bar.</summary>
    internal bool HasError => !double.IsNaN(Error.X) || !double.IsNaN(Error.Y);

    /// <summary>What the point was measured on; null when it comes from no model.</summary>
    public Origin? Origin { get; init; }
}

/// <summary>
/// A line through points in the order given; a NaN breaks it. Curves of different meaning should differ in line and symbol, not in colour
/// alone.
/// </summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Colour">A colour name or <c>#rrggbb</c>.</param>
/// <param name="Points">Points of the line from the first to the last.</param>
/// <param name="Line">Pattern of the line.</param>
public sealed record Curve(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points, CurveLine Line = CurveLine.Solid)
{
    /// <summary>Symbol at every point; null for none.</summary>
    public MarkSymbol? Symbol { get; init; }

    /// <summary>Short texts within the symbols, one for each point; or none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Half the lengths of error bars along the vertical axis, one for each point; or none.</summary>
    public IReadOnlyList<double> Errors { get; init; } = [];

    /// <summary>What the points were measured on, one for each point; or none.</summary>
    public IReadOnlyList<Origin> Origins { get; init; } = [];
}

/// <summary>The pattern of a line.</summary>
public enum CurveLine
{
    /// <summary>Without gaps.</summary>
    Solid,

    /// <summary>Dashes.</summary>
    Dashed,

    /// <summary>Dots.</summary>
    Dotted,
}

/// <summary>Symbols of one kind over points.</summary>
/// <param name="Name">Name in the legend, e.g. "beta-VAE".</param>
/// <param name="Colour">A colour name or <c>#rrggbb</c>.</param>
/// <param name="Points">Places of the symbols.</param>
/// <param name="Symbol">A ring leaves the point within to be seen; the others cover it.</param>
public sealed record MarkSeries(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points, MarkSymbol Symbol = MarkSymbol.Ring)
{
    /// <summary>Short texts within the symbols, one for each point, such as "1", "2", "3"; or none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What the points were measured on, one for each point; or none.</summary>
    public IReadOnlyList<Origin> Origins { get; init; } = [];
}

/// <summary>How the points of a plane panel look. A point without own colour and without a colour axis is dark grey.</summary>
public abstract record PointStyle
{
    private PointStyle()
    {
    }

    /// <summary>Filled circles with a thin dark outline.</summary>
    public static PointStyle Dots { get; } = new Filled();

    /// <summary>Open circles in the point's colour.</summary>
    public static PointStyle Rings { get; } = new Open();

    /// <summary>Adjoining rectangles of a grid: a heat map.</summary>
    public static PointStyle Cells { get; } = new Adjoining();

    /// <summary>
    /// Filled circles whose area grows linearly along the axis of the value, from a small one at the least value; the sizes have a key
    /// beside the panel.
    /// </summary>
    /// <param name="Size">Label and scale of the key. There is no key when a colour bar shows the same values.</param>
    public sealed record Sized(Axis Size) : PointStyle;

    private sealed record Filled : PointStyle;

    private sealed record Open : PointStyle;

    private sealed record Adjoining : PointStyle;
}

/// <summary>The symbol of a mark. Marks of different meaning should differ in it, not in colour alone.</summary>
public enum MarkSymbol
{
    /// <summary>An open circle around the point; every name has its own radius.</summary>
    Ring,

    /// <summary>A filled circle.</summary>
    Dot,

    /// <summary>A filled triangle.</summary>
    Triangle,

    /// <summary>A filled pentagon.</summary>
    Pentagon,

    /// <summary>A filled square standing on a corner.</summary>
    Diamond,

    /// <summary>A filled square.</summary>
    Square,
}

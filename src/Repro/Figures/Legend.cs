// The one legend of a figure: every kind of symbol, line and node once, in the order of appearance.

namespace Repro.Figures;

/// <summary>An entry of the legend.</summary>
/// <param name="Name">Text of the entry.</param>
/// <param name="Order">Group of the entry: symbols (0) come first, then lines (1), then the rest (2).</param>
/// <param name="Look">What the sign shows; entries of equal name and look are one entry.</param>
/// <param name="Sign">Draws the sign with the middle of its left end at a place.</param>
internal sealed record LegendEntry(string Name, int Order, object Look, Action<Pen, double, double> Sign)
{
    private const double Middle = 15, Dot = 3, LineLength = 29;

    /// <summary>The entry of points whose value cannot be shown.</summary>
    public static LegendEntry NoValue { get; } =
        new("no value", 2, "no value", (pen, x, y) => pen.Ring(x + Middle, y, 4, Colours.NoValue, 1));

    public static LegendEntry Shadow { get; } =
        new("projection onto a wall", 2, "shadow", (pen, x, y) => pen.Disc(x + Middle, y, Dot, Colours.Shadow));

    public static LegendEntry Error(string name) =>
        new(name, 2, "error", (pen, x, y) => PlaneDrawing.ErrorBar(pen, (x + Middle, y - 8), (x + Middle, y + 8), Colours.Grey));

    public static LegendEntry Observed { get; } = new("observed", 2, NodeKind.Observed, (pen, x, y) =>
    {
        pen.Disc(x + Middle, y, 8, Colours.Ink);
        pen.Disc(x + Middle, y, 7, Colours.Observed);
    });

    public static LegendEntry Deterministic { get; } = new("deterministic", 2, NodeKind.Deterministic, (pen, x, y) =>
        pen.Polygon(
            [(x + Middle - 7, y - 7), (x + Middle + 7, y - 7), (x + Middle + 7, y + 7), (x + Middle - 7, y + 7)], Colours.White,
            Colours.Ink, 1.2));

    public static LegendEntry EqualSums(string name) =>
        new(name, 1, CurveLine.Dashed, (pen, x, y) => pen.Line([(x + 1, y), (x + LineLength, y)], Colours.EqualSum, 1, CurveLine.Dashed));

    public static LegendEntry Of(Curve curve)
    {
        var colour = Colours.Of(curve.Colour);
        return new(curve.Name, 1, (curve.Line, curve.Symbol, colour), (pen, x, y) =>
        {
            pen.Line([(x + 1, y), (x + LineLength, y)], colour, 1.6, curve.Line);
            if (curve.Symbol is { } symbol) pen.Symbol(symbol, x + Middle, y, 4.5, colour);
        });
    }

    public static LegendEntry Of(ArrowStyle style)
    {
        var colour = Colours.Of(style.Colour);
        return new(style.Name, 1, style, (pen, x, y) =>
        {
            GraphDrawing.Line(pen, [(x + 1, y), (x + 20, y)], style.Line, colour);
            pen.Polygon([(x + LineLength, y), (x + 18, y - 4.5), (x + 18, y + 4.5)], colour);
        });
    }

    /// <summary>Returns the entry of marks. The gap between a dot and the ring around it tells rings of different names apart.</summary>
    public static LegendEntry Of(string name, string colour, MarkSymbol symbol, Func<string, double> gap)
    {
        var ink = Colours.Of(colour);
        return new(name, 0, symbol, (pen, x, y) =>
        {
            if (symbol == MarkSymbol.Ring) pen.Disc(x + Middle, y, Dot, Colours.Shadow);
            pen.Symbol(symbol, x + Middle, y, symbol == MarkSymbol.Ring ? Dot + gap(name) : 5, ink);
        });
    }
}

internal sealed class Legend
{
    private readonly List<string> rings = [];

    public Legend(IEnumerable<Drawing> drawings)
    {
        var all = drawings.SelectMany(drawing => drawing.LegendEntries(RingGap)).DistinctBy(entry => (entry.Look, entry.Name));
        Entries = [.. all.OrderBy(entry => entry.Order)];
        rings.AddRange(Entries.Where(entry => entry.Look is MarkSymbol.Ring).Select(entry => entry.Name));
    }

    public IReadOnlyList<LegendEntry> Entries { get; }

    /// <summary>
    /// Returns by how many pixels the ring of a mark is larger in radius than the dot within. It differs for every name, so that all rings
    /// of a point are visible.
    /// </summary>
    public double RingGap(string mark) => 2.2 + rings.IndexOf(mark) * Math.Min(2.8, 9.0 / Math.Max(1, rings.Count - 1));
}

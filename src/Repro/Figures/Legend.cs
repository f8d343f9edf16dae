// The one legend of a figure: every kind of symbol, line and node once, in the order of appearance, with the ring's size.

namespace Repro.Figures;

/// <summary>What stands before a name in the legend; symbols come first, then lines, then the rest.</summary>
internal enum LegendSign
{
    Ring = MarkSymbol.Ring,
    Dot = MarkSymbol.Dot,
    Triangle = MarkSymbol.Triangle,
    Pentagon = MarkSymbol.Pentagon,
    Diamond = MarkSymbol.Diamond,
    Square = MarkSymbol.Square,
    Cross = MarkSymbol.Cross,
    Solid,
    Dashed,
    SolidArrow,
    DashedArrow,
    DoubleArrow,
    Observed,
    Deterministic,
    Shadow,
    Empty,
}

/// <summary>An entry of the legend.</summary>
internal sealed record LegendEntry(LegendSign Sign, string Name, string Colour);

internal sealed class Legend
{
    public const string EqualSumColour = "#808080", EmptyColour = "#9a9a9a", ShadowColour = "#cccccc";

    private readonly List<string> rings;

    private Legend(IReadOnlyList<LegendEntry> entries)
    {
        Entries = entries;
        rings = [.. entries.Where(entry => entry.Sign == LegendSign.Ring).Select(entry => entry.Name)];
    }

    /// <summary>A point whose value cannot be shown.</summary>
    public static LegendEntry NoValue { get; } = new(LegendSign.Empty, "no value", EmptyColour);

    public IReadOnlyList<LegendEntry> Entries { get; }

    public static Legend Of(IEnumerable<Drawing> drawings) =>
        new([.. drawings.SelectMany(drawing => drawing.LegendEntries)
            .DistinctBy(entry => (entry.Sign, entry.Name))
            .OrderBy(entry => entry.Sign switch { <= LegendSign.Cross => 0, <= LegendSign.DoubleArrow => 1, _ => (int)entry.Sign })]);

    public static LegendSign SignOf(MarkSymbol symbol) => (LegendSign)symbol;

    /// <summary>How many pixels the ring of a mark is greater in radius than the dot within; different for every name, so that all the rings of a point are seen.</summary>
    public double RingGap(string mark) => 2.2 + rings.IndexOf(mark) * Math.Min(2.8, 9.0 / Math.Max(1, rings.Count - 1));
}

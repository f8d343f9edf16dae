// The one legend of a figure: every kind of ring and line once, in the order of appearance, with the ring's size.

namespace Repro.Figures;

/// <summary>What stands before a name in the legend.</summary>
internal enum LegendSign
{
    Ring,
    Empty,
    Solid,
    Dashed,
}

/// <summary>An entry of the legend.</summary>
internal sealed record LegendEntry(LegendSign Sign, string Name, string Colour);

internal sealed class Legend
{
    public const string EqualSumColour = "#808080", EmptyColour = "#9a9a9a";

    private const string EmptyName = "no value";

    private readonly List<string> rings;

    private Legend(IReadOnlyList<LegendEntry> entries)
    {
        Entries = entries;
        rings = [.. entries.Where(entry => entry.Sign == LegendSign.Ring).Select(entry => entry.Name)];
    }

    public IReadOnlyList<LegendEntry> Entries { get; }

    public static Legend Of(IReadOnlyList<PanelData> panels)
    {
        var marks = panels.SelectMany(data => data.Panel.Marks).Select(series => new LegendEntry(LegendSign.Ring, series.Name, GnuplotText.Colour(series.Colour)));
        var curves = panels.SelectMany(data => data.Panel.Curves)
            .Select(curve => new LegendEntry(curve.Dashed ? LegendSign.Dashed : LegendSign.Solid, curve.Name, GnuplotText.Colour(curve.Colour)));
        var sums = panels.Where(data => data.Panel.EqualSums.Count > 0 && data.Panel.EqualSumsName is not null)
            .Select(data => new LegendEntry(LegendSign.Dashed, data.Panel.EqualSumsName!, EqualSumColour));
        var empty = panels.Where(data => data.Empty.Count > 0).Select(_ => new LegendEntry(LegendSign.Empty, EmptyName, EmptyColour));
        return new Legend([.. marks.Concat(curves).Concat(sums).Concat(empty).DistinctBy(entry => (entry.Sign, entry.Name))]);
    }

    /// <summary>How many pixels the ring of a mark is greater in radius than the dot within; different for every name, so that all the rings of a point are seen.</summary>
    public double RingGap(string mark) => 2.2 + rings.IndexOf(mark) * Math.Min(2.8, 9.0 / Math.Max(1, rings.Count - 1));
}

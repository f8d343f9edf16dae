// Tells beside a panel which value has which size of dot.

using System.Text;
using static Repro.Figures.GnuplotText;

namespace Repro.Figures;

/// <summary>The sizes of the dots of one panel.</summary>
/// <param name="Scale">Of the values.</param>
/// <param name="Largest">Radius at the high end in pixels.</param>
internal sealed record SizeKey(Scale Scale, double Largest)
{
    /// <summary>Share of the greatest area that the least value has, so that it is still seen.</summary>
    private const double Least = 0.04;

    /// <summary>So large that the dots of a regular grid do not quite touch.</summary>
    public static SizeKey For(Scale scale, Slot slot, int points) =>
        new(scale, Math.Clamp(0.46 * Math.Sqrt(slot.Width * slot.Height / Math.Max(1, points)), 2.5, 14));

    public static IReadOnlyList<Tick> TicksOf(Scale scale) => [.. Ticks.For(scale, most: 5).Where(tick => tick.Label is not null)];

    /// <summary>Radius in pixels.</summary>
    public double Radius(double value) => Largest * Math.Sqrt(Least + (1 - Least) * Math.Clamp(Scale.Fraction(value), 0, 1));

    /// <summary>A column of dots at the right of the frame, the greatest above, each with its value.</summary>
    public void Append(StringBuilder script, Slot slot, string colour, GnuplotCanvas canvas)
    {
        var ticks = TicksOf(Scale);
        var step = Math.Max(2 * Largest + 4, 20);
        for (var i = 0; i < ticks.Count; i++)
        {
            var y = slot.MiddleY + ((ticks.Count - 1) / 2.0 - i) * step;
            script.AppendLine(canvas.Point(canvas.Disc(Radius(ticks[i].Value)), slot.Right + ColourBar.Gap + ColourBar.Width / 2, y, Colour(colour)));
            script.AppendLine(canvas.Label(new PlacedText(ticks[i].Label!, slot.Right + ColourBar.Gap + ColourBar.Width + 9, y, PlacedText.TickSize, "left", Colour: PlacedText.Grey)));
        }
    }
}

// The bar at the right of a panel that tells which value has which colour.

using System.Text;
using static Repro.Figures.GnuplotText;

namespace Repro.Figures;

internal static class ColourBar
{
    /// <summary>Room for the bar with ticks and label at the right of the frame; its distance from the frame, and its width.</summary>
    public const double Room = 98, Gap = 12, Width = 13;

    /// <summary>Writes the bar, or that there is none.</summary>
    public static void Append(StringBuilder script, Scale? scale, Slot slot, GnuplotCanvas canvas)
    {
        if (scale is null)
        {
            script.AppendLine("unset colorbox");
            return;
        }

        script.AppendLine(Viridis.Palette);
        script.AppendLine($"{(scale.Logarithmic ? "set" : "unset")} logscale cb");
        script.AppendLine($"set cbrange [{Number(scale.Low)}:{Number(scale.High)}]");
        script.AppendLine(
            $"set colorbox vertical user origin {canvas.At(slot.Right + Gap, slot.Bottom)} " +
            $"size screen {Length(Width / canvas.Width)},{Length(slot.Height / canvas.Height)} noborder");
        script.AppendLine(canvas.TickList("cb", TicksOf(scale)));
    }

    /// <summary>The label of the bar, or of another key in its place.</summary>
    public static PlacedText Label(string label, IReadOnlyList<Tick> ticks, Slot slot)
    {
        const double TickLength = 12, Apart = 6, HalfLetter = 9;
        var beside = Math.Min(Gap + Width + TickLength + Ticks.Widest(ticks) + Apart + HalfLetter, Room - HalfLetter);
        return new PlacedText(label, slot.Right + beside, slot.MiddleY, PlacedText.LabelSize, Angle: 90).Within(slot.Height + 60);
    }

    public static IReadOnlyList<Tick> TicksOf(Scale scale) => Ticks.For(scale, most: 8);
}

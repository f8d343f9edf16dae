// The colour map of every picture: viridis (Smith and van der Walt, matplotlib 1.5), even to the eye and readable by the colour-blind.

using System.Globalization;

namespace Repro.Figures;

internal static class Viridis
{
    /// <summary>Ten evenly spaced colours of the map, from its low end; between them colours are interpolated.</summary>
    private static readonly int[] Stops =
        [0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725];

    /// <summary>The map as gnuplot's palette.</summary>
    public static string Palette =>
        $"set palette defined ({string.Join(", ", Stops.Select((stop, index) => $"{index} '#{stop.ToString("x6", CultureInfo.InvariantCulture)}'"))})";

    /// <summary>The colour, as 0xRRGGBB, at <paramref name="fraction"/> of the map; outside [0, 1] the nearer end.</summary>
    public static int At(double fraction)
    {
        var place = Math.Clamp(fraction, 0, 1) * (Stops.Length - 1);
        var below = Math.Min((int)place, Stops.Length - 2);
        return Mix(16) << 16 | Mix(8) << 8 | Mix(0);

        int Mix(int shift)
        {
            var (low, high) = (Stops[below] >> shift & 255, Stops[below + 1] >> shift & 255);
            return (int)Math.Round(low + (place - below) * (high - low));
        }
    }
}

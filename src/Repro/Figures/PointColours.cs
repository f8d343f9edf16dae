// The colour of a point: its own, or that of its value on the colour map, or dark grey where colour means nothing.

using System.Globalization;

namespace Repro.Figures;

internal static class PointColours
{
    private const int Plain = 0x404040;

    /// <summary>The scale of the values that are shown as colours; null when there are none.</summary>
    public static Scale? Scale(Axis? axis, IEnumerable<(double Value, string? Own)> points)
    {
        if (axis is null) return null;
        var values = points.Where(point => point.Own is null).Select(point => point.Value).ToList();
        return values.Count == 0 ? null : Figures.Scale.Around(values, axis.Logarithmic, 0);
    }

    /// <summary>Whether white letters are read more easily on a colour than black ones.</summary>
    public static bool IsDark(string colour)
    {
        var rgb = Rgb(0, colour, null);
        return 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255) < 128;
    }

    /// <summary>0xRRGGBB.</summary>
    /// <exception cref="ArgumentException">The point's own colour is none.</exception>
    public static int Rgb(double value, string? own, Scale? scale) =>
        own is not null ? int.Parse(GnuplotText.Colour(own).AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : scale is not null ? Viridis.At(scale.Fraction(value))
        : Plain;
}

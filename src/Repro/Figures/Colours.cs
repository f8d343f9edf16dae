// Colours of ink, of values and of names.

using System.Drawing;
using SkiaSharp;

namespace Repro.Figures;

internal static class Colours
{
    public static readonly SKColor Ink = new(0xFF1A1A1A), Grey = new(0xFF4D4D4D), Outline = new(0xFF404040), Grid = new(0xFFE4E4E4),
        White = SKColors.White,
        EqualSum = new(0xFF808080), NoValue = new(0xFF9A9A9A), Shadow = new(0xFFCCCCCC), Warning = new(0xFFC00000),
            WarningFill = new(0xFFFDEAEA), Observed = new(0xFFD4D4D4);

    /// <summary>The colour map of values. Viridis is perceptually uniform, and colour-blind people can read it.</summary>
    public static ScottPlot.IColormap Map { get; } = new ScottPlot.Colormaps.Viridis();

    /// <summary>Returns the colour of a CSS name or of <c>#rrggbb</c>.</summary>
    /// <exception cref="ArgumentException">There is no such colour.</exception>
    public static SKColor Of(string colour)
    {
        if (colour.Length == 7 && colour[0] == '#' && SKColor.TryParse(colour, out var parsed)) return parsed;
        var known = Color.FromName(colour);
        if (!known.IsKnownColor || known.IsSystemColor)
            throw new ArgumentException(
                $"There is no colour \"{colour}\"; give a CSS colour name such as \"red\" or a value such as \"#cc0000\".", nameof(colour));
        return new SKColor(known.R, known.G, known.B);
    }

    /// <summary>
    /// Returns the colour of a point: its own, or that of its value on the colour map, or dark grey where colour means nothing.
    /// </summary>
    public static SKColor Of(double value, string? own, Scale? scale) =>
        own is not null ? Of(own)
        : scale is not null ? Map.GetColor(Math.Clamp(scale.Fraction(value), 0, 1)).ToSKColor()
        : Outline;

    /// <summary>Whether white letters are read more easily on a colour than black ones.</summary>
    public static bool IsDark(SKColor colour) => 0.299 * colour.Red + 0.587 * colour.Green + 0.114 * colour.Blue < 128;
}

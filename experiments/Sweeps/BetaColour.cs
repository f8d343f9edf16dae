// The colour code of Xiao23 Figure 1: the direction of (ln beta2, ln beta1) is the hue, the distance from (1, 1) the saturation.

using Experiments.Presets;

namespace Experiments.Sweeps;

/// <summary>hue = atan2(ln β₁, ln β₂)/2π + ½, saturation = |(ln β₂, ln β₁)| / (√2 ln 12), value 0.8 (Xiao23's public code).</summary>
public static class BetaColour
{
    private const double Value = 0.8;

    /// <summary><c>#rrggbb</c>.</summary>
    public static string Of(Betas betas)
    {
        var (x, y) = (Math.Log(betas.Beta2), Math.Log(betas.Beta1));
        var hue = (Math.Atan2(y, x) / (2 * Math.PI)) + 0.5;
        var saturation = Math.Min(1, Math.Sqrt((x * x) + (y * y)) / (Math.Sqrt(2) * Math.Log(12)));
        return $"#{Channel(5):x2}{Channel(3):x2}{Channel(1):x2}";

        // Hue, saturation and value to red (5), green (3) and blue (1), each 0 … 255.
        int Channel(int offset)
        {
            var sector = (offset + (hue * 6)) % 6;
            var amount = Math.Clamp(Math.Min(sector, 4 - sector), 0, 1);
            return (int)Math.Round(255 * Value * (1 - (saturation * amount)));
        }
    }
}

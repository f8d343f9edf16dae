// The range of an axis or colour bar, linear or logarithmic, and where a value lies in it.

namespace Repro.Figures;

/// <param name="Low">Lower end; greater than 0 when logarithmic.</param>
/// <param name="High">Upper end, greater than <paramref name="Low"/>.</param>
/// <param name="Logarithmic">Base 10.</param>
internal sealed record Scale(double Low, double High, bool Logarithmic)
{
    /// <summary>Beyond these magnitudes differences overflow or underflow.</summary>
    private const double Largest = 1e300, Smallest = 1e-300;

    /// <summary>Whether <paramref name="value"/> has a place on an axis.</summary>
    public static bool Holds(double value, bool logarithmic) =>
        double.IsFinite(value) && Math.Abs(value) <= Largest && (!logarithmic || value >= Smallest);

    /// <summary>
    /// Covers <paramref name="values"/> and <paramref name="padding"/> of their range on each side, within the range that the axis allows;
    /// equal values stand in the middle of some range, or within the whole of the allowed one. A unit range when there are no values.
    /// </summary>
    public static Scale Around(IEnumerable<double> values, Axis axis, double padding)
    {
        var scale = Around(values, axis.Logarithmic, padding, out var isPoint);
        if (axis.Within is not { } within) return scale;
        if (isPoint && scale.Low < within.High && scale.High > within.Low) return new Scale(within.Low, within.High, axis.Logarithmic);
        var (low, high) = (Math.Max(scale.Low, within.Low), Math.Min(scale.High, within.High));
        return low < high ? scale with { Low = low, High = high } : scale;
    }

    private static Scale Around(IEnumerable<double> values, bool logarithmic, double padding, out bool isPoint)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        isPoint = true;
        if (low > high) return logarithmic ? new Scale(0.1, 1, true) : new Scale(0, 1, false);

        if (logarithmic)
        {
            isPoint = high / low < 1 + 1e-6;
            if (isPoint) return new Scale(low / 1.5, high * 1.5, true);
            var factor = Math.Pow(10, padding * (Math.Log10(high) - Math.Log10(low)));
            return new Scale(low / factor, high * factor, true);
        }

        var magnitude = Math.Max(Math.Abs(low), Math.Abs(high));
        var span = high - low;
        isPoint = span <= Math.Max(1e-9 * magnitude, Smallest);
        if (isPoint)
        {
            var room = magnitude > 1e3 * Smallest ? 0.05 * magnitude : 0.5;
            return new Scale(low - room, high + room, false);
        }

        return new Scale(low - padding * span, high + padding * span, false);
    }

    /// <summary>0 at <see cref="Low"/>, 1 at <see cref="High"/>.</summary>
    public double Fraction(double value) => Logarithmic
        ? (Math.Log10(value) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
        : (value - Low) / (High - Low);

    /// <summary>The value at a fraction: the inverse of <see cref="Fraction"/>.</summary>
    public double Value(double fraction) => Logarithmic
        ? Math.Pow(10, Math.Log10(Low) + fraction * (Math.Log10(High) - Math.Log10(Low)))
        : Low + fraction * (High - Low);
}

// The range of an axis or colour bar, linear or logarithmic, where a value is in it, and few, round and readable ticks on it.

namespace Repro.Figures;

/// <param name="Low">Lower end; greater than 0 when logarithmic.</param>
/// <param name="High">Upper end, greater than <paramref name="Low"/>.</param>
/// <param name="Logarithmic">Whether the scale is logarithmic, to base 10.</param>
internal sealed record Scale(double Low, double High, bool Logarithmic)
{
    /// <summary>Largest and smallest magnitude on a scale; beyond them differences overflow or underflow.</summary>
    private const double Largest = 1e300, Smallest = 1e-300;

    /// <summary>Whether <paramref name="value"/> has a place on an axis.</summary>
    public static bool Holds(double value, bool logarithmic) =>
        double.IsFinite(value) && Math.Abs(value) <= Largest && (!logarithmic || value >= Smallest);

    /// <summary>
    /// Returns the scale that covers <paramref name="values"/> and <paramref name="padding"/> of their range on each side, within the range
    /// that the axis allows. Equal values are in the middle of some range, or within the whole of the allowed one. Without values it is a
    /// unit range.
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

    /// <summary>Returns the fraction of a value: 0 at <see cref="Low"/>, 1 at <see cref="High"/>.</summary>
    public double Fraction(double value) => Logarithmic
        ? (Math.Log10(value) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
        : (value - Low) / (High - Low);

    /// <summary>Returns the value at a fraction: the inverse of <see cref="Fraction"/>.</summary>
    public double Value(double fraction) => Logarithmic
        ? Math.Pow(10, Math.Log10(Low) + fraction * (Math.Log10(High) - Math.Log10(Low)))
        : Low + fraction * (High - Low);
}

/// <summary>A tick mark; without a label it is a minor one.</summary>
internal sealed record Tick(double Value, string? Label);

internal static class Ticks
{
    private static readonly int[][] Mantissas = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]];

    /// <summary>Returns ticks within <paramref name="scale"/>, of which at most <paramref name="most"/> (at least 3) have labels.</summary>
    public static IReadOnlyList<Tick> For(Scale scale, int most) =>
        scale.Logarithmic ? Logarithmic(scale, most) ?? Linear(scale, most) : Linear(scale, most);

    private static List<Tick> Linear(Scale scale, int most)
    {
        var step = RoundStep((scale.High - scale.Low) / most);
        while (Count(step) > most) step = RoundStep(step * 1.01);
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        if (Math.Abs(step * Math.Pow(10, decimals) - Math.Round(step * Math.Pow(10, decimals))) > 1e-6) decimals++;
        var first = Math.Ceiling(scale.Low / step - 1e-9);
        return [.. Enumerable.Range(0, Count(step)).Select(i => (first + i) * step)
            .Select(value => new Tick(value, Text(value, decimals)))];

        int Count(double width) => (int)(Math.Floor(scale.High / width + 1e-9) - Math.Ceiling(scale.Low / width - 1e-9)) + 1;
    }

    /// <summary>
    /// Returns powers of ten, with 2 and 5, 3, or all digits between them where there is room; null when the scale is too short for two of
    /// them.
    /// </summary>
    private static List<Tick>? Logarithmic(Scale scale, int most)
    {
        var lowest = (int)Math.Floor(Math.Log10(scale.Low));
        var highest = (int)Math.Ceiling(Math.Log10(scale.High));
        foreach (var mantissas in Mantissas)
        {
            var labelled = Within(mantissas, 1);
            if (labelled.Count > most) continue;
            if (labelled.Count < 2) break;
            return WithMinor(labelled);
        }

        if (Within([1], 1).Count <= most) return null;
        var stride = 2;
        while (Within([1], stride).Count > most) stride++;
        return [.. Within([1], stride).Select(value => new Tick(value, Text(value)))];

        List<double> Within(int[] mantissas, int stride) =>
            [.. from exponent in Enumerable.Range(lowest, highest - lowest + 1)
                where exponent % stride == 0
                from mantissa in mantissas
                let value = double.Parse($"{mantissa}e{exponent}")
                where value >= scale.Low * (1 - 1e-9) && value <= scale.High * (1 + 1e-9)
                select value];

        List<Tick> WithMinor(List<double> labelled) =>
            [.. Within(Mantissas[0], 1).Select(value => new Tick(value, labelled.Contains(value) ? Text(value) : null))];
    }

    /// <summary>Returns the next of 1, 2, 2.5, 5 times a power of ten that is not below <paramref name="least"/>.</summary>
    private static double RoundStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var digit in (double[])[1, 2, 2.5, 5])
        {
            if (digit * power >= least * (1 - 1e-12)) return digit * power;
        }

        return 10 * power;
    }

    /// <summary>Returns a number as a reader would write it: 0.05, 12.5, 3·10⁻⁷.</summary>
    public static string Text(double value)
    {
        var magnitude = Math.Abs(value);
        return magnitude == 0 || (magnitude >= 1e-3 && magnitude < 1e4)
            ? Minus(value.ToString("0.######"))
            : Scientific(value, "0.###");
    }

    private static string Text(double value, int decimals)
    {
        if (Math.Abs(value) >= 1e6) return Scientific(value, "0.######");
        if (decimals > 5) return value == 0 ? "0" : Scientific(value, "0.######");
        var text = value.ToString($"F{decimals}");
        return Minus(text.Trim('-', '0', '.').Length == 0 ? text.TrimStart('-') : text);
    }

    private static string Scientific(double value, string format)
    {
        var parts = value.ToString(format + "e+0").Split('e');
        var power = "10"
            + string.Concat(int.Parse(parts[1]).ToString().Select(Superscript));
        return parts[0] switch { "1" => power, "-1" => "−" + power, var mantissa => $"{Minus(mantissa)}·{power}" };
    }

    private static string Minus(string number) => number.Replace('-', '−');

    private static char Superscript(char digit) => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0'];
}

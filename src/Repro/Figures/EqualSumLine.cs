// The line x + y = c within a panel, and the place along it where its label hides no data.

namespace Repro.Figures;

/// <summary>A line of equal sum.</summary>
/// <param name="Sum">The c of x + y = c.</param>
/// <param name="Points">From left to right; two on linear axes, else a sampled curve.</param>
/// <param name="Label">Where to write c.</param>
internal sealed record EqualSumLine(double Sum, IReadOnlyList<(double X, double Y)> Points, (double X, double Y) Label)
{
    /// <summary>Pieces of a curve, and places tried for a label.</summary>
    private const int Samples = 96;

    /// <summary>Pixels between a label's centre and the frame.</summary>
    private const double FromFrame = 16;

    /// <summary>The line clipped to the scales, or null when it does not cross them.</summary>
    /// <param name="sum">The c of x + y = c.</param>
    /// <param name="data">The panel: its scales, and the points which the label keeps away from.</param>
    /// <param name="width">Of the panel in pixels.</param>
    /// <param name="height">Of the panel in pixels.</param>
    public static EqualSumLine? Clip(double sum, PlaneData data, double width, double height)
    {
        var left = Math.Max(data.X.Low, sum - data.Y.High);
        var right = Math.Min(data.X.High, sum - data.Y.Low);
        if (!(left < right)) return null;

        var range = new Scale(left, right, data.X.Logarithmic);
        var samples = Enumerable.Range(0, Samples + 1)
            .Select(i => Math.Clamp(range.Value((double)i / Samples), left, right))
            .Select(x => (X: x, Y: Math.Clamp(sum - x, data.Y.Low, data.Y.High)))
            .ToList();
        var straight = !data.X.Logarithmic && !data.Y.Logarithmic;
        return new EqualSumLine(sum, straight ? [samples[0], samples[^1]] : samples, FreePlace());

        (double X, double Y) FreePlace()
        {
            var obstacles = data.Shown.Concat(data.Empty).Select(point => Pixel(point.X, point.Y)).ToList();
            return samples.MaxBy(sample =>
            {
                var (x, y) = Pixel(sample.X, sample.Y);
                var frame = Math.Min(Math.Min(x, width - x), Math.Min(y, height - y));
                var nearest = obstacles.Count == 0 ? double.MaxValue
                    : obstacles.Min(o => Math.Sqrt((o.X - x) * (o.X - x) + (o.Y - y) * (o.Y - y)));
                return frame < FromFrame ? frame - FromFrame : Math.Min(nearest, 2 * FromFrame);
            });
        }

        (double X, double Y) Pixel(double x, double y) => (width * data.X.Fraction(x), height * data.Y.Fraction(y));
    }
}

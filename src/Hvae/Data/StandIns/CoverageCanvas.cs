// Paints round-ended strokes and dots into a grey image, anti-aliased, by the distance of each pixel to the stroke.

namespace Hvae.Data.StandIns;

/// <summary>
/// One plane of H×W bytes, 0 (paper) … 255 (ink). A pixel whose centre is within a stroke has 128 or more,
/// so rounding x/255 gives the exact shape.
/// </summary>
internal readonly ref struct CoverageCanvas(Span<byte> pixels, int height, int width)
{
    private readonly Span<byte> pixels = pixels;

    /// <summary>Inks all points within <paramref name="radius"/> (in pixels, at least 0.5) of the line from a to b.</summary>
    public void Ink(Point a, Point b, double radius)
    {
        var (outer, inner) = (radius + 0.5, radius - 0.5);
        var (left, right) = Range(a.X, b.X, outer, width);
        var (top, bottom) = Range(a.Y, b.Y, outer, height);
        var (along, squaredLength) = (b - a, Square(b.X - a.X) + Square(b.Y - a.Y));
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var (px, py) = (x + 0.5 - a.X, y + 0.5 - a.Y);
                var t = squaredLength > 0 ? ((px * along.X) + (py * along.Y)) / squaredLength : 0;
                t = t < 0 ? 0 : t > 1 ? 1 : t;
                var squared = Square(px - (t * along.X)) + Square(py - (t * along.Y));
                if (squared >= outer * outer)
                    continue;
                var ink = squared <= inner * inner ? (byte)255 : (byte)(((outer - Math.Sqrt(squared)) * 255) + 0.5);
                ref var pixel = ref pixels[(y * width) + x];
                if (ink > pixel)
                    pixel = ink;
            }
        }
    }

    /// <summary>Removes ink within <paramref name="radius"/> of a point.</summary>
    public void Erase(Point centre, double radius)
    {
        var outer = radius + 0.5;
        var (left, right) = Range(centre.X, centre.X, outer, width);
        var (top, bottom) = Range(centre.Y, centre.Y, outer, height);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var distance = Math.Sqrt(Square(x + 0.5 - centre.X) + Square(y + 0.5 - centre.Y));
                var rest = Math.Clamp(distance - radius + 0.5, 0, 1);
                ref var pixel = ref pixels[(y * width) + x];
                pixel = Math.Min(pixel, (byte)((rest * 255) + 0.5));
            }
        }
    }

    private static (int From, int To) Range(double a, double b, double margin, int size) =>
        ((int)Math.Clamp(Math.Min(a, b) - margin, 0, size), (int)Math.Clamp(Math.Max(a, b) + margin + 1, 0, size));

    private static double Square(double value) => value * value;
}

// The stand-in for MNIST: digits like handwritten ones, bent, slanted, turned and moved, each with a pen of its own and clutter around.
// Scales of detail, coarse to fine: digit and place; way of writing, slant and width; bend; pen; clutter; nicks in the line.

using System.Runtime.InteropServices;

namespace Hvae.Data.StandIns;

/// <summary>A point of the plane; y grows downwards.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Point(double X, double Y)
{
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(double factor, Point a) => new(factor * a.X, factor * a.Y);
}

/// <summary>Draws digits into images of 28×28 pixels. All random choices come from the generator that is passed in.</summary>
internal static class Digits
{
    /// <summary>Pixels per side.</summary>
    public const int Side = 28;

    private const int LinesPerCurve = 8;

    /// <summary>Height of the box in which glyphs are drawn; the box is 70 wide.</summary>
    private const double GlyphHeight = 100;

    private static readonly Point GlyphCentre = new(35, 50);

    /// <summary>A few ways to write each digit, by digit. Each way is a list of strokes, and each stroke a chain of points.</summary>
    private static readonly Point[][][][] Glyphs = Parse(
        [
            "M 35 0 C 55 0 65 22 65 50 C 65 78 55 100 35 100 C 15 100 5 78 5 50 C 5 22 15 0 35 0",
            "M 44 4 C 20 -2 6 22 6 52 C 6 84 20 100 34 100 C 54 100 64 76 64 50 C 64 22 52 2 30 6",
        ],
        [
            "M 35 0 L 35 100",
            "M 16 22 L 37 0 L 37 100",
            "M 16 22 L 37 0 L 37 100 M 14 100 L 60 100",
        ],
        [
            "M 8 24 C 10 -6 62 -8 62 26 C 62 52 20 72 6 100 L 66 100",
            "M 8 22 C 12 -6 60 -8 60 26 C 60 58 36 96 16 96 C -4 96 4 70 22 77 C 40 84 50 102 68 90",
        ],
        [
            "M 10 10 C 26 -8 60 -4 60 24 C 60 42 46 48 30 48 C 50 48 64 56 64 74 C 64 104 24 108 6 88",
            "M 8 2 L 58 2 L 32 42 C 52 42 64 54 64 72 C 64 104 22 108 6 88",
        ],
        [
            "M 14 2 L 8 54 L 64 54 M 52 6 L 48 100",
            "M 46 0 L 4 64 L 66 64 M 46 0 L 46 100",
        ],
        [
            "M 60 2 L 16 2 L 12 42 C 34 32 64 40 64 68 C 64 102 24 108 6 90",
            "M 18 4 L 14 46 C 40 34 62 44 62 68 C 62 98 30 106 8 94 M 18 4 L 64 0",
        ],
        [
            "M 54 2 C 24 16 6 46 6 70 C 6 92 20 100 34 100 C 52 100 62 88 62 74 C 62 58 50 48 36 48 C 20 48 8 58 6 70",
            "M 30 0 C 10 34 4 56 6 74 C 8 94 22 100 34 100 C 54 100 60 86 58 74 C 54 54 22 54 8 80",
        ],
        [
            "M 6 4 L 64 4 L 28 100",
            "M 6 4 L 64 4 L 28 100 M 22 52 L 58 52",
            "M 8 18 L 8 4 L 64 4 C 46 36 36 64 32 100",
        ],
        [
            "M 35 46 C 4 40 6 0 35 0 C 64 0 66 40 35 46 C 2 54 0 100 35 100 C 70 100 68 54 35 46",
            "M 58 14 C 44 -8 10 -2 12 24 C 14 46 62 52 62 76 C 62 106 8 108 8 78 C 8 54 54 44 58 14",
        ],
        [
            "M 62 28 C 60 8 48 0 34 0 C 18 0 8 12 8 26 C 8 44 20 52 34 52 C 50 52 62 42 62 28 C 62 56 56 80 44 100",
            "M 58 10 C 40 -6 8 0 8 28 C 8 56 46 56 58 26 L 58 10 L 56 100",
        ]);

    /// <summary>Draws one digit.</summary>
    /// <param name="digit">Digit, 0 to 9.</param>
    /// <param name="random">Decides everything else. The same state gives the same image.</param>
    /// <param name="pixels">28·28 bytes, all 0. Receives 0 for paper to 255 for ink.</param>
    public static void Draw(int digit, ref StandInRandom random, Span<byte> pixels)
    {
        var way = Glyphs[digit][random.Below(Glyphs[digit].Length)];
        var hand = Hand.Next(ref random);
        var pen = Side * random.Between(0.035, 0.07);
        foreach (var stroke in way)
        {
            for (var i = 1; i < stroke.Length; i++)
                Ink(pixels, hand.Place(stroke[i - 1]), hand.Place(stroke[i]), pen);
        }

        Nick(pixels, way, hand, pen, ref random);
        Clutter(pixels, ref random);
    }

    /// <summary>Removes ink at up to two places of the line.</summary>
    private static void Nick(Span<byte> pixels, Point[][] way, Hand hand, double pen, ref StandInRandom random)
    {
        for (var left = random.Below(3); left > 0; left--)
        {
            var stroke = way[random.Below(way.Length)];
            var middle = hand.Place(stroke[random.Below(stroke.Length)]);
            var edge = new Point(random.Between(-pen, pen), random.Between(-pen, pen));
            Erase(pixels, middle + edge, pen * random.Between(0.3, 0.6));
        }
    }

    /// <summary>Adds up to three spots and up to two short strokes.</summary>
    private static void Clutter(Span<byte> pixels, ref StandInRandom random)
    {
        for (var left = random.Below(4); left > 0; left--)
        {
            var spot = new Point(random.Between(0, Side), random.Between(0, Side));
            Ink(pixels, spot, spot, Side * random.Between(0.02, 0.04));
        }

        for (var left = random.Below(3); left > 0; left--)
        {
            var start = new Point(random.Between(0, Side), random.Between(0, Side));
            var way = new Point(Side * random.Around0(0.2), Side * random.Around0(0.2));
            Ink(pixels, start, start + way, Side * random.Between(0.02, 0.03));
        }
    }

    /// <summary>
    /// Inks all points within <paramref name="radius"/> pixels (at least 0.5) of the line from a to b. A pixel whose centre is within the
    /// stroke has 128 or more, so that rounding x/255 gives the exact shape.
    /// </summary>
    private static void Ink(Span<byte> pixels, Point a, Point b, double radius)
    {
        var (outer, inner) = (radius + 0.5, radius - 0.5);
        var (along, squaredLength) = (b - a, Square(b.X - a.X) + Square(b.Y - a.Y));
        for (var y = First(a.Y, b.Y, outer); y < End(a.Y, b.Y, outer); y++)
        {
            for (var x = First(a.X, b.X, outer); x < End(a.X, b.X, outer); x++)
            {
                var (px, py) = (x + 0.5 - a.X, y + 0.5 - a.Y);
                var t = squaredLength > 0 ? ((px * along.X) + (py * along.Y)) / squaredLength : 0;
                t = t < 0 ? 0 : t > 1 ? 1 : t;
                var squared = Square(px - (t * along.X)) + Square(py - (t * along.Y));
                if (squared >= outer * outer)
                    continue;
                var ink = squared <= inner * inner ? (byte)255 : (byte)(((outer - Math.Sqrt(squared)) * 255) + 0.5);
                ref var pixel = ref pixels[(y * Side) + x];
                pixel = Math.Max(pixel, ink);
            }
        }
    }

    /// <summary>Removes ink within <paramref name="radius"/> pixels of a point.</summary>
    private static void Erase(Span<byte> pixels, Point centre, double radius)
    {
        for (var y = First(centre.Y, centre.Y, radius + 0.5); y < End(centre.Y, centre.Y, radius + 0.5); y++)
        {
            for (var x = First(centre.X, centre.X, radius + 0.5); x < End(centre.X, centre.X, radius + 0.5); x++)
            {
                var distance = Math.Sqrt(Square(x + 0.5 - centre.X) + Square(y + 0.5 - centre.Y));
                var rest = Math.Clamp(distance - radius + 0.5, 0, 1);
                ref var pixel = ref pixels[(y * Side) + x];
                pixel = Math.Min(pixel, (byte)((rest * 255) + 0.5));
            }
        }
    }

    private static int First(double a, double b, double margin) => (int)Math.Clamp(Math.Min(a, b) - margin, 0, Side);

    private static int End(double a, double b, double margin) => (int)Math.Clamp(Math.Max(a, b) + margin + 1, 0, Side);

    private static double Square(double value) => value * value;

    private static Point[][][][] Parse(params string[][] ways) => [.. ways.Select(digit => digit.Select(Parse).ToArray())];

    /// <summary>Reads SVG path data of the commands M (begin a stroke), L (line) and C (cubic Bézier curve), absolute.</summary>
    private static Point[][] Parse(string data)
    {
        var words = new Queue<string>(data.Split(' '));
        List<List<Point>> strokes = [];
        while (words.TryDequeue(out var command))
        {
            if (command == "M")
                strokes.Add([]);
            if (command == "C")
                AddCurve(strokes[^1], Next(), Next(), Next());
            else
                strokes[^1].Add(Next());
        }

        return [.. strokes.Select(stroke => stroke.ToArray())];

        Point Next() => new(double.Parse(words.Dequeue()), double.Parse(words.Dequeue()));
    }

    private static void AddCurve(List<Point> stroke, Point b, Point c, Point d)
    {
        var a = stroke[^1];
        for (var i = 1; i <= LinesPerCurve; i++)
        {
            var t = i / (double)LinesPerCurve;
            var s = 1 - t;
            stroke.Add((s * s * s * a) + (3 * s * s * t * b) + (3 * s * t * t * c) + (t * t * t * d));
        }
    }

    /// <summary>
    /// Places the points of a glyph on the paper. With u, v the glyph's coordinates from −½ to ½ of its height, (u, v) is
    /// bent by quadratic terms, slanted, scaled, turned by the angle whose half has tangent Turn (so that no sine is needed), and moved.
    /// </summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Hand(Point BendX, Point BendY, double Slant, double ScaleX, double ScaleY, double Turn, Point Centre)
    {
        public static Hand Next(ref StandInRandom random) => new(
            BendX: new(random.Around0(1.1), random.Around0(0.9)),
            BendY: new(random.Around0(0.7), random.Around0(0.6)),
            Slant: random.Around0(0.7),
            ScaleX: Side * random.Between(0.45, 0.85),
            ScaleY: Side * random.Between(0.55, 0.8),
            Turn: random.Around0(0.24),
            Centre: new((Side * 0.5) + (Side * random.Around0(0.1)), (Side * 0.5) + (Side * random.Around0(0.1))));

        public Point Place(Point glyph)
        {
            var (u, v) = (1 / GlyphHeight) * (glyph - GlyphCentre);
            var x = ScaleX * (u + (BendX.X * v * v) + (BendX.Y * u * v) - (Slant * v));
            var y = ScaleY * (v + (BendY.X * u * u) + (BendY.Y * u * v));
            var norm = 1 / (1 + (Turn * Turn));
            var (cos, sin) = ((1 - (Turn * Turn)) * norm, 2 * Turn * norm);
            return Centre + new Point((cos * x) - (sin * y), (sin * x) + (cos * y));
        }
    }
}

// Pen strokes: parsed from path data as in SVG and flattened to short straight lines.

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

/// <summary>Strokes, each a chain of points.</summary>
internal sealed record StrokePath(IReadOnlyList<Point[]> Strokes)
{
    private const int LinesPerCurve = 8;

    /// <summary>Reads the commands M (begin), L (line) and C (cubic Bézier curve) with absolute coordinates.</summary>
    public static StrokePath Parse(string data)
    {
        var words = new Queue<string>(data.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        List<List<Point>> strokes = [];
        while (words.TryDequeue(out var command))
        {
            if (command == "M")
                strokes.Add([Next()]);
            else if (command == "L")
                strokes[^1].Add(Next());
            else if (command == "C")
                AddCurve(strokes[^1], Next(), Next(), Next());
            else
                throw new FormatException($"Path command \"{command}\" in \"{data}\" is not M, L or C.");
        }

        return new([.. strokes.Select(stroke => stroke.ToArray())]);

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
}

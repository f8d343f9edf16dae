// Draws one digit as a hand might: a way of writing it, bent, slanted, turned, moved, with its own pen, and with clutter about it.
// Scales of detail, coarse to fine: digit and place; way of writing, slant and width; bend; pen; clutter; nicks in the line.

namespace Hvae.Data.StandIns;

/// <summary>Draws into square images of any size; all lengths are shares of the side.</summary>
internal static class DigitDrawing
{
    /// <param name="digit">0 … 9.</param>
    /// <param name="random">Decides all else; the same state gives the same image.</param>
    /// <param name="pixels">side·side bytes, all 0.</param>
    /// <param name="side">Pixels per side.</param>
    public static void Draw(int digit, ref StandInRandom random, Span<byte> pixels, int side)
    {
        var canvas = new CoverageCanvas(pixels, side, side);
        var ways = DigitGlyphs.ByDigit[digit];
        var way = ways[random.Below(ways.Length)];
        var hand = Hand.Next(ref random, side);
        var pen = side * random.Between(0.035, 0.07);
        Write(canvas, way, hand, pen);
        Nick(canvas, way, hand, pen, ref random);
        Clutter(canvas, ref random, side);
    }

    /// <summary>Inks all strokes of one way to write a digit.</summary>
    public static void Write(CoverageCanvas canvas, StrokePath way, Hand hand, double pen)
    {
        foreach (var stroke in way.Strokes)
        {
            var from = hand.Place(stroke[0]);
            foreach (var point in stroke.AsSpan(1))
            {
                var to = hand.Place(point);
                canvas.Ink(from, to, pen);
                from = to;
            }
        }
    }

    private static void Nick(CoverageCanvas canvas, StrokePath way, Hand hand, double pen, ref StandInRandom random)
    {
        for (var left = random.Below(3); left > 0; left--)
        {
            var stroke = way.Strokes[random.Below(way.Strokes.Count)];
            var middle = hand.Place(stroke[random.Below(stroke.Length)]);
            var edge = new Point(random.Between(-pen, pen), random.Between(-pen, pen));
            canvas.Erase(middle + edge, pen * random.Between(0.3, 0.6));
        }
    }

    private static void Clutter(CoverageCanvas canvas, ref StandInRandom random, int side)
    {
        for (var left = random.Below(4); left > 0; left--)
        {
            var spot = new Point(random.Between(0, side), random.Between(0, side));
            canvas.Ink(spot, spot, side * random.Between(0.02, 0.04));
        }

        for (var left = random.Below(3); left > 0; left--)
        {
            var start = new Point(random.Between(0, side), random.Between(0, side));
            var way = new Point(side * random.Around0(0.2), side * random.Around0(0.2));
            canvas.Ink(start, start + way, side * random.Between(0.02, 0.03));
        }
    }
}

// Draws one digit of a painted house number, with its neighbours cut off at the sides, on a wall, in colour, as in SVHN.
// Scales of detail, coarse to fine: colours and light; clutter on the wall; digit, style and place; neighbours; blur; noise.

namespace Hvae.Data.StandIns;

internal static class HouseNumberDrawing
{
    public const int Side = 32;
    public const int Channels = 3;

    private const int Area = Side * Side;

    /// <param name="digit">0 … 9, the one in the middle.</param>
    /// <param name="random">Decides all else; the same state gives the same image.</param>
    /// <param name="pixels">3×32×32 bytes: planes red, green, blue.</param>
    public static void Draw(int digit, ref StandInRandom random, Span<byte> pixels)
    {
        Span<byte> ink = stackalloc byte[Area];
        Span<byte> clutter = stackalloc byte[Area];
        ink.Clear();
        clutter.Clear();

        var brightness = random.Between(40, 215);
        var contrast = random.Between(45, 140) * (random.Below(2) == 0 ? 1 : -1);
        if (brightness + contrast is < 5 or > 250)
            contrast = -contrast;
        var wall = Colour.Near(brightness, 60, ref random);
        var paint = Colour.Near(brightness + contrast, 50, ref random);
        var stain = Colour.Near(brightness + random.Around0(90), 60, ref random);
        var (lightX, lightY) = (random.Around0(80), random.Around0(80));

        Stain(new(clutter, Side, Side), ref random);
        Paint(new(ink, Side, Side), digit, ref random);
        for (var i = 0; i < Area; i++)
        {
            var (x, y) = ((i % Side / (double)Side) - 0.5, (i / Side / (double)Side) - 0.5);
            var light = (lightX * x) + (lightY * y);
            var colour = wall.Under(stain, clutter[i]).Under(paint, ink[i]) + new Colour(light, light, light);
            pixels[i] = ToByte(colour.Red);
            pixels[Area + i] = ToByte(colour.Green);
            pixels[(2 * Area) + i] = ToByte(colour.Blue);
        }

        var blur = random.Between(0, 1);
        for (var channel = 0; channel < Channels; channel++)
            Blur(pixels.Slice(channel * Area, Area), blur);
        AddNoise(pixels, ref random);
    }

    /// <summary>Up to three broad strokes across the wall and up to four spots.</summary>
    private static void Stain(CoverageCanvas canvas, ref StandInRandom random)
    {
        for (var left = random.Below(4); left > 0; left--)
            canvas.Ink(Anywhere(ref random), Anywhere(ref random), Side * random.Between(0.02, 0.2));
        for (var left = random.Below(5); left > 0; left--)
        {
            var spot = Anywhere(ref random);
            canvas.Ink(spot, spot, Side * random.Between(0.02, 0.08));
        }
    }

    private static Point Anywhere(ref StandInRandom random) => new(random.Between(0, Side), random.Between(0, Side));

    /// <summary>The digit, and two of three times a neighbour on either side, in one style.</summary>
    private static void Paint(CoverageCanvas canvas, int digit, ref StandInRandom random)
    {
        var hand = new Hand(
            BendX: new(random.Around0(0.3), random.Around0(0.2)),
            BendY: new(random.Around0(0.2), random.Around0(0.2)),
            Slant: random.Around0(0.4),
            ScaleX: Side * random.Between(0.55, 0.95),
            ScaleY: Side * random.Between(0.6, 0.95),
            Turn: random.Around0(0.12),
            Centre: new((Side * 0.5) + random.Around0(3), (Side * 0.5) + random.Around0(3)));
        var pen = Side * random.Between(0.035, 0.085);
        var pitch = new Point((hand.ScaleX * random.Between(0.68, 0.8)) + (2 * pen) + random.Between(0, 3), random.Around0(4));
        Write(canvas, digit, hand, pen, ref random);
        for (var side = -1; side <= 1; side += 2)
        {
            if (random.Below(3) > 0)
                Write(canvas, random.Below(DigitGlyphs.ByDigit.Count), hand with { Centre = hand.Centre + (side * pitch) }, pen, ref random);
        }
    }

    private static void Write(CoverageCanvas canvas, int digit, Hand hand, double pen, ref StandInRandom random)
    {
        var ways = DigitGlyphs.ByDigit[digit];
        DigitDrawing.Write(canvas, ways[random.Below(ways.Length)], hand, pen);
    }

    /// <summary>Mixes in the mean with weights 1, 2, 1 along each axis; what lies outside continues the edge.</summary>
    private static void Blur(Span<byte> plane, double strength)
    {
        Span<int> rows = stackalloc int[Area];
        for (var i = 0; i < Area; i++)
        {
            var (left, right) = (i % Side == 0 ? i : i - 1, i % Side == Side - 1 ? i : i + 1);
            rows[i] = plane[left] + (2 * plane[i]) + plane[right];
        }

        for (var i = 0; i < Area; i++)
        {
            var (above, below) = (i < Side ? i : i - Side, i >= Area - Side ? i : i + Side);
            var mean = (rows[above] + (2 * rows[i]) + rows[below]) / 16.0;
            plane[i] = ToByte(plane[i] + (strength * (mean - plane[i])));
        }
    }

    private static void AddNoise(Span<byte> pixels, ref StandInRandom random)
    {
        var width = random.Between(0, 16);
        foreach (ref var pixel in pixels)
            pixel = ToByte(pixel + random.Around0(width));
    }

    private static byte ToByte(double value) => (byte)(Math.Clamp(value, 0, 255) + 0.5);
}

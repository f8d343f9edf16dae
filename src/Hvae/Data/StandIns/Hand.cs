// How one hand places the points of a glyph on the paper: a bend, then a linear map, then a shift.

using System.Runtime.InteropServices;

namespace Hvae.Data.StandIns;

/// <summary>
/// With u, v the glyph's coordinates from −½ to ½ of its height: (u, v) is bent by quadratic terms, slanted, scaled, turned
/// by the angle whose half has tangent <paramref name="Turn"/> (so that no sine is needed), and moved.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Hand(
    Point BendX, Point BendY, double Slant, double ScaleX, double ScaleY, double Turn, Point Centre)
{
    public static Hand Next(ref StandInRandom random, int side) => new(
        BendX: new(random.Around0(1.1), random.Around0(0.9)),
        BendY: new(random.Around0(0.7), random.Around0(0.6)),
        Slant: random.Around0(0.7),
        ScaleX: side * random.Between(0.45, 0.85),
        ScaleY: side * random.Between(0.55, 0.8),
        Turn: random.Around0(0.24),
        Centre: new((side * 0.5) + (side * random.Around0(0.1)), (side * 0.5) + (side * random.Around0(0.1))));

    public Point Place(Point glyph)
    {
        var (u, v) = (1 / DigitGlyphs.Height) * (glyph - DigitGlyphs.Centre);
        var x = ScaleX * (u + (BendX.X * v * v) + (BendX.Y * u * v) - (Slant * v));
        var y = ScaleY * (v + (BendY.X * u * u) + (BendY.Y * u * v));
        var norm = 1 / (1 + (Turn * Turn));
        var (cos, sin) = ((1 - (Turn * Turn)) * norm, 2 * Turn * norm);
        return Centre + new Point((cos * x) - (sin * y), (sin * x) + (cos * y));
    }
}

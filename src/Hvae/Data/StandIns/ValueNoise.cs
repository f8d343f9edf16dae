// Smooth random fields: random values at the points of a grid, blended between them, in several sizes at once.

using System.Runtime.InteropServices;

namespace Hvae.Data.StandIns;

/// <summary>A field over the plane whose finest grid has points one unit apart.</summary>
/// <param name="Seed">Says which field.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ValueNoise(uint Seed)
{
    public static ValueNoise Next(ref StandInRandom random) => new((uint)random.Next());

    /// <summary>About −1 … 1, smooth, with bumps about one unit wide.</summary>
    public double At(double x, double y)
    {
        var (left, top) = (Floor(x), Floor(y));
        var (right, down) = (Smooth(x - left), Smooth(y - top));
        var above = Blend(Corner(left, top), Corner(left + 1, top), right);
        return Blend(above, Blend(Corner(left, top + 1), Corner(left + 1, top + 1), right), down);
    }

    /// <summary>The field at this and at coarser scales, the coarser the stronger.</summary>
    public double Cloud(double x, double y) => (At(x, y) + (2 * At((x / 2) + 40, (y / 2) + 40)) + (4 * At((x / 4) + 80, (y / 4) + 80))) / 7;

    /// <summary>3t² − 2t³: 0 … 1 for 0 … 1, flat at both ends.</summary>
    public static double Smooth(double t) => t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - (2 * t));

    private static double Blend(double a, double b, double share) => a + (share * (b - a));

    private static int Floor(double value)
    {
        var whole = (int)value;
        return whole > value ? whole - 1 : whole;
    }

    /// <summary>Integers only, so that it is the same everywhere.</summary>
    private double Corner(int x, int y)
    {
        var h = Seed ^ ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u);
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        h ^= h >> 15;
        return (h * (2.0 / 4294967296.0)) - 1;
    }
}

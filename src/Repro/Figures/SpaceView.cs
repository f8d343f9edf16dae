// How the unit cube of a space panel appears on the page: in parallel projection, seen from above, the first axis running to the right.

namespace Repro.Figures;

/// <summary>A place in the unit cube, each coordinate a fraction of its axis. The walls at X = 0 and Y = 1 are behind the points.</summary>
internal readonly record struct CubePoint(double X, double Y, double Z)
{
    /// <summary>
    /// Sines and cosines of the angle between the eye's direction and the height, 64°, and of the turn around the height, 32°.
    /// </summary>
    private static readonly (double Sin, double Cos) Tilt = Math.SinCos(64 * Math.PI / 180), Turn = Math.SinCos(32 * Math.PI / 180);

    /// <summary>Width and height of the projected cube, for edges of length 1.</summary>
    public static (double Width, double Height) Extent => (Turn.Cos + Turn.Sin, (Turn.Cos + Turn.Sin) * Tilt.Cos + Tilt.Sin);

    /// <summary>To the right and up from the middle, for a cube of edges of length 1.</summary>
    public (double Right, double Up) Projected =>
        ((X - 0.5) * Turn.Cos + (Y - 0.5) * Turn.Sin, ((Y - 0.5) * Turn.Cos - (X - 0.5) * Turn.Sin) * Tilt.Cos + (Z - 0.5) * Tilt.Sin);

    /// <summary>How far the place is towards the eye.</summary>
    public double Nearness => ((X - 0.5) * Turn.Sin - (Y - 0.5) * Turn.Cos) * Tilt.Sin + (Z - 0.5) * Tilt.Cos;

    /// <summary>Below the place on the floor and behind it on both walls.</summary>
    public IEnumerable<CubePoint> Feet => [this with { Z = 0 }, this with { X = 0 }, this with { Y = 1 }];
}

/// <summary>The cube on the page.</summary>
/// <param name="Edge">Pixels of an edge of the cube that is seen in full length.</param>
/// <param name="X">Pixels of the cube's middle from the left.</param>
/// <param name="Y">Pixels of the cube's middle from the top.</param>
internal sealed record CubePlace(double Edge, double X, double Y)
{
    /// <summary>The largest place within a frame; the ticks of the right edge stand within it.</summary>
    public static CubePlace In(Slot slot)
    {
        const double RightTicks = 34;
        var (width, height) = CubePoint.Extent;
        return new(Math.Min((slot.Width - RightTicks) / width, slot.Height / height), slot.MiddleX - RightTicks / 2, slot.MiddleY);
    }

    public (double X, double Y) Pixel(CubePoint point)
    {
        var (right, up) = point.Projected;
        return (X + Edge * right, Y - Edge * up);
    }
}

// How the unit cube of a space panel appears on the page: gnuplot's own projection, known here so that labels find their places.

namespace Repro.Figures;

/// <summary>A place in the unit cube, each coordinate a fraction of its axis.</summary>
internal readonly record struct CubePoint(double X, double Y, double Z);

/// <summary>Parallel projection of the unit cube.</summary>
internal sealed class SpaceView
{
    private readonly double sinTurn, cosTurn, sinTilt, cosTilt;

    public SpaceView(ViewAngles angles)
    {
        Tilt = Math.Clamp(angles.Tilt, 20, 85);
        Turn = (angles.Turn % 360 + 360) % 360;
        (sinTilt, cosTilt) = Math.SinCos(Tilt * Math.PI / 180);
        (sinTurn, cosTurn) = Math.SinCos(Turn * Math.PI / 180);
    }

    /// <summary>Degrees between 20 and 85.</summary>
    public double Tilt { get; }

    /// <summary>Degrees from 0 to below 360.</summary>
    public double Turn { get; }

    /// <summary>Which of the two walls across the first axis is behind the points: 0 or 1.</summary>
    public double BackX => sinTurn >= 0 ? 0 : 1;

    /// <summary>Which of the two walls across the second axis is behind the points: 0 or 1.</summary>
    public double BackY => cosTurn >= 0 ? 1 : 0;

    /// <summary>The corner of the floor that appears leftmost; the height's axis stands there.</summary>
    public CubePoint LeftCorner => new[] { new CubePoint(BackX, 1 - BackY, 0), new CubePoint(1 - BackX, BackY, 0) }.MinBy(corner => Project(corner).Right);

    /// <summary>To the right and up from the middle, for a cube of edges of length 1.</summary>
    public (double Right, double Up) Project(CubePoint point)
    {
        var (u, v, w) = (point.X - 0.5, point.Y - 0.5, point.Z - 0.5);
        return (u * cosTurn + v * sinTurn, (v * cosTurn - u * sinTurn) * cosTilt + w * sinTilt);
    }

    /// <summary>How far towards the eye.</summary>
    public double Nearness(CubePoint point) => ((point.X - 0.5) * sinTurn - (point.Y - 0.5) * cosTurn) * sinTilt + (point.Z - 0.5) * cosTilt;

    /// <summary>Width and height of the projected cube, for edges of length 1.</summary>
    public (double Width, double Height) Extent =>
        (Math.Abs(cosTurn) + Math.Abs(sinTurn), (Math.Abs(cosTurn) + Math.Abs(sinTurn)) * cosTilt + sinTilt);
}

/// <summary>The cube on the page.</summary>
/// <param name="View">Its projection.</param>
/// <param name="Edge">Pixels of an edge of the cube that is seen in full length.</param>
/// <param name="X">Pixels of the cube's middle from the left.</param>
/// <param name="Y">Pixels of the cube's middle from the top.</param>
internal sealed record CubePlace(SpaceView View, double Edge, double X, double Y)
{
    /// <summary>The largest place within a frame.</summary>
    public static CubePlace In(Slot slot, SpaceView view)
    {
        // The ticks of the right edge stand within the frame.
        const double RightTicks = 34;
        var (width, height) = view.Extent;
        var edge = Math.Min((slot.Width - RightTicks) / width, slot.Height / height);
        return new(view, edge, slot.MiddleX - RightTicks / 2, slot.MiddleY);
    }

    public (double X, double Y) Pixel(CubePoint point)
    {
        var (right, up) = View.Project(point);
        return (X + Edge * right, Y - Edge * up);
    }
}

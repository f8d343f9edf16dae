// Boxes with edges along the axes, of which generated rooms are built, and where a ray meets them.

using System.Runtime.InteropServices;

namespace Hvae.Data.StandIns;

/// <summary>A place or a direction in a room, in metres: to the right, downwards, away from the camera.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Place(double X, double Y, double Z)
{
    public static Place operator +(Place a, Place b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Place operator -(Place a, Place b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Place operator *(double factor, Place a) => new(factor * a.X, factor * a.Y, factor * a.Z);

    public static double Dot(Place a, Place b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);
}

/// <summary>Where a line of sight ends.</summary>
/// <param name="Block">Number of the block.</param>
/// <param name="Axis">0, 1, 2: the face is perpendicular to x, y, z.</param>
/// <param name="At">The place.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Hit(int Block, int Axis, Place At);

/// <summary>A line of sight, or of light.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Direction">Where it goes, and one unit of its length.</param>
/// <param name="Inverse">One over each coordinate of the direction.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Ray(Place Start, Place Direction, Place Inverse)
{
    public static Ray Of(Place start, Place direction) => new(start, direction, new(1 / direction.X, 1 / direction.Y, 1 / direction.Z));
}

/// <param name="From">Least coordinates.</param>
/// <param name="To">Greatest coordinates.</param>
/// <param name="Surface">What it looks like.</param>
internal sealed record Block(Place From, Place To, Surface Surface)
{
    /// <summary>How far along a ray the block begins, and through which face; infinite when the ray misses it.</summary>
    public (double Distance, int Axis) Enter(in Ray ray)
    {
        var (near, far, axis) = (0.0, double.PositiveInfinity, -1);
        return Cut(From.X - ray.Start.X, To.X - ray.Start.X, ray.Inverse.X, 0, ref near, ref far, ref axis)
            && Cut(From.Y - ray.Start.Y, To.Y - ray.Start.Y, ray.Inverse.Y, 1, ref near, ref far, ref axis)
            && Cut(From.Z - ray.Start.Z, To.Z - ray.Start.Z, ray.Inverse.Z, 2, ref near, ref far, ref axis)
            && axis >= 0
            ? (near, axis)
            : (double.PositiveInfinity, -1);
    }

    /// <summary>How far along a ray from the inside the block is left, and through which face.</summary>
    public (double Distance, int Axis) Leave(in Ray ray)
    {
        var x = Math.Max((From.X - ray.Start.X) * ray.Inverse.X, (To.X - ray.Start.X) * ray.Inverse.X);
        var y = Math.Max((From.Y - ray.Start.Y) * ray.Inverse.Y, (To.Y - ray.Start.Y) * ray.Inverse.Y);
        var z = Math.Max((From.Z - ray.Start.Z) * ray.Inverse.Z, (To.Z - ray.Start.Z) * ray.Inverse.Z);
        return x < y && x < z ? (x, 0) : y < z ? (y, 1) : (z, 2);
    }

    /// <summary>Keeps what lies between two faces of the part of a ray from <paramref name="near"/> to <paramref name="far"/>; whether anything is left.</summary>
    private static bool Cut(double from, double to, double inverse, int number, ref double near, ref double far, ref int axis)
    {
        var (enter, leave) = inverse > 0 ? (from * inverse, to * inverse) : (to * inverse, from * inverse);
        if (enter > near)
            (near, axis) = (enter, number);
        if (leave < far)
            far = leave;
        return near < far;
    }
}

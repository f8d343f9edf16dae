// A generated bedroom: a box seen from inside, the things in it, and how light reaches them.

namespace Hvae.Data.StandIns;

/// <summary>Blocks are hit before walls; the floor is at y = <see cref="Shell"/>.To.Y.</summary>
internal sealed class Room
{
    /// <summary>Numbers of the walls in a <see cref="Hit"/>: −1 − 2·axis, one less on the far side.</summary>
    private const int FirstWall = -1;

    public required Block Shell { get; init; }

    /// <summary>Floor, ceiling and walls.</summary>
    public required (Surface Floor, Surface Ceiling, Surface Walls) Surfaces { get; init; }

    public required Block[] Things { get; init; }

    /// <summary>The middle of the window, a little inside, and its strength and colour.</summary>
    public required (Place At, Colour Colour) Sun { get; init; }

    /// <summary>A lamp; black when it is off.</summary>
    public required (Place At, Colour Colour) Lamp { get; init; }

    public required double Ambient { get; init; }

    /// <summary>What is seen in a direction.</summary>
    public Hit Look(Place direction)
    {
        var ray = Ray.Of(default, direction);
        var (distance, axis) = Shell.Leave(ray);
        var along = axis switch { 0 => direction.X, 1 => direction.Y, _ => direction.Z };
        var block = FirstWall - (2 * axis) - (along > 0 ? 1 : 0);
        for (var number = 0; number < Things.Length; number++)
        {
            var (enter, face) = Things[number].Enter(ray);
            if (enter < distance)
                (distance, axis, block) = (enter, face, number);
        }

        return new(block, axis, distance * direction);
    }

    /// <summary>The colour of what is seen.</summary>
    public Colour ColourOf(Hit hit)
    {
        var surface = hit.Block >= 0 ? Things[hit.Block].Surface : Wall(hit.Axis, hit.At);
        var (across, down) = hit.Axis switch { 0 => (hit.At.Z, hit.At.Y), 1 => (hit.At.X, hit.At.Z), _ => (hit.At.X, hit.At.Y) };
        var box = hit.Block >= 0 ? Things[hit.Block] : Shell;
        var paint = surface.At(across, down, ShareOf(hit, box));
        if (surface.IsLight && hit.Axis != 1)
            return paint;
        var light = (Ambient * Corners(hit) * new Colour(1, 1, 1)) + From(Sun.At, Sun.Colour, hit, falloff: 0.12) + From(Lamp.At, Lamp.Colour, hit, falloff: 1.6);
        return new(paint.Red * light.Red, paint.Green * light.Green, paint.Blue * light.Blue);
    }

    private static Point ShareOf(Hit hit, Block box)
    {
        var (from, to, at) = (box.From, box.To, hit.At);
        return new(
            hit.Axis == 0 ? Share(from.Z, to.Z, at.Z) : Share(from.X, to.X, at.X),
            hit.Axis == 1 ? Share(from.Z, to.Z, at.Z) : Share(from.Y, to.Y, at.Y));

        static double Share(double from, double to, double at) => ((at - from) / (to - from)) - 0.5;
    }

    private Surface Wall(int axis, Place at) => axis != 1 ? Surfaces.Walls : at.Y > 0 ? Surfaces.Floor : Surfaces.Ceiling;

    /// <summary>Less light reaches corners, and the floor beside things that stand on it.</summary>
    private double Corners(Hit hit)
    {
        var share = 1.0;
        if (hit.Axis != 0) share *= Near(Math.Min(hit.At.X - Shell.From.X, Shell.To.X - hit.At.X));
        if (hit.Axis != 1) share *= Near(Math.Min(hit.At.Y - Shell.From.Y, Shell.To.Y - hit.At.Y));
        if (hit.Axis != 2) share *= Near(Shell.To.Z - hit.At.Z);
        if (hit.Block >= 0 || hit.Axis != 1 || hit.At.Y < 0)
            return share;
        foreach (var thing in Things)
        {
            var gap = Math.Max(Math.Max(thing.From.X - hit.At.X, hit.At.X - thing.To.X), Math.Max(thing.From.Z - hit.At.Z, hit.At.Z - thing.To.Z));
            if (thing.To.Y > Shell.To.Y - 0.1) share *= Near(gap);
        }

        return share;

        static double Near(double distance) => distance >= 0.5 ? 1 : 1 - (0.3 * (1 - (2 * Math.Max(0, distance))) * (1 - (2 * Math.Max(0, distance))));
    }

    private Colour From(Place source, Colour colour, Hit hit, double falloff)
    {
        if (colour == default)
            return colour;
        var way = source - hit.At;
        var squared = Place.Dot(way, way);
        var along = hit.Axis switch { 0 => way.X, 1 => way.Y, _ => way.Z };
        var facing = Math.Abs(along) / Math.Sqrt(squared);
        if (!IsFacing(hit, along) || IsHidden(hit, way))
            facing = 0.12;
        return (facing + 0.1) / (1 + (falloff * squared)) * colour;
    }

    /// <summary>Walls are seen from inside, things from the side of the camera.</summary>
    private bool IsFacing(Hit hit, double along)
    {
        if (hit.Block < 0)
            return true;
        var at = hit.Axis switch { 0 => hit.At.X, 1 => hit.At.Y, _ => hit.At.Z };
        return (along > 0) == (at < 0);
    }

    private bool IsHidden(Hit hit, Place way)
    {
        var ray = Ray.Of(hit.At + (0.01 * way), way);
        foreach (var thing in Things)
        {
            if (!thing.Surface.IsLight && thing.Enter(ray).Distance < 0.97)
                return true;
        }

        return false;
    }
}

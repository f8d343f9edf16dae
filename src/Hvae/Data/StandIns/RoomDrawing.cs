// Draws a bedroom in perspective, as in the photographs of LSUN.
// Scales of detail, coarse to fine: walls and light; bed and furniture; window and lamps; linen and pictures; patterns; grain; noise.

namespace Hvae.Data.StandIns;

internal static class RoomDrawing
{
    public const int Side = 64;
    public const int Channels = 3;

    /// <param name="label">Always 0: rooms have no labels.</param>
    /// <param name="random">Decides all; the same state gives the same image.</param>
    /// <param name="pixels">3×64×64 bytes: planes red, green, blue.</param>
    public static void Draw(int label, ref StandInRandom random, Span<byte> pixels)
    {
        var room = Furnished(ref random);
        var view = View.Next(ref random);
        var seen = new Hit[Side * Side];
        for (var i = 0; i < seen.Length; i++)
            seen[i] = room.Look(view.Towards((i % Side) + 0.5, (i / Side) + 0.5));
        var painting = new Painting(Side);
        painting.Fill(at => view.Exposure * (IsEdge(seen, (int)at.X, (int)at.Y) ? Mean(room, view, at.X, at.Y) : room.ColourOf(seen[((int)at.Y * Side) + (int)at.X])));
        painting.Develop(random.Between(0.05, 0.4), random.Between(1, 8), ref random, pixels);
    }

    private static Room Furnished(ref StandInRandom random)
    {
        var eye = random.Between(1.2, 1.6);
        var shell = new Block(
            new(-random.Between(1.5, 2.6), eye - random.Between(2.3, 2.8), -1),
            new(random.Between(1.5, 2.6), eye, random.Between(3.4, 5)),
            new(Pattern.Plain, default, default, 1, default));
        var furniture = new RoomFurniture(shell);
        if (random.Below(2) == 0) furniture.AddRug(ref random);
        furniture.AddBed(ref random);
        var sun = furniture.AddWindow(ref random);
        var warm = new Colour(255, random.Between(205, 240), random.Between(140, 200));
        var lamp = default(Place);
        for (var side = -1; side <= 1; side += 2)
        {
            if (random.Below(3) > 0) lamp = furniture.AddLamp(side, warm, ref random);
        }

        var isLampOn = lamp != default && random.Below(2) == 0;
        if (random.Below(3) == 0) furniture.AddWardrobe(ref random);
        furniture.AddPictures(ref random);
        var day = random.Between(0.2, 1.1);
        return new()
        {
            Shell = shell,
            Surfaces = (Floor(ref random), Ceiling(ref random), Walls(ref random)),
            Things = [.. furniture.Things],
            Sun = (sun, day * new Colour(1.05, 1.02, random.Between(0.85, 1.1))),
            Lamp = (lamp, isLampOn ? new(1.1, 0.85, 0.5) : default),
            Ambient = random.Between(0.25, 0.5) + (0.15 * day),
        };
    }

    private static Surface Floor(ref StandInRandom random)
    {
        Colour[] woods = [new(150, 110, 70), new(110, 74, 46), new(190, 160, 122), new(88, 66, 50)];
        var noise = ValueNoise.Next(ref random);
        return random.Below(3) == 0
            ? new(Pattern.Fabric, Colour.Near(random.Between(90, 200), 22, ref random), default, 1, noise)
            : new(Pattern.Planks, random.Between(0.85, 1.15) * woods[random.Below(woods.Length)], default, random.Between(0.1, 0.25), noise);
    }

    private static Surface Ceiling(ref StandInRandom random) => new(Pattern.Plain, Colour.Near(random.Between(215, 245), 12, ref random), default, 1, ValueNoise.Next(ref random));

    private static Surface Walls(ref StandInRandom random)
    {
        var paint = Colour.Near(random.Between(120, 235), 30, ref random);
        var second = random.Between(0.84, 0.96) * paint;
        return new(random.Below(4) == 0 ? Pattern.Stripes : Pattern.Plain, paint, second, random.Between(0.12, 0.3), ValueNoise.Next(ref random));
    }

    /// <summary>Whether another face is seen beside a pixel.</summary>
    private static bool IsEdge(Hit[] seen, int x, int y)
    {
        var here = seen[(y * Side) + x];
        return (x > 0 && Differs(seen[(y * Side) + x - 1])) || (x < Side - 1 && Differs(seen[(y * Side) + x + 1]))
            || (y > 0 && Differs(seen[((y - 1) * Side) + x])) || (y < Side - 1 && Differs(seen[((y + 1) * Side) + x]));

        bool Differs(Hit other) => (other.Block, other.Axis) != (here.Block, here.Axis);
    }

    /// <summary>Of four lines of sight through one pixel.</summary>
    private static Colour Mean(Room room, View view, double x, double y)
    {
        var sum = new Colour(0, 0, 0);
        for (var part = 0; part < 4; part++)
            sum += 0.25 * room.ColourOf(room.Look(view.Towards(x - 0.25 + (0.5 * (part % 2)), y - 0.25 + (0.5 * (part / 2)))));
        return sum;
    }

    /// <summary>Where the camera looks.</summary>
    /// <param name="Horizon">Where the eye's height is, and the point straight ahead, in pixels.</param>
    /// <param name="Focus">Distance of the picture, in pixels.</param>
    /// <param name="Turn">Tangent of half the angle by which it is turned to the right.</param>
    /// <param name="Exposure">Brightness.</param>
    private sealed record View(Point Horizon, double Focus, double Turn, double Exposure)
    {
        public static View Next(ref StandInRandom random) => new(
            new(32 + random.Around0(6), 26 + random.Around0(7)), random.Between(44, 66), random.Around0(0.16), random.Between(0.95, 1.3));

        public Place Towards(double x, double y)
        {
            var (right, down) = ((x - Horizon.X) / Focus, (y - Horizon.Y) / Focus);
            var norm = 1 / (1 + (Turn * Turn));
            var (cos, sin) = ((1 - (Turn * Turn)) * norm, 2 * Turn * norm);
            return new((cos * right) + sin, down, cos - (sin * right));
        }
    }
}

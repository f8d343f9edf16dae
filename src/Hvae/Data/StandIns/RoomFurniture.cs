// Furnishes a generated bedroom: a bed with what lies on it, small tables with lamps, a wardrobe, a rug, a window, pictures.

namespace Hvae.Data.StandIns;

/// <summary>Collects blocks. Heights are above the floor.</summary>
internal sealed class RoomFurniture(Block shell)
{
    private readonly List<Block> things = [];

    public IReadOnlyList<Block> Things => things;

    /// <summary>The side of the room, −1 left, 1 right, 0 back, at which the head of the bed stands.</summary>
    public int BedSide { get; private set; }

    /// <summary>A bed, its head at the back or at a side, where along that wall being random.</summary>
    public void AddBed(ref StandInRandom random)
    {
        BedSide = random.Below(3) == 0 ? (random.Below(2) == 0 ? -1 : 1) : 0;
        var (width, length, height) = (random.Between(1.1, 1.9), random.Between(1.9, 2.15), random.Between(0.42, 0.62));
        var middle = BedSide == 0
            ? random.Between(shell.From.X + (width / 2) + 0.2, shell.To.X - (width / 2) - 0.2)
            : random.Between(shell.To.Z - 1.9, shell.To.Z - (width / 2) - 0.15);
        var (wood, linen, cover) = (Wood(ref random), Linen(ref random), Cover(ref random));
        Put(0.04, length, middle, width - 0.1, 0.08, height * 0.55, wood);
        Put(0.02, length + 0.02, middle, width, height * 0.5, height, linen);
        Put(random.Between(0.55, 1.3), length + 0.04, middle, width + 0.04, height * random.Between(0.2, 0.5), height + 0.04, cover);
        Put(0, 0.09, middle, width + random.Between(0, 0.3), 0, height + random.Between(0.3, 0.75), random.Below(2) == 0 ? wood : Cover(ref random));
        for (var side = -1; side <= 1; side += 2)
            Put(0.12, 0.48, middle + (side * width * 0.25), width * random.Between(0.34, 0.44), height, height + random.Between(0.12, 0.2), Linen(ref random));
        if (random.Below(2) == 0)
            Put(0.4, 0.6, middle + random.Around0(0.1), random.Between(0.3, 0.5), height + 0.03, height + random.Between(0.18, 0.3), Cover(ref random));
        BedMiddle = (middle, width);
    }

    /// <summary>Where the bed is along its wall, and its width.</summary>
    public (double Middle, double Width) BedMiddle { get; private set; }

    /// <summary>A small table on one side of the bed with a lamp on it; the place of its light.</summary>
    public Place AddLamp(int side, Colour glow, ref StandInRandom random)
    {
        var middle = BedMiddle.Middle + (side * ((BedMiddle.Width / 2) + 0.38));
        var height = random.Between(0.4, 0.6);
        var (shade, foot) = (random.Between(0.12, 0.18), random.Between(0.2, 0.34));
        Put(0.05, 0.42, middle, 0.42, 0, height, Wood(ref random));
        Put(0.2, 0.23, middle, 0.04, height, height + foot, Plain(ref random));
        Put(0.22 - shade, 0.22 + shade, middle, 2 * shade, height + foot - 0.04, height + foot + 0.24, new(Pattern.Glow, glow, glow, 1, ValueNoise.Next(ref random)));
        return At(0.4, middle, height + foot + 0.3);
    }

    public void AddWardrobe(ref StandInRandom random)
    {
        var side = random.Below(2) == 0 ? -1 : 1;
        var (depth, width, height) = (random.Between(0.5, 0.65), random.Between(0.9, 1.8), random.Between(1.7, 2.2));
        var surface = Wood(ref random) with { Pattern = Pattern.Doors, Size = random.Between(0.45, 0.6) };
        var (left, right) = side < 0 ? (shell.From.X, shell.From.X + depth) : (shell.To.X - depth, shell.To.X);
        var back = random.Between(shell.To.Z - 1.5, shell.To.Z);
        things.Add(new(new(left, shell.To.Y - height, back - width), new(right, shell.To.Y, back), surface));
    }

    public void AddRug(ref StandInRandom random)
    {
        var (x, z) = (random.Between(shell.From.X * 0.6, shell.To.X * 0.6), random.Between(1.6, shell.To.Z - 0.8));
        var (width, depth) = (random.Between(0.5, 1.2), random.Between(0.4, 1));
        things.Add(new(new(x - width, shell.To.Y - 0.02, z - depth), new(x + width, shell.To.Y, z + depth), Cover(ref random)));
    }

    /// <summary>A window in the back wall or a side wall, with curtains; the place of its light.</summary>
    public Place AddWindow(ref StandInRandom random)
    {
        var side = BedSide == 0 ? (random.Below(3) - 1) : random.Below(2) == 0 ? 0 : -BedSide;
        var (width, height, sill) = (random.Between(0.7, 1.7), random.Between(0.9, 1.4), random.Between(0.8, 1.1));
        var middle = side == 0
            ? random.Between(shell.From.X + (width / 2) + 0.1, shell.To.X - (width / 2) - 0.1)
            : random.Between(shell.To.Z - 2.2, shell.To.Z - (width / 2) - 0.2);
        Colour[] greens = [new(84, 112, 62), new(120, 120, 112), new(58, 78, 66), new(160, 150, 130)];
        var sky = new Colour(random.Between(150, 225), random.Between(190, 235), random.Between(225, 255));
        Hang(side, middle, width, sill, sill + height, 0.03, new(Pattern.Window, sky, greens[random.Below(greens.Length)], 1, ValueNoise.Next(ref random)));
        if (random.Below(3) > 0)
        {
            var curtain = Cover(ref random) with { Pattern = Pattern.Stripes, Size = random.Between(0.07, 0.13) };
            curtain = curtain with { Second = 0.86 * curtain.Main };
            for (var edge = -1; edge <= 1; edge += 2)
                Hang(side, middle + (edge * ((width / 2) + 0.1)), random.Between(0.24, 0.4), random.Between(0.05, 0.7), sill + height + 0.12, 0.1, curtain);
        }

        return Wall(side, middle, sill + (height / 2), 0.35);
    }

    public void AddPictures(ref StandInRandom random)
    {
        for (var left = random.Below(4); left > 0; left--)
        {
            var paint = Colour.Near(random.Between(60, 190), 90, ref random);
            var surface = new Surface(Pattern.Picture, paint, Colour.Near(random.Between(40, 220), 90, ref random), 1, ValueNoise.Next(ref random));
            var (size, height) = (random.Between(0.3, 0.7), random.Between(1.35, 1.7));
            Hang(BedSide, BedMiddle.Middle + random.Around0(1.1), size, height, height + (size * random.Between(0.7, 1.3)), 0.03, surface);
        }
    }

    private static Surface Wood(ref StandInRandom random)
    {
        Colour[] kinds = [new(120, 82, 50), new(164, 124, 82), new(74, 48, 34), new(206, 186, 158), new(226, 222, 214), new(60, 56, 54)];
        var main = random.Between(0.85, 1.1) * kinds[random.Below(kinds.Length)];
        return new(Pattern.Planks, main, new(190, 180, 150), random.Between(0.12, 0.6), ValueNoise.Next(ref random));
    }

    private static Surface Plain(ref StandInRandom random) => new(Pattern.Plain, Colour.Near(random.Between(40, 210), 60, ref random), default, 1, ValueNoise.Next(ref random));

    private static Surface Linen(ref StandInRandom random) => new(Pattern.Fabric, Colour.Near(random.Between(185, 240), 18, ref random), default, 1, ValueNoise.Next(ref random));

    private static Surface Cover(ref StandInRandom random)
    {
        Pattern[] patterns = [Pattern.Fabric, Pattern.Fabric, Pattern.Fabric, Pattern.Stripes, Pattern.Checks];
        var main = Colour.Near(random.Between(50, 215), 60, ref random);
        return new(patterns[random.Below(patterns.Length)], main, Colour.Near(random.Between(60, 230), 60, ref random), random.Between(0.1, 0.34), ValueNoise.Next(ref random));
    }

    /// <summary>Puts a block at the wall of the bed's head: so far from it, so far along it, so high.</summary>
    private void Put(double from, double to, double middle, double width, double low, double high, Surface surface)
    {
        var (a, b) = (At(from, middle - (width / 2), high), At(to, middle + (width / 2), low));
        things.Add(new(new(Math.Min(a.X, b.X), a.Y, Math.Min(a.Z, b.Z)), new(Math.Max(a.X, b.X), b.Y, Math.Max(a.Z, b.Z)), surface));
    }

    /// <summary>Hangs something flat at a wall.</summary>
    private void Hang(int side, double middle, double width, double low, double high, double depth, Surface surface)
    {
        var (a, b) = (Wall(side, middle - (width / 2), high, depth), Wall(side, middle + (width / 2), low, 0));
        things.Add(new(new(Math.Min(a.X, b.X), a.Y, Math.Min(a.Z, b.Z)), new(Math.Max(a.X, b.X), b.Y, Math.Max(a.Z, b.Z)), surface));
    }

    private Place At(double away, double along, double height) => Wall(BedSide, along, height, away);

    private Place Wall(int side, double along, double height, double away) => side == 0
        ? new(along, shell.To.Y - height, shell.To.Z - away)
        : new(side < 0 ? shell.From.X + away : shell.To.X - away, shell.To.Y - height, along);
}

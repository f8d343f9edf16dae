// What makes one generated face differ from another: pose, build, colours, hair, expression, light.

namespace Hvae.Data.StandIns;

/// <summary>Lengths are shares of the head's half height; places have the head's middle at 0, x to the right, y downwards.</summary>
internal sealed record FaceTraits
{
    /// <summary>Half the head's height, in pixels.</summary>
    public required double Scale { get; init; }

    /// <summary>Middle of the head, in pixels.</summary>
    public required Point Centre { get; init; }

    /// <summary>Tangent of half the angle by which the head leans.</summary>
    public required double Lean { get; init; }

    /// <summary>How far the features are moved sideways because the head is turned.</summary>
    public required double Turn { get; init; }

    /// <summary>Half the head's width.</summary>
    public required double Width { get; init; }

    /// <summary>How much narrower the head is at the chin.</summary>
    public required double Jaw { get; init; }

    public required Colour Skin { get; init; }

    public required Colour Hair { get; init; }

    public required Colour Iris { get; init; }

    public required Colour Lips { get; init; }

    /// <summary>Towards the light; length 1.</summary>
    public required (double X, double Y, double Z) Light { get; init; }

    /// <summary>Share of the light that comes from everywhere.</summary>
    public required double Ambient { get; init; }

    /// <summary>Height of the eyes' middle, and their distance from the face's middle.</summary>
    public required Point Eyes { get; init; }

    public required double EyeOpening { get; init; }

    /// <summary>Where the eyes look, sideways.</summary>
    public required double Gaze { get; init; }

    public required double BrowThickness { get; init; }

    public required double NoseWidth { get; init; }

    public required double MouthWidth { get; init; }

    /// <summary>Negative: corners down.</summary>
    public required double Smile { get; init; }

    /// <summary>0: closed.</summary>
    public required double MouthOpening { get; init; }

    /// <summary>0 none … 1 full.</summary>
    public required double Beard { get; init; }

    public required bool HasGlasses { get; init; }

    /// <summary>The pose, colours and features of a face.</summary>
    public static FaceTraits Next(ref StandInRandom random)
    {
        var (darkness, warmth) = (random.Unit(), random.Around0(12));
        var skin = new Colour(240 - (145 * darkness * darkness), 196 - (134 * darkness) - (warmth / 3), 170 - (122 * darkness) - warmth);
        var (x, y) = (random.Around0(0.9), random.Around0(0.7) - 0.2);
        var length = Math.Sqrt((x * x) + (y * y) + 1);
        return new()
        {
            Scale = random.Between(22, 29),
            Centre = new(32 + random.Around0(4), 33 + random.Around0(3)),
            Lean = random.Around0(0.12),
            Turn = random.Around0(0.26),
            Width = random.Between(0.68, 0.82),
            Jaw = random.Between(0.08, 0.34),
            Skin = skin,
            Hair = HairColour(ref random),
            Iris = IrisColour(ref random),
            Lips = (random.Between(0.25, 0.6) * skin) + new Colour(random.Between(65, 115), random.Between(5, 25), random.Between(12, 38)),
            Light = (x / length, y / length, 1 / length),
            Ambient = random.Between(0.35, 0.7),
            Eyes = new(random.Between(0.34, 0.41), random.Between(-0.14, -0.04)),
            EyeOpening = random.Between(0.55, 1.25),
            Gaze = random.Around0(0.06),
            BrowThickness = random.Between(0.025, 0.07),
            NoseWidth = random.Between(0.09, 0.16),
            MouthWidth = random.Between(0.22, 0.36),
            Smile = random.Between(-0.4, 1),
            MouthOpening = random.Below(2) == 0 ? 0 : random.Between(0, 0.13),
            Beard = random.Below(4) == 0 ? random.Between(0.2, 0.95) : 0,
            HasGlasses = random.Below(8) == 0,
        };
    }

    private static Colour HairColour(ref StandInRandom random)
    {
        Colour[] dyes = [new(28, 22, 20), new(58, 38, 26), new(92, 58, 34), new(140, 96, 56), new(196, 160, 104), new(150, 62, 30), new(168, 164, 160)];
        var (a, b, share) = (dyes[random.Below(dyes.Length)], dyes[random.Below(dyes.Length)], random.Between(0, 0.35));
        return ((1 - share) * a) + (share * b);
    }

    private static Colour IrisColour(ref StandInRandom random)
    {
        Colour[] kinds = [new(70, 45, 28), new(95, 65, 35), new(80, 105, 130), new(85, 110, 75), new(45, 32, 26)];
        return random.Between(0.8, 1.2) * kinds[random.Below(kinds.Length)];
    }

    /// <summary>A place of the picture in the head's own coordinates.</summary>
    public Point ToFace(Point pixel)
    {
        var (right, down) = (1 / Scale) * (pixel - Centre);
        var norm = 1 / (1 + (Lean * Lean));
        var (cos, sin) = ((1 - (Lean * Lean)) * norm, 2 * Lean * norm);
        return new((cos * right) + (sin * down), (cos * down) - (sin * right));
    }
}

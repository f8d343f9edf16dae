// What the faces of things in a generated room look like: a colour with a pattern and a grain.

namespace Hvae.Data.StandIns;

internal enum Pattern
{
    Plain,
    Planks,
    Stripes,
    Checks,
    Fabric,
    Doors,
    Picture,
    Window,
    Glow,
}

/// <param name="Pattern">How it is divided.</param>
/// <param name="Main">Its colour.</param>
/// <param name="Second">The other colour of the pattern.</param>
/// <param name="Size">Metres from one piece of the pattern to the next.</param>
/// <param name="Noise">Its grain.</param>
internal sealed record Surface(Pattern Pattern, Colour Main, Colour Second, double Size, ValueNoise Noise)
{
    /// <summary>Whether it shines by itself.</summary>
    public bool IsLight => Pattern is Pattern.Window or Pattern.Glow;

    /// <summary>The colour in white light.</summary>
    /// <param name="across">Place on the face, in metres.</param>
    /// <param name="down">Place on the face, in metres.</param>
    /// <param name="share">Place on the face from −½ to ½, where that matters.</param>
    public Colour At(double across, double down, Point share) => Pattern switch
    {
        Pattern.Planks => Plank(across, down),
        Pattern.Stripes => (0.97 + (0.03 * Noise.At(across * 30, down * 30))) * (Fraction(across / Size) < 0.45 ? Second : Main),
        Pattern.Checks => Mix(Main, Second, (Fraction(across / Size) < 0.4 ? 0.5 : 0) + (Fraction(down / Size) < 0.4 ? 0.5 : 0)),
        Pattern.Fabric => (0.92 + (0.16 * Noise.Cloud(across * 7, down * 7)) + (0.05 * Noise.At(across * 40, down * 40))) * Main,
        Pattern.Doors => Door(across, share),
        Pattern.Picture => Picture(share),
        Pattern.Window => Window(share),
        Pattern.Glow => (1 - (0.25 * Math.Abs(share.X))) * Main,
        _ => (0.98 + (0.04 * Noise.Cloud(across * 4, down * 4))) * Main,
    };

    private static double Fraction(double value) => (value + 1000) - (int)(value + 1000);

    private static Colour Mix(Colour a, Colour b, double share) => ((1 - share) * a) + (share * b);

    /// <summary>Boards along the second coordinate, each with its own tint, and grain along them.</summary>
    private Colour Plank(double across, double down)
    {
        var (board, within) = ((int)((across / Size) + 1000), Fraction(across / Size));
        var tint = 0.9 + (0.14 * Noise.At(board * 1.7, 0.5)) + (0.09 * Noise.At(across * 45, (down * 3) + board));
        return (within < 0.06 ? 0.65 : tint) * Main;
    }

    private Colour Door(double across, Point share)
    {
        var within = Fraction(across / Size);
        var handle = within is > 0.86 and < 0.92 && Math.Abs(share.Y) < 0.06;
        var panel = within is > 0.16 and < 0.8 && Math.Abs(share.Y) < 0.42 ? 0.93 : 1;
        return handle ? Second : (within < 0.03 ? 0.55 : panel + (0.05 * Noise.At(across * 20, share.Y * 6))) * Main;
    }

    private Colour Picture(Point share)
    {
        if (Math.Max(Math.Abs(share.X), Math.Abs(share.Y)) > 0.42)
            return 0.35 * Main;
        if (Math.Max(Math.Abs(share.X), Math.Abs(share.Y)) > 0.33)
            return new(232, 230, 224);
        return Mix(Main, Second, ValueNoise.Smooth(0.5 + (1.4 * Noise.Cloud(share.X * 12, share.Y * 9))));
    }

    /// <summary>Sky above something green or grey, cut by bars.</summary>
    private Colour Window(Point share)
    {
        var bars = Math.Min(Math.Min(Math.Abs(share.X), Math.Abs(share.Y)), 0.5 - Math.Max(Math.Abs(share.X), Math.Abs(share.Y)));
        if (bars < 0.035)
            return new(205, 203, 198);
        var horizon = 0.12 + (0.1 * Noise.Cloud(share.X * 14, 1));
        return share.Y > horizon ? (0.7 + (0.4 * Noise.Cloud(share.X * 22, share.Y * 22))) * Second : Mix(Main, new(250, 250, 248), 0.55 + (0.8 * share.Y));
    }
}

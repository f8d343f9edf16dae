// The hair of a generated face: what falls behind it, over the shoulders, and over the forehead; or a hat.

namespace Hvae.Data.StandIns;

/// <summary>Lengths are shares of the head's half height.</summary>
internal sealed record FaceHair
{
    private const double Bald = 0.08;

    public required FaceTraits Face { get; init; }

    public required ValueNoise Noise { get; init; }

    /// <summary>How far it stands off the head.</summary>
    public required double Volume { get; init; }

    /// <summary>How far down it falls.</summary>
    public required double Length { get; init; }

    /// <summary>Height of the hairline at the parting, and how fast it falls to the sides.</summary>
    public required (double Height, double Fall) Line { get; init; }

    /// <summary>Where it parts.</summary>
    public required double Parting { get; init; }

    /// <summary>How curly: 0 straight strands, 1 curls.</summary>
    public required double Curl { get; init; }

    /// <summary>The colour of a hat; null: none.</summary>
    public required Colour? Hat { get; init; }

    public static FaceHair Next(FaceTraits face, ref StandInRandom random)
    {
        var isLong = random.Below(2) == 0;
        return new()
        {
            Face = face,
            Noise = ValueNoise.Next(ref random),
            Volume = isLong ? random.Between(0.1, 0.3) : random.Between(0.0, 0.22),
            Length = isLong ? random.Between(0.5, 2) : random.Between(-0.3, 0.15),
            Line = (random.Between(-0.86, -0.42), random.Between(0.25, 1.5)),
            Parting = random.Around0(0.55),
            Curl = random.Below(3) == 0 ? random.Unit() : 0,
            Hat = random.Below(12) == 0 ? new(random.Between(15, 220), random.Between(15, 200), random.Between(15, 200)) : null,
        };
    }

    /// <summary>What is seen around and beside the head.</summary>
    public void PaintBehind(Painting painting)
    {
        if (Volume > Bald)
            painting.Paint(Part.All, at => Painting.Edge(Outline(at) * Face.Scale), at => 0.62 * Strands(at));
    }

    /// <summary>Long hair falls before the shoulders.</summary>
    public void PaintOverShoulders(Painting painting)
    {
        if (Length > 0.7)
            painting.Paint(Part.All, at => Painting.Edge(Math.Max(Outline(at), 0.5 - Math.Abs(at.X)) * Face.Scale), at => 0.78 * Strands(at));
    }

    /// <summary>What covers the forehead and the sides of the face.</summary>
    public void PaintBefore(Painting painting)
    {
        if (Volume > Bald / 2)
            painting.Paint(Part.All, at => Painting.Edge(Math.Max(Outline(at), BelowLine(at)) * Face.Scale), Strands);
        if (Hat is not { } hat)
            return;
        painting.Paint(Part.All, at => Painting.Edge(Math.Max(Cap(at, 0.1 + Volume), at.Y + 0.5) * Face.Scale), at => Felt(hat, at));
        painting.Paint(Part.All, at => Painting.Edge(Math.Max(Math.Abs(at.Y + 0.52) - 0.07, Math.Abs(at.X) - Face.Width - 0.22) * Face.Scale), at => 0.7 * Felt(hat, at));
    }

    private Colour Felt(Colour hat, Point at) => (0.75 - (0.3 * at.X * -Face.Light.X) + (0.1 * Noise.At(at.X * 14, at.Y * 14))) * hat;

    /// <summary>Distance to an ellipse a little larger than the head, in shares of its half height.</summary>
    private double Cap(Point at, double volume) => (Shapes.Ellipse(at - new Point(0, -0.06), Face.Width + volume, 1 + (0.8 * volume)) - 1) * (Face.Width + volume);

    /// <summary>Negative where there may be hair: about the head, and below it as far as it is long.</summary>
    private double Outline(Point at)
    {
        var wave = 0.05 * (0.4 + Curl) * Noise.At(at.X * 7, at.Y * 7);
        var width = Face.Width + Volume + (0.12 * Math.Max(0, at.Y));
        var fall = Math.Max(Math.Abs(at.X) - width, Math.Max(-at.Y - 0.06, at.Y - Length));
        return Math.Min(Math.Max(Cap(at, Volume), at.Y - Math.Max(Length, -0.1)), fall) + wave;
    }

    /// <summary>Negative above the hairline.</summary>
    private double BelowLine(Point at)
    {
        var away = at.X - Parting - (0.6 * Face.Turn);
        var line = Line.Height + (Line.Fall * away * away) + (0.05 * Noise.At((at.X * 12) + 50, at.Y * 3));
        return (at.Y - line) / Math.Sqrt(1 + (4 * Line.Fall * Line.Fall * away * away));
    }

    private Colour Strands(Point at)
    {
        var across = (at.X - Parting) / (0.55 + Math.Max(0, at.Y + 1.1));
        var straight = Noise.At(across * 26, at.Y * 2.2) + (0.5 * Noise.At((across * 60) + 7, at.Y * 4));
        var curls = Noise.Cloud(at.X * 12, at.Y * 12) * 2;
        var texture = ((1 - Curl) * straight) + (Curl * curls);
        var facing = 0.5 + (0.35 * ((at.X * Face.Light.X) - (0.6 * at.Y * -Face.Light.Y)));
        var gloss = Shapes.Hill(at - new Point(0.4 * Face.Light.X, -0.82), 0.6, 0.2);
        var bright = Math.Max(0.1, Face.Ambient * 0.6 + facing + (0.24 * texture));
        return (bright * Face.Hair) + (gloss * (0.6 + (0.4 * texture)) * new Colour(38, 34, 30));
    }
}

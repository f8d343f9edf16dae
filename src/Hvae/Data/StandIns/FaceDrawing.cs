// Draws a face in front of something, as in the photographs of CelebA.
// Scales of detail, coarse to fine: background and light; head, hair and clothes; features; expression; strands and skin; noise.

namespace Hvae.Data.StandIns;

internal static class FaceDrawing
{
    public const int Side = 64;
    public const int Channels = 3;

    /// <param name="label">Always 0: faces have no labels.</param>
    /// <param name="random">Decides all; the same state gives the same image.</param>
    /// <param name="pixels">3×64×64 bytes: planes red, green, blue.</param>
    public static void Draw(int label, ref StandInRandom random, Span<byte> pixels)
    {
        var painting = new Painting(Side);
        var face = FaceTraits.Next(ref random);
        var skin = new Skin(face, ValueNoise.Next(ref random));
        FaceSurroundings.PaintBackground(painting, ref random);
        painting.Measure(face.ToFace);
        var hair = FaceHair.Next(face, ref random);
        hair.PaintBehind(painting);
        FaceSurroundings.PaintShoulders(painting, skin, ref random);
        hair.PaintOverShoulders(painting);
        PaintEars(painting, face, skin);
        painting.Paint(new(default, 1, 1.1), at => Painting.Edge(skin.Distance(at)), skin.At);
        FaceFeatures.Paint(painting, skin, ref random);
        hair.PaintBefore(painting);
        if (face.HasGlasses)
            FaceFeatures.PaintGlasses(painting, face, ref random);
        painting.Develop(random.Between(0.1, 0.6), random.Between(1, 9), ref random, pixels);
    }

    private static void PaintEars(Painting painting, FaceTraits face, Skin skin)
    {
        for (var side = -1; side <= 1; side += 2)
        {
            var ear = new Point((side * face.Width * 0.99) - (0.25 * face.Turn), 0.06);
            painting.Paint(
                new(ear, 0.2, 0.3),
                at => Painting.Edge((Shapes.Ellipse(at - ear, 0.11, 0.21) - 1) * 0.11 * face.Scale),
                at => (0.82 + (0.25 * (Shapes.Ellipse(at - ear, 0.11, 0.21) - 0.5))) * skin.Flat(at));
        }
    }
}

/// <summary>Formulas that several parts of drawings use.</summary>
internal static class Shapes
{
    /// <summary>1 on an ellipse about 0, less inside: how many times the way to its edge a point is away.</summary>
    public static double Ellipse(Point point, double halfWidth, double halfHeight)
    {
        var (x, y) = (point.X / halfWidth, point.Y / halfHeight);
        return Math.Sqrt((x * x) + (y * y));
    }

    /// <summary>A smooth hill of height 1 about 0 that ends at the ellipse.</summary>
    public static double Hill(Point point, double halfWidth, double halfHeight)
    {
        var (x, y) = (point.X / halfWidth, point.Y / halfHeight);
        var left = 1 - (x * x) - (y * y);
        return left <= 0 ? 0 : left * left;
    }
}

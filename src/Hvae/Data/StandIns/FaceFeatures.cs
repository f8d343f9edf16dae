// Eyes, brows, nostrils and mouth of a generated face, and glasses before them.

namespace Hvae.Data.StandIns;

internal static class FaceFeatures
{
    private const double EyeWidth = 0.175;
    private const double MouthHeight = 0.57;

    public static void Paint(Painting painting, Skin skin, ref StandInRandom random)
    {
        var face = skin.Face;
        var gleam = new Point(random.Around0(0.05), -0.03);
        for (var side = -1; side <= 1; side += 2)
        {
            PaintEye(painting, skin, EyeOf(face, side), gleam);
            PaintBrow(painting, skin, EyeOf(face, side), side, random.Around0(0.02));
        }

        PaintNostrils(painting, skin);
        PaintMouth(painting, skin);
    }

    public static void PaintGlasses(Painting painting, FaceTraits face, ref StandInRandom random)
    {
        var rim = new Colour(random.Between(10, 90), random.Between(10, 70), random.Between(10, 70));
        var (radius, thickness) = (random.Between(0.22, 0.27), random.Between(0.5, 1.1));
        var isDark = random.Below(4) == 0;
        for (var side = -1; side <= 1; side += 2)
        {
            var eye = EyeOf(face, side);
            double Distance(Point at) => (Shapes.Ellipse(at - eye, radius, 0.85 * radius) - 1) * radius * face.Scale;
            painting.Paint(new(eye, 0.4, 0.4), at => (isDark ? 0.8 : 0.12) * Painting.Edge(Distance(at)), at => isDark ? rim : new(200 + (60 * at.Y), 210 + (60 * at.Y), 220 + (60 * at.Y)));
            painting.Paint(new(eye, 0.4, 0.4), at => Painting.Edge(Math.Abs(Distance(at)) - (thickness / 2)), _ => rim);
        }

        var bridge = new Point(face.Turn, face.Eyes.Y - 0.05);
        var half = face.Eyes.X - radius;
        painting.Paint(
            new(bridge, half + 0.1, 0.1),
            at => Math.Min(Painting.Edge((Math.Abs(at.X - bridge.X) - half) * face.Scale), Painting.Edge((Math.Abs(at.Y - bridge.Y) * face.Scale) - (thickness / 2))),
            _ => rim);
    }

    /// <summary>The eye that the head turns away comes nearer to the nose.</summary>
    private static Point EyeOf(FaceTraits face, int side) => new((side * face.Eyes.X) + face.Turn - (0.1 * Math.Abs(face.Turn) * side), face.Eyes.Y);

    private static void PaintEye(Painting painting, Skin skin, Point eye, Point gleam)
    {
        var face = skin.Face;
        var part = new Part(eye, 1.3 * EyeWidth, 0.25);
        var height = 0.095 * face.EyeOpening;
        double Lid(double across) => height * (1 - (across * across / (EyeWidth * EyeWidth)));
        double Open(Point at) => Painting.Edge((Math.Abs(at.Y - eye.Y) - Lid(at.X - eye.X)) * face.Scale);
        var white = skin.Flat(eye) + new Colour(45, 55, 60);
        painting.Paint(part, Open, at => (1 - (0.25 * Math.Abs(at.X - eye.X) / EyeWidth)) * white);
        var pupil = eye + new Point(face.Gaze, -0.01);
        Disc(0.094, at => (0.7 + (0.5 * Shapes.Ellipse(at - pupil, 0.094, 0.094))) * face.Iris);
        Disc(0.046, _ => new(14, 12, 12));
        painting.Paint(part, at => 0.85 * Open(at) * Painting.Edge((Shapes.Ellipse(at - pupil - gleam, 0.024, 0.024) - 1) * 0.024 * face.Scale), _ => new(255, 255, 255));

        // The upper lid casts a line, the fold above it a fainter one.
        painting.Paint(part, at => 0.9 * Line(at.X - eye.X, at.Y - eye.Y, 0, 0.024), _ => 0.2 * face.Skin);
        painting.Paint(part, at => 0.4 * Line(at.X - eye.X, at.Y - eye.Y, 0.06, 0.018), _ => 0.45 * face.Skin);
        painting.Paint(part, at => 0.35 * Line(at.X - eye.X, eye.Y - at.Y, 0, 0.014), _ => 0.4 * face.Skin);

        void Disc(double radius, Shade shade) => painting.Paint(part, at => Open(at) * Painting.Edge((Shapes.Ellipse(at - pupil, radius, radius) - 1) * radius * face.Scale), shade);

        double Line(double across, double down, double above, double half) =>
            Math.Abs(across) > EyeWidth * 1.05 ? 0 : Math.Clamp(((half - Math.Abs(down + Lid(across) + above)) * face.Scale) + 0.5, 0, 1);
    }

    private static void PaintBrow(Painting painting, Skin skin, Point eye, int side, double lift)
    {
        var face = skin.Face;
        painting.Paint(
            new(eye, 0.35, 0.5),
            at =>
            {
                var along = ((side * (at.X - eye.X)) + 0.2) / 0.44;
                if (along is < 0 or > 1)
                    return 0;
                var height = -0.19 - lift - (0.09 * along * (1.6 - along));
                var half = face.BrowThickness * (1 - (0.75 * along * along)) * Math.Min(1, (6 * along) + 0.3);
                return 0.85 * Painting.Edge((Math.Abs(at.Y - eye.Y - height) - half) * face.Scale);
            },
            _ => 0.7 * (face.Ambient + 0.3) * face.Hair);
    }

    private static void PaintNostrils(Painting painting, Skin skin)
    {
        var face = skin.Face;
        var nose = new Point(1.1 * face.Turn, 0.345);
        painting.Paint(
            new(nose, 0.25, 0.1),
            at => 0.75 * Painting.Edge((Shapes.Ellipse(new(Math.Abs(at.X - nose.X) - (0.62 * face.NoseWidth), at.Y - nose.Y), 0.05, 0.026) - 1) * 0.026 * face.Scale),
            _ => 0.3 * face.Skin);
    }

    private static void PaintMouth(Painting painting, Skin skin)
    {
        var face = skin.Face;
        var mouth = new Point(0.9 * face.Turn, MouthHeight);
        var part = new Part(mouth, face.MouthWidth + 0.05, 0.35);
        double Taper(Point at) => 1 - ((at.X - mouth.X) * (at.X - mouth.X) / (face.MouthWidth * face.MouthWidth));
        double Below(Point at) => at.Y - mouth.Y + (0.8 * face.Smile * (at.X - mouth.X) * (at.X - mouth.X));
        double Band(Point at, double above, double below) => Taper(at) <= 0 ? 0 : Painting.Edge(Math.Max(-Below(at) - (above * Taper(at)), Below(at) - (below * Taper(at))) * face.Scale);
        var (open, light) = (face.MouthOpening, skin.Flat(mouth));
        painting.Paint(part, at => 0.95 * Band(at, 0.075, 0.1 + open), at => (Below(at) > open ? 1.05 + (0.3 * Shapes.Hill(at - mouth - new Point(0, open + 0.05), 0.15, 0.05)) : 0.7) * ((0.2 * light) + (0.8 * face.Lips)));
        painting.Paint(part, at => 0.85 * Band(at, 0.012, 0.016 + open), _ => new(44, 18, 20));
        if (open > 0.02)
            painting.Paint(part, at => Band(at, 0, open * 0.75), at => (1 - (0.3 * Math.Abs(at.X - mouth.X) / face.MouthWidth)) * (light + new Colour(50, 60, 60)));
    }
}

// What is behind and below a generated face: a wall, blurred lights or leaves, a neck and clothes.

namespace Hvae.Data.StandIns;

internal static class FaceSurroundings
{
    private const double Side = FaceDrawing.Side;

    public static void PaintBackground(Painting painting, ref StandInRandom random)
    {
        var brightness = random.Between(25, 225);
        var (a, b) = (Colour.Near(brightness, 42, ref random), Colour.Near(Math.Clamp(brightness + random.Around0(110), 5, 245), 42, ref random));
        var (across, down) = (random.Around0(1), random.Around0(1));
        var noise = ValueNoise.Next(ref random);
        painting.Fill(at => Between(a, b, 0.5 + (across * ((at.X / Side) - 0.5)) + (down * ((at.Y / Side) - 0.5))));
        switch (random.Below(4))
        {
            case 0:
                var grain = random.Between(0.05, 0.25);
                painting.Fill(at => Between(a, b, 0.5 + (across * ((at.X / Side) - 0.5)) + (0.9 * noise.Cloud(at.X * grain, at.Y * grain))));
                break;
            case 1:
                PaintPanels(painting, a, b, ref random);
                break;
            case 2:
                PaintLights(painting, ref random);
                break;
            default:
                break;
        }
    }

    public static void PaintShoulders(Painting painting, Skin skin, ref StandInRandom random)
    {
        var face = skin.Face;
        var neck = random.Between(0.34, 0.5);
        painting.Paint(
            new(new(0, 1.2), 1, 0.9),
            at => Painting.Edge(Math.Max(Math.Abs(at.X - (0.3 * face.Turn)) - neck, 0.5 - at.Y) * face.Scale),
            at => (0.62 + (0.2 * Math.Abs(at.X))) * skin.Flat(new(at.X, 0.6)));
        var cloth = Colour.Near(random.Between(20, 220), 90, ref random);
        var trim = Colour.Near(random.Between(20, 230), 90, ref random);
        var noise = ValueNoise.Next(ref random);
        var (width, top, cut) = (random.Between(1.3, 1.9), random.Between(1.0, 1.2), random.Between(0.1, 0.5));
        var stripes = random.Below(3) == 0 ? random.Between(3, 9) : 0;
        painting.Paint(
            Part.All,
            at =>
            {
                var shoulder = (Shapes.Ellipse(at - new Point(0, top + 0.9), width, 0.95) - 1) * 0.95;
                var collar = (neck + 0.08 - Math.Abs(at.X)) - (at.Y - top + 0.1 - cut);
                return Painting.Edge(Math.Max(shoulder, Math.Min(collar, 1)) * face.Scale);
            },
            at =>
            {
                var isTrim = stripes > 0 && (int)((at.Y + 8) * stripes) % 2 == 0;
                var light = 0.75 + (0.25 * at.X * face.Light.X) + (0.16 * noise.Cloud(at.X * 5, at.Y * 3)) + (0.06 * noise.At(at.X * 22, at.Y * 22));
                return light * (isTrim ? trim : cloth);
            });
    }

    private static Colour Between(Colour a, Colour b, double share) => ((1 - Math.Clamp(share, 0, 1)) * a) + (Math.Clamp(share, 0, 1) * b);

    /// <summary>Broad upright panels with soft edges, as of walls, doors and curtains.</summary>
    private static void PaintPanels(Painting painting, Colour a, Colour b, ref StandInRandom random)
    {
        for (var left = random.Between(-6, 10); left < Side; left += random.Between(6, 22))
        {
            var (middle, half, share, soft) = (left, random.Between(2, 8), random.Between(0.3, 1), random.Between(0.5, 3));
            var paint = Between(a, b, random.Between(-0.5, 1.5)) + new Colour(random.Around0(40), random.Around0(40), random.Around0(40));
            painting.Paint(Part.All, at => share * Math.Clamp(((half - Math.Abs(at.X - middle)) / soft) + 0.5, 0, 1), at => (1 - (0.003 * at.Y)) * paint);
        }
    }

    /// <summary>Lights out of focus.</summary>
    private static void PaintLights(Painting painting, ref StandInRandom random)
    {
        for (var left = 4 + random.Below(10); left > 0; left--)
        {
            var middle = new Point(random.Between(0, Side), random.Between(0, Side * 0.8));
            var (radius, share) = (random.Between(2, 8), random.Between(0.15, 0.6));
            var light = new Colour(random.Between(120, 255), random.Between(110, 240), random.Between(70, 230));
            painting.Paint(new(middle, radius + 1, radius + 1), at => share * Painting.Edge((Shapes.Ellipse(at - middle, radius, radius) - 1) * radius), _ => light);
        }
    }
}

// The skin of a generated face: the shape of the head, its light and shade, and its small irregularities.

namespace Hvae.Data.StandIns;

/// <param name="face">Whose.</param>
/// <param name="noise">Its irregularities.</param>
internal sealed class Skin(FaceTraits face, ValueNoise noise)
{
    public FaceTraits Face => face;

    /// <summary>Distance to the outline of the face in pixels, negative inside.</summary>
    public double Distance(Point at)
    {
        var below = Math.Max(at.Y, 0);
        var width = face.Width * (1 - (face.Jaw * below * below * Math.Sqrt(below)));
        var r = Shapes.Ellipse(at, width, 1);
        return (r - 1) * width * face.Scale;
    }

    /// <summary>The skin without any relief of features, lit: of ears and neck, too.</summary>
    public Colour Flat(Point at) => Light(at, bump: default) * face.Skin;

    /// <summary>The skin of the face.</summary>
    public Colour At(Point at)
    {
        var middle = at - new Point(face.Turn, 0);
        var colour = Light(at, Relief(middle)) * face.Skin;
        var cheeks = Shapes.Hill(new(Math.Abs(middle.X) - 0.42, middle.Y - 0.28), 0.3, 0.25);
        var sockets = Shapes.Hill(new(Math.Abs(middle.X) - face.Eyes.X, middle.Y - face.Eyes.Y), 0.27, 0.2);
        var underNose = Shapes.Hill(middle - new Point(0, 0.36), 1.2 * face.NoseWidth, 0.07);
        var underLip = Shapes.Hill(middle - new Point(0, 0.72), 0.2, 0.08);
        colour += cheeks * new Colour(10, -8, -6);
        colour = (1 - (0.22 * sockets) - (0.35 * underNose) - (0.16 * underLip)) * colour;
        var shine = Shapes.Hill(middle - new Point(0, 0.24), 0.09, 0.12) + (0.6 * Shapes.Hill(middle - new Point(0, -0.5), 0.4, 0.2));
        colour += 26 * shine * new Colour(1, 1, 1);
        return (1 + (0.05 * noise.Cloud(at.X * 9, at.Y * 9))) * Bearded(colour, at, middle);
    }

    /// <summary>The beard grows on jaw and chin and above the mouth, denser below.</summary>
    private Colour Bearded(Colour skin, Point at, Point middle)
    {
        if (face.Beard <= 0)
            return skin;
        var edge = 0.42 + (0.25 * noise.At(at.X * 6, 3)) - (0.5 * (Math.Abs(middle.X) - 0.3));
        var below = ValueNoise.Smooth((middle.Y - edge) * 5);
        var moustache = Shapes.Hill(middle - new Point(0, 0.45), face.MouthWidth * 1.2, 0.13);
        var density = face.Beard * Math.Max(below, Math.Min(1, 1.6 * moustache));
        var strands = 0.75 + (0.35 * noise.At((at.X * 34) + 9, at.Y * 16));
        return ((1 - density) * skin) + (density * strands * Light(at, default) * face.Hair);
    }

    /// <summary>How bright the light makes a place of the head, whose normal the slopes of features bend.</summary>
    private double Light(Point at, Point bump)
    {
        var (x, y) = ((at.X / face.Width) - bump.X, at.Y - bump.Y);
        var z = Math.Sqrt(Math.Max(0.04, 1 - Math.Min(1, (x * x) + (y * y))));
        var norm = 1 / Math.Sqrt((x * x) + (y * y) + (z * z));
        var facing = ((x * face.Light.X) + (y * face.Light.Y) + (z * face.Light.Z)) * norm;
        return face.Ambient + ((1.1 - face.Ambient) * Math.Max(0, facing));
    }

    /// <summary>Slopes of nose, brows and chin.</summary>
    private Point Relief(Point middle)
    {
        var nose = Shapes.Hill(middle - new Point(0, 0.12), 2.2 * face.NoseWidth, 0.34);
        var side = middle.X / face.NoseWidth;
        var chin = Shapes.Hill(middle - new Point(0, 0.85), 0.24, 0.16);
        return new(-0.55 * nose * side / (1 + (side * side)), (-1.2 * chin * (middle.Y - 0.85) / 0.16) + (0.5 * nose * Math.Max(0, middle.Y - 0.22)));
    }
}

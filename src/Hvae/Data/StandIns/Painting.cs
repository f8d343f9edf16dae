// A picture in the making: layers of paint with soft edges, then what a camera adds, then bytes.

using System.Runtime.InteropServices;

namespace Hvae.Data.StandIns;

/// <summary>How much of a pixel a layer covers, 0 … 1, by the place of the pixel's middle.</summary>
internal delegate double Cover(Point at);

/// <summary>The colour of a layer at a place.</summary>
internal delegate Colour Shade(Point at);

/// <summary>The part of a picture in which a layer can cover anything.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Part(Point Middle, double HalfWidth, double HalfHeight)
{
    public static Part All { get; } = new(default, double.PositiveInfinity, double.PositiveInfinity);

    public bool Has(Point at) => Math.Abs(at.X - Middle.X) <= HalfWidth && Math.Abs(at.Y - Middle.Y) <= HalfHeight;
}

/// <summary>Square, in colour. Places are in pixels from the upper left corner, until a drawing says otherwise.</summary>
internal sealed class Painting
{
    private readonly int side;
    private readonly Colour[] pixels;
    private readonly Point[] places;

    /// <param name="side">Pixels per side.</param>
    public Painting(int side)
    {
        (this.side, pixels, places) = (side, new Colour[side * side], new Point[side * side]);
        Measure(at => at);
    }

    /// <summary>Lets places be given in other coordinates from now on.</summary>
    /// <param name="place">From pixels to those coordinates.</param>
    public void Measure(Func<Point, Point> place)
    {
        for (var i = 0; i < places.Length; i++)
            places[i] = place(new((i % side) + 0.5, (i / side) + 0.5));
    }

    /// <summary>Paints everything.</summary>
    public void Fill(Shade shade)
    {
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = shade(places[i]);
    }

    /// <summary>Paints a layer over what is there.</summary>
    public void Paint(Part part, Cover cover, Shade shade)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var at = places[i];
            if (!part.Has(at)) continue;
            var share = cover(at);
            if (share <= 0) continue;
            var paint = shade(at);
            pixels[i] = share >= 1 ? paint : ((1 - share) * pixels[i]) + (share * paint);
        }
    }

    /// <summary>Writes planes of red, green and blue, blurred a little, and each value with noise of its own.</summary>
    /// <param name="blur">0 … 1: how much of the mean with weights 1, 2, 1 along each axis is mixed in.</param>
    /// <param name="noise">Half the width of the noise.</param>
    /// <param name="random">For the noise.</param>
    /// <param name="planes">3×side×side bytes.</param>
    public void Develop(double blur, double noise, ref StandInRandom random, Span<byte> planes)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var colour = ((1 - blur) * pixels[i]) + (blur * Mean(i));
            planes[i] = ToByte(colour.Red + random.Around0(noise));
            planes[pixels.Length + i] = ToByte(colour.Green + random.Around0(noise));
            planes[(2 * pixels.Length) + i] = ToByte(colour.Blue + random.Around0(noise));
        }
    }

    /// <summary>1 inside, 0 outside, and a ramp one pixel wide between, by the distance to the edge in pixels, negative inside.</summary>
    public static double Edge(double distance) => Math.Clamp(0.5 - distance, 0, 1);

    /// <summary>What lies outside continues the edge.</summary>
    private Colour Mean(int i)
    {
        var (left, right) = (i % side == 0 ? 0 : -1, i % side == side - 1 ? 0 : 1);
        var (above, below) = (i < side ? 0 : -side, i >= pixels.Length - side ? 0 : side);
        return (1 / 16.0 * (Row(i + above) + Row(i + below))) + (2 / 16.0 * Row(i));

        Colour Row(int middle) => pixels[middle + left] + (2 * pixels[middle]) + pixels[middle + right];
    }

    private static byte ToByte(double value) => (byte)(Math.Clamp(value, 0, 255) + 0.5);
}

// A colour of a drawing before it is rounded to bytes.

using System.Runtime.InteropServices;

namespace Hvae.Data.StandIns;

/// <summary>Red, green and blue, of which 0 … 255 can be shown.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Colour(double Red, double Green, double Blue)
{
    public static Colour operator +(Colour a, Colour b) => new(a.Red + b.Red, a.Green + b.Green, a.Blue + b.Blue);

    public static Colour operator *(double factor, Colour a) => new(factor * a.Red, factor * a.Green, factor * a.Blue);

    /// <summary>Grey of some brightness with a random cast.</summary>
    public static Colour Near(double brightness, double cast, ref StandInRandom random) =>
        new(brightness + random.Around0(cast), brightness + random.Around0(cast), brightness + random.Around0(cast));

    /// <summary><paramref name="over"/> painted on this with opacity <paramref name="coverage"/> / 255.</summary>
    public Colour Under(Colour over, byte coverage) => this + ((coverage / 255.0) * (over + (-1 * this)));
}

// Random numbers of the stand-ins: SplitMix64 (Steele, Lea, Flood 2014), in integers and exact divisions only,
// so that the images are the same on every machine and with every version of the runtime.

namespace Hvae.Data.StandIns;

/// <summary>A generator whose state is one number; each image has its own, found from its index alone.</summary>
internal struct StandInRandom
{
    private ulong state;

    /// <param name="seed">Says which family of images.</param>
    /// <param name="index">Says which of them.</param>
    public StandInRandom(ulong seed, ulong index) => state = Mix(Mix(seed) ^ index);

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>0 … <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)((Next() >> 32) * (ulong)count >> 32);

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * Unit());

    /// <summary>Triangular in (−width, width), most often near 0.</summary>
    public double Around0(double width) => width * (Unit() + Unit() - 1);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

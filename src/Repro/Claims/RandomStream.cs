// Random numbers that are the same on every machine and with every version of the runtime.

namespace Repro.Claims;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): x ← x + 0x9E3779B97F4A7C15, then two xor-shift multiplications.
/// The runtime's own generator may change from one version to the next, and verdicts must not.
/// </summary>
/// <param name="seed">The same seed gives the same stream.</param>
public sealed class RandomStream(ulong seed)
{
    private ulong state = seed;

    /// <summary>Returns the next 64 random bits.</summary>
    public ulong Bits()
    {
        var bits = state += 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>Returns a uniform number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double Uniform() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a uniform number among 0 … <paramref name="count"/> − 1; <paramref name="count"/> is at least 1.</summary>
    public int Index(int count) => (int)Math.BigMul(Bits(), (ulong)count, out _);

    /// <summary>Returns a standard normal number (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
}

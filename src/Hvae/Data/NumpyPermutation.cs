// The permutation that draws subsets of images, and that splits the images whose latents are classified.

namespace Hvae.Data;

/// <summary>
/// Computes numpy.random.RandomState(seed).permutation(n): the Mersenne Twister (Matsumoto &amp; Nishimura 1998) and a Fisher–Yates
/// shuffle from the end. It is the same on every machine.
/// </summary>
public sealed class NumpyPermutation
{
    private const int StateLength = 624;
    private const int Shift = 397;

    private readonly uint[] state = new uint[StateLength];
    private int position = StateLength;

    /// <param name="seed">Seed of RandomState.</param>
    private NumpyPermutation(uint seed)
    {
        state[0] = seed;
        for (var i = 1; i < StateLength; i++) state[i] = (1812433253 * (state[i - 1] ^ (state[i - 1] >> 30))) + (uint)i;
    }

    /// <summary>Returns the first permutation of 0 … <paramref name="count"/> − 1 of RandomState(<paramref name="seed"/>).</summary>
    public static long[] Of(int count, uint seed)
    {
        var random = new NumpyPermutation(seed);
        var order = new long[count];
        for (var i = 0; i < count; i++) order[i] = i;
        for (var i = count - 1; i >= 1; i--)
        {
            var j = random.AtMost((uint)i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>
    /// Returns a number of 0 … <paramref name="largest"/>. It draws as many bits as <paramref name="largest"/> has, and draws again while
    /// the number is too large.
    /// </summary>
    private uint AtMost(uint largest)
    {
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(largest);
        uint value;
        do
        {
            value = Next() & mask;
        }
        while (value > largest);
        return value;
    }

    private uint Next()
    {
        if (position == StateLength) Refill();
        var y = state[position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Refill()
    {
        for (var i = 0; i < StateLength; i++)
        {
            var y = (state[i] & 0x80000000) | (state[(i + 1) % StateLength] & 0x7fffffff);
            state[i] = state[(i + Shift) % StateLength] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }

        position = 0;
    }
}

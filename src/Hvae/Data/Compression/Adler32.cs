// The checksum at the end of a zlib stream (Adler-32, RFC 1950): a = 1 + Σ bytes, b = Σ of all a, both modulo 65521.

namespace Hvae.Data.Compression;

internal static class Adler32
{
    /// <summary>The checksum of nothing.</summary>
    public const uint Start = 1;

    private const uint Modulus = 65521;

    /// <summary>So many bytes fit before b passes 32 bits.</summary>
    private const int LongestRun = 5552;

    /// <summary>Goes on from <paramref name="adler"/> over further bytes.</summary>
    public static uint Append(uint adler, ReadOnlySpan<byte> bytes)
    {
        var (a, b) = (adler & 0xffff, adler >> 16);
        while (bytes.Length > 0)
        {
            var run = bytes[..Math.Min(LongestRun, bytes.Length)];
            foreach (var value in run)
            {
                a += value;
                b += a;
            }

            (a, b) = (a % Modulus, b % Modulus);
            bytes = bytes[run.Length..];
        }

        return (b << 16) | a;
    }
}

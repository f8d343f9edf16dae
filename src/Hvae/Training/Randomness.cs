// One seed per model, and independent generators for each purpose drawn from it.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Makes the generators of a model. The global generator is never used.</summary>
/// <param name="seed">The model's seed.</param>
public sealed class Randomness(long seed)
{
    /// <summary>A generator for one purpose, e.g. <c>initialisation</c>, <c>shuffling</c>, <c>noise</c>; independent of those for other purposes.</summary>
    public Generator For(string purpose, Device device) => new(Derive(purpose), device);

    /// <summary>The first 8 bytes of SHA-256("seed/purpose"), so that neighbouring seeds share nothing.</summary>
    private ulong Derive(string purpose) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}")));
}

// Draws independent random generators from one seed per model, and checks a generator's saved state before it is used.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>
/// Makes the generators of a model. The global generator is never used. TorchSharp makes generators on the CPU only, whatever device it is
/// asked for; so random numbers are drawn there and then moved, and a model has the same ones on every device.
/// </summary>
/// <param name="seed">The model's seed.</param>
public sealed class Randomness(long seed)
{
    /// <summary>
    /// Returns a generator for one purpose, e.g. <c>initialisation</c>, <c>shuffling</c> or <c>noise</c>, independent of those for other
    /// purposes.
    /// </summary>
    public Generator For(string purpose) => new(Derive(purpose), CPU);

    /// <summary>Returns the first 8 bytes of SHA-256("seed/purpose"), so that the generators of neighbouring seeds are unrelated.</summary>
    private ulong Derive(string purpose) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}")));
}

/// <summary>
/// Checks states of generators, because libtorch ends the process when it is given bytes that are no state. The state of libtorch 2.10 on
/// the CPU is (<c>CPUGeneratorImpl.cpp</c>, little-endian): initial seed u64, numbers left i32, seeded i32, next u64, 624 words of the
/// Mersenne twister as u64, three doubles that are no longer used, and whether a normal number is kept i32; then that number as float32,
/// and whether it is kept.
/// </summary>
internal static class GeneratorState
{
    private const int Words = 624;
    private const int Left = 8;
    private const int Seeded = 12;
    private const int Next = 16;
    private const int Twister = 24;
    private const int HasNormal = Twister + (Words * sizeof(ulong)) + (3 * sizeof(double));
    private const int HasFloatNormal = HasNormal + 12;
    private const int Length = HasNormal + 16;

    /// <summary>Returns whether <paramref name="generator"/> can take <paramref name="saved"/> as its state.</summary>
    /// <param name="saved">Any tensor on the CPU.</param>
    /// <param name="generator">The generator whose state is to be set; it is not changed.</param>
    public static bool IsValid(Tensor saved, Generator generator)
    {
        using var scope = NewDisposeScope();
        var current = generator.get_state();
        if (saved.dtype != ScalarType.Byte || !saved.shape.SequenceEqual(current.shape)) return false;
        return IsTwister(saved.contiguous().data<byte>().ToArray());
    }

    private static bool IsTwister(ReadOnlySpan<byte> state)
    {
        if (state.Length != Length) return false;
        for (var word = 0; word < Words; word++)
            if (BinaryPrimitives.ReadUInt64LittleEndian(state[(Twister + (word * sizeof(ulong)))..]) > uint.MaxValue) return false;
        return BinaryPrimitives.ReadInt32LittleEndian(state[Left..]) is >= 1 and <= Words
            && BinaryPrimitives.ReadInt32LittleEndian(state[Seeded..]) == 1
            && BinaryPrimitives.ReadUInt64LittleEndian(state[Next..]) <= Words
            && BinaryPrimitives.ReadInt32LittleEndian(state[HasNormal..]) is 0 or 1
            && state[HasFloatNormal] is 0 or 1;
    }
}

// Tells whether bytes are the state of a random generator, since libtorch ends the process when it is given others.

using System.Buffers.Binary;
using TorchSharp;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>
/// The state that libtorch 2.10 gives for a generator. On the CPU (<c>CPUGeneratorImpl.cpp</c>, little-endian): initial seed u64, numbers
/// left i32, seeded i32, next u64, 624 words of the Mersenne twister as u64, three doubles that are no longer used, and whether a normal
/// number is kept i32; then that number as float32, and whether it is kept.
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

    /// <summary>Whether <paramref name="generator"/> can take <paramref name="saved"/> as its state.</summary>
    /// <param name="saved">Any tensor on the CPU.</param>
    /// <param name="generator">The generator whose state is to be set; it is not changed.</param>
    public static bool IsValid(Tensor saved, Generator generator)
    {
        using var scope = NewDisposeScope();
        var current = generator.get_state();
        if (saved.dtype != ScalarType.Byte || !saved.shape.SequenceEqual(current.shape)) return false;
        return generator.device.type != DeviceType.CPU || IsTwister(saved.contiguous().data<byte>().ToArray());
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

// Random damage to files, for property tests of the readers.

using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;

namespace Hvae.Tests.Data;

public enum Damage
{
    FlipBit,
    SetByte,
    SetWord,
    Cut,
    Extend,
    Remove,
    Repeat,
}

/// <summary>A change of a file at a place that is given as a share of its length.</summary>
public sealed record Mutation(Damage Damage, int Place, uint Value)
{
    private const int Places = 1 << 20;

    /// <summary>Numbers on which readers often fail: 0, 1, the largest signed and unsigned, and 2 GB and 4 GB divided by 28×28.</summary>
    private static readonly uint[] Words = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 2_739_137, 5_478_275, 65_536, 10_001];

    /// <summary>One to three changes. Half of all places are in the first 48 bytes.</summary>
    public static Arbitrary<Mutation[]> Several { get; } = Arb.From(
        from count in Gen.Choose(1, 3)
        from mutations in Gen.ArrayOf(One, count)
        select mutations);

    private static Gen<Mutation> One =>
        from damage in Gen.Elements(Enum.GetValues<Damage>())
        from isEarly in Gen.Elements(true, false)
        from place in Gen.Choose(0, Places - 1)
        from word in Gen.OneOf(Gen.Elements(Words), Gen.Choose(0, int.MaxValue).Select(value => (uint)value))
        select new Mutation(damage, isEarly ? -(place % 48) : place, word);

    public static byte[] Apply(byte[] bytes, IEnumerable<Mutation> mutations) =>
        mutations.Aggregate(bytes, (changed, mutation) => mutation.Apply(changed));

    private byte[] Apply(byte[] bytes)
    {
        var at = (int)Math.Min(bytes.Length, Place <= 0 ? -Place : (long)Place * bytes.Length / Places);
        var copy = (byte[])bytes.Clone();
        switch (Damage)
        {
            case Damage.FlipBit when at < copy.Length:
                copy[at] ^= (byte)(1 << (int)(Value % 8));
                return copy;
            case Damage.SetByte when at < copy.Length:
                copy[at] = (byte)Value;
                return copy;
            case Damage.SetWord when at + 4 <= copy.Length:
                BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(at / 4 * 4), Value);
                return copy;
            case Damage.Cut:
                return copy[..at];
            case Damage.Extend:
                return [.. copy, .. Enumerable.Range(0, 1 + (int)(Value % 100)).Select(i => (byte)(i * Value))];
            case Damage.Remove:
                return [.. copy[..at], .. copy[Math.Min(copy.Length, at + 1 + (int)(Value % 16))..]];
            case Damage.Repeat:
                return [.. copy[..at], .. copy[Math.Max(0, at - 1 - (int)(Value % 64))..]];
            default:
                return copy;
        }
    }
}

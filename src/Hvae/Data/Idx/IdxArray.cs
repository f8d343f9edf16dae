// What an idx file holds.

namespace Hvae.Data.Idx;

/// <summary>The content of an idx file of unsigned bytes.</summary>
/// <param name="Sizes">The dimensions; the first is the number of items.</param>
/// <param name="Values">All values, row-major.</param>
/// <param name="Md5">MD5 of the unpacked file, 32 lower-case hexadecimal digits.</param>
public sealed record IdxArray(IReadOnlyList<int> Sizes, ReadOnlyMemory<byte> Values, string Md5)
{
    /// <summary>Number of items.</summary>
    public int Count => Sizes[0];
}

// The meta page of an LMDB file: one of the two pages at its start, namely the one that was written last.
// Layout (LMDB 0.9, 64-bit little-endian): page header 16 | magic u32 | version u32 | address u64 | map size u64 |
// free list (48) | main database (48) | last page u64 | transaction u64. A database: page size or pad u32 | flags u16 |
// depth u16 | branch, leaf and overflow pages u64 | entries u64 | root page u64.

using System.Buffers.Binary;

namespace Hvae.Data.Lmdb;

/// <param name="Offset">Byte of the file at which the page begins.</param>
/// <param name="PageSize">Number of bytes of a page.</param>
/// <param name="Flags">How the main database is ordered and what it holds. 0 means one value per key, in the usual order.</param>
/// <param name="Depth">Number of levels of the tree.</param>
/// <param name="Entries">Number of entries.</param>
/// <param name="Root">Number of the page of the root.</param>
/// <param name="Transaction">Number of the transaction that wrote it.</param>
internal sealed record LmdbMeta(long Offset, int PageSize, int Flags, int Depth, ulong Entries, long Root, ulong Transaction)
{
    /// <summary>Number of bytes of a meta page that are used.</summary>
    public const int Length = LmdbPage.HeaderLength + 136;

    private const uint Magic = 0xBEEFC0DE;
    private const uint Version = 1;
    private const int SmallestPage = 256;
    private const int LargestPage = 1 << 16;
    private const int DeepestTree = 32;

    /// <summary>Reads a meta page.</summary>
    /// <param name="file">File, for messages.</param>
    /// <param name="offset">Byte of the file at which the page begins.</param>
    /// <param name="page">The page, of which the first <see cref="Length"/> bytes suffice.</param>
    /// <exception cref="DataFormatException">Thrown when it is no meta page, or one of another version.</exception>
    public static LmdbMeta Read(LmdbFile file, long offset, ReadOnlySpan<byte> page)
    {
        var meta = page[LmdbPage.HeaderLength..];
        var (magic, version) = (BinaryPrimitives.ReadUInt32LittleEndian(meta), BinaryPrimitives.ReadUInt32LittleEndian(meta[4..]));
        if (BinaryPrimitives.ReadUInt16LittleEndian(page[10..]) != (int)LmdbPageKind.Meta || magic != Magic)
            throw file.Error(offset, "a meta page of LMDB", Convert.ToHexStringLower(page[..20]));
        if (version != Version)
            throw file.Error(offset + LmdbPage.HeaderLength + 4, $"version {Version} of LMDB's format", $"{version}");
        var free = meta[24..];
        var main = meta[72..];
        var size = BinaryPrimitives.ReadUInt32LittleEndian(free);
        if (size is < SmallestPage or > LargestPage || (size & (size - 1)) != 0)
            throw file.Error(offset + LmdbPage.HeaderLength + 24, "a page size that is a power of two", $"{size}");
        return new(
            offset,
            (int)size,
            BinaryPrimitives.ReadUInt16LittleEndian(main[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(main[6..]),
            BinaryPrimitives.ReadUInt64LittleEndian(main[32..]),
            (long)BinaryPrimitives.ReadUInt64LittleEndian(main[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(meta[128..]));
    }

    /// <summary>
    /// Refuses a database that cannot be read. Only the later page has to pass, since the other may be of an empty database.
    /// </summary>
    /// <exception cref="DataFormatException">Thrown when the database is empty, too deep, or has more than one value per key.</exception>
    public void CheckDatabase(LmdbFile file)
    {
        if (Flags != 0)
            throw file.Error(Offset + LmdbPage.HeaderLength + 76, "a database of one value per key in the usual order (flags 0)",
                $"flags {Flags:x}");
        if (Depth is 0 or > DeepestTree || Entries is 0 or > int.MaxValue)
            throw file.Error(Offset + LmdbPage.HeaderLength + 78, "a database with entries",
                $"{Entries} entries in a tree of depth {Depth}");
    }
}

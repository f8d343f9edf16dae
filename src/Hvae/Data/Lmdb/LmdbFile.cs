// Reads the entries of an LMDB database (Symas, version 0.9) in the order of their keys, from a file that may be damaged.
// docs/decisions/0030-photographs.md says why liblmdb is not used.

using System.Buffers.Binary;
using Hvae.Data.Images;

namespace Hvae.Data.Lmdb;

/// <summary>A <c>data.mdb</c> with one database, opened for reading. It is not locked, so no other program may write to it.</summary>
internal sealed class LmdbFile : IDisposable
{
    /// <summary>Number of bytes above which a value is not read.</summary>
    public const int LongestValue = 1 << 25;

    private const string Remedy = "The file is damaged or is no LMDB database; put a fresh copy in its place.";

    private readonly FileStream file;
    private readonly LmdbMeta meta;

    private LmdbFile(FileStream file)
    {
        this.file = file;
        meta = ReadMeta();
        meta.CheckDatabase(this);
    }

    /// <summary>Number of entries according to the file.</summary>
    public int Count => (int)meta.Entries;

    /// <exception cref="DataFormatException">Thrown when it is no LMDB file, is of another version, or has no entries.</exception>
    public static LmdbFile Open(string path)
    {
        var opened = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            return new(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Returns the values in the order of their keys, which are names. Values that were read are right even when a later one is damaged.
    /// </summary>
    /// <param name="from">Number of values at the start that are passed over. Of these only the keys are read.</param>
    /// <exception cref="DataFormatException">Thrown when the file is damaged.</exception>
    public IEnumerable<EncodedImage> Values(int from = 0) => new LmdbWalk(this, meta, (ulong)from).Values();

    /// <param name="offset">Place of the error in the file, in bytes.</param>
    /// <param name="expected">What is expected at this place.</param>
    /// <param name="found">What was found at this place.</param>
    public DataFormatException Error(long offset, string expected, string found) => new(file.Name, offset, expected, found, Remedy);

    /// <summary>Returns the byte of the file at which a page begins.</summary>
    /// <exception cref="DataFormatException">Thrown when the file has no such page.</exception>
    public long PageOffset(long number) => number >= 2 && number < file.Length / meta.PageSize
        ? number * meta.PageSize
        : throw Error(file.Length, $"page {number} among the {file.Length / meta.PageSize} of the file", "no such page");

    /// <summary>Reads a page of the tree into the buffer, which the page fills.</summary>
    public void ReadPage(long number, Span<byte> buffer) => Fill(PageOffset(number), buffer, $"page {number}");

    /// <summary>Returns the value that a node of a leaf page describes.</summary>
    /// <param name="name">Key of the value.</param>
    /// <param name="offset">Byte of the file at which the value begins when it is in the page.</param>
    /// <param name="inPage">The value when it is in the page.</param>
    /// <param name="length">Number of bytes of the value.</param>
    /// <param name="overflow">The first page that holds it; 0 when it is in the page.</param>
    public EncodedImage ReadValue(string name, long offset, ReadOnlySpan<byte> inPage, long length, long overflow)
    {
        if (overflow == 0)
            return new(file.Name, offset, name, inPage[..(int)length].ToArray());
        Span<byte> head = stackalloc byte[LmdbPage.HeaderLength];
        var at = PageOffset(overflow);
        Fill(at, head, $"overflow page {overflow}");
        var (number, kind, pages) = (BinaryPrimitives.ReadUInt64LittleEndian(head), BinaryPrimitives.ReadUInt16LittleEndian(head[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(head[12..]));
        if (number != (ulong)overflow || kind != (int)LmdbPageKind.Overflow)
            throw Error(at, $"overflow page {overflow}", $"page {number} of kind {kind:x}");
        var room = Math.Min(pages * (long)meta.PageSize, file.Length - at) - LmdbPage.HeaderLength;
        if (length > room || length > LongestValue)
            throw Error(at + 12, $"a value of at most {Math.Min(room, LongestValue)} bytes", $"one of {length}");
        var value = new byte[length];
        Fill(at + LmdbPage.HeaderLength, value, "a value");
        return new(file.Name, at + LmdbPage.HeaderLength, name, value);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>
    /// Returns the later of the two meta pages. The second page begins where the first one ends, by the page size that it states.
    /// </summary>
    private LmdbMeta ReadMeta()
    {
        Span<byte> page = stackalloc byte[LmdbMeta.Length];
        Fill(0, page, "a meta page of LMDB");
        var first = LmdbMeta.Read(this, 0, page);
        Fill(first.PageSize, page, "the second meta page of LMDB");
        var second = LmdbMeta.Read(this, first.PageSize, page);
        if (second.PageSize != first.PageSize)
            throw Error(first.PageSize, $"pages of {first.PageSize} bytes, as the first meta page says", $"{second.PageSize}");
        return second.Transaction > first.Transaction ? second : first;
    }

    private void Fill(long offset, Span<byte> buffer, string what)
    {
        var filled = 0;
        while (filled < buffer.Length && RandomAccess.Read(file.SafeFileHandle, buffer[filled..], offset + filled) is > 0 and var count)
            filled += count;
        if (filled < buffer.Length)
            throw Error(Math.Min(offset + filled, file.Length), what, "the end of the file");
    }
}

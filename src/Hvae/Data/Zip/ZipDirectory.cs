// Reads the directory at the end of a zip archive (PKWARE APPNOTE 6.3), also of one with more than 65,535 files.
// System.IO.Compression.ZipArchive is not used because it compares no checksum of any content; and archives with more files
// than a 16-bit count can tell come with a count that is cut off, which it refuses, as well as with the 64-bit one.

using System.Buffers.Binary;
using System.Text;

namespace Hvae.Data.Zip;

internal sealed class ZipDirectory
{
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int LongEndLength = 56;
    private const int EntryLength = 46;
    private const string Remedy = "The archive is damaged or is another file; put a fresh copy in its place.";

    private readonly FileStream file;

    private ZipDirectory(FileStream file) => this.file = file;

    /// <summary>Where the directory begins: no content lies behind it.</summary>
    public long Start { get; private set; }

    /// <summary>The files, by the last part of their names; folders are left out.</summary>
    public Dictionary<string, ZipEntry> Entries { get; } = [];

    /// <param name="file">The archive; stays open.</param>
    /// <exception cref="DataFormatException">There is no directory, it is damaged, or two files have one name.</exception>
    public static ZipDirectory Read(FileStream file)
    {
        var directory = new ZipDirectory(file);
        var (start, end, count, isExact) = directory.Locate();
        directory.Start = start;
        var read = directory.ReadEntries(end);
        if (isExact ? read != count : (ushort)read != (ushort)count)
            throw directory.Error(start, $"a directory of {count} files", $"{read}");
        return directory;
    }

    /// <param name="offset">Place in the archive.</param>
    /// <param name="expected">What should stand there.</param>
    /// <param name="found">What stands there.</param>
    public DataFormatException Error(long offset, string expected, string found) => new(file.Name, offset, expected, found, Remedy);

    /// <summary>Fills the buffer from a place in the archive.</summary>
    public void Fill(long offset, Span<byte> buffer, string what)
    {
        file.Position = Math.Clamp(offset, 0, file.Length);
        if (offset < 0 || file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
            throw Error(Math.Clamp(offset, 0, file.Length), what, "the end of the file");
    }

    /// <summary>Where the directory lies, how many files it says it has, and whether that count has all its bits.</summary>
    private (long Start, long End, long Count, bool IsExact) Locate()
    {
        var at = FindEnd();
        Span<byte> end = stackalloc byte[EndLength];
        Fill(at, end, "the end of a zip archive");
        var (disk, count) = (BinaryPrimitives.ReadUInt32LittleEndian(end[4..]), BinaryPrimitives.ReadUInt16LittleEndian(end[10..]));
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        Span<byte> locator = stackalloc byte[LocatorLength];
        if (at >= LocatorLength)
            Fill(at - LocatorLength, locator, "the end of a zip archive");
        if (locator.StartsWith("PK\x6\x7"u8))
            return LocateLong((long)BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]));
        if (disk != 0)
            throw Error(at + 4, "an archive in one file", "one of several");
        if (start + length > at)
            throw Error(at + 12, $"a directory before byte {at}", $"{length} bytes from byte {start}");
        return (start, start + length, count, IsExact: false);
    }

    private (long Start, long End, long Count, bool IsExact) LocateLong(long at)
    {
        Span<byte> end = stackalloc byte[LongEndLength];
        Fill(at, end, "the 64-bit end of a zip archive");
        if (!end.StartsWith("PK\x6\x6"u8))
            throw Error(at, "the 64-bit end of a zip archive", Convert.ToHexStringLower(end[..4]));
        var count = (long)BinaryPrimitives.ReadUInt64LittleEndian(end[32..]);
        var (length, start) = (BinaryPrimitives.ReadUInt64LittleEndian(end[40..]), BinaryPrimitives.ReadUInt64LittleEndian(end[48..]));
        if (start > (ulong)at || length > (ulong)at - start)
            throw Error(at + 40, $"a directory before byte {at}", $"{length} bytes from byte {start}");
        return ((long)start, (long)(start + length), count, IsExact: true);
    }

    /// <summary>The last place where the end stands and its comment reaches just to the end of the file.</summary>
    private long FindEnd()
    {
        var from = Math.Max(0, file.Length - EndLength - LongestComment);
        var tail = new byte[file.Length - from];
        Fill(from, tail, "the end of a zip archive");
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (tail.AsSpan(at).StartsWith("PK\x5\x6"u8) && at + EndLength + BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20)) == tail.Length)
                return from + at;
        }

        throw Error(file.Length, "the directory of a zip archive at the end", "none");
    }

    /// <summary>Reads the files that the directory describes up to <paramref name="end"/>; returns how many.</summary>
    private long ReadEntries(long end)
    {
        Span<byte> head = stackalloc byte[EntryLength];
        Span<byte> name = stackalloc byte[ushort.MaxValue];
        var count = 0;
        for (var at = Start; at < end; count++)
        {
            Fill(at, head, "a file of the directory");
            if (!head.StartsWith("PK\x1\x2"u8))
                throw Error(at, "a file of the directory", Convert.ToHexStringLower(head[..4]));
            var (nameLength, extraLength) = (BinaryPrimitives.ReadUInt16LittleEndian(head[28..]), BinaryPrimitives.ReadUInt16LittleEndian(head[30..]));
            var next = at + EntryLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(head[32..]);
            if (next > end)
                throw Error(at, $"a directory that ends at byte {end}", "one that goes on");
            Fill(at + EntryLength, name[..nameLength], "a name");
            Add(at, name[..nameLength], head);
            at = next;
        }

        return count;
    }

    private void Add(long at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> head)
    {
        var last = name[(name.LastIndexOf((byte)'/') + 1)..];
        if (last.IsEmpty)
            return;
        var entry = new ZipEntry(
            HeaderOffset: BinaryPrimitives.ReadUInt32LittleEndian(head[42..]),
            PackedLength: BinaryPrimitives.ReadUInt32LittleEndian(head[20..]),
            Length: BinaryPrimitives.ReadUInt32LittleEndian(head[24..]),
            Crc: BinaryPrimitives.ReadUInt32LittleEndian(head[16..]),
            Method: (BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) & 1) == 0 ? BinaryPrimitives.ReadUInt16LittleEndian(head[10..]) : -1);
        if (!Entries.TryAdd(Encoding.Latin1.GetString(last), entry))
            throw Error(at, $"{Encoding.Latin1.GetString(last)} once in the archive", "it a second time");
    }
}

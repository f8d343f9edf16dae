// A page of an LMDB tree: a header, the places of its nodes, and the nodes, which are all inside the page.
// Header: number u64 | pad u16 | kind u16 | end of the places u16 | begin of the nodes u16 (an overflow page: number of pages u32).
// Node: two halves of a length u16 u16 | flags u16 | length of the key u16 | key | value. In a branch page the first three are the child's
// number.

using System.Buffers.Binary;

namespace Hvae.Data.Lmdb;

/// <summary>The kinds of page that a file of one database has.</summary>
internal enum LmdbPageKind
{
    /// <summary>A page with keys and the numbers of child pages.</summary>
    Branch = 1,

    /// <summary>A page with keys and values.</summary>
    Leaf = 2,

    /// <summary>The first page of a value that is too long for a leaf page.</summary>
    Overflow = 4,

    /// <summary>One of the two pages at the start of the file.</summary>
    Meta = 8,
}

/// <summary>A branch or leaf page.</summary>
internal readonly ref struct LmdbPage
{
    public const int HeaderLength = 16;

    private const int NodeLength = 8;
    private const ushort BigData = 1;

    private readonly LmdbFile file;
    private readonly long offset;
    private readonly ReadOnlySpan<byte> bytes;

    /// <exception cref="DataFormatException">Thrown when it is no branch or leaf page, has another number, or has no nodes.</exception>
    public LmdbPage(LmdbFile file, long number, ReadOnlySpan<byte> bytes)
    {
        this.file = file;
        this.bytes = bytes;
        offset = number * bytes.Length;
        var (found, kind, end) = (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]));
        if (found != (ulong)number || kind is not ((int)LmdbPageKind.Branch or (int)LmdbPageKind.Leaf))
            throw file.Error(offset, $"branch or leaf page {number}", $"page {found} of kind {kind:x}");
        IsBranch = kind == (int)LmdbPageKind.Branch;
        Count = (end - HeaderLength) / sizeof(ushort);
        if (end > bytes.Length || Count < (IsBranch ? 2 : 1))
            throw file.Error(offset + 12, $"the places of {(IsBranch ? "two nodes or more" : "nodes")} in a page of {bytes.Length} bytes",
                $"their end at {end}");
    }

    public bool IsBranch { get; }

    /// <summary>Number of nodes.</summary>
    public int Count { get; }

    /// <summary>Returns the byte of the file at which the value of a node begins, or the number of the page that holds it.</summary>
    public long ValueOffset(int index) => offset + At(index) + NodeLength + Key(index).Length;

    /// <summary>Returns the key of a node.</summary>
    public ReadOnlySpan<byte> Key(int index)
    {
        var node = Node(index);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(node[6..]);
        return length <= node.Length - NodeLength ? node.Slice(NodeLength, length) : throw Outside(index);
    }

    /// <summary>Returns the number of the child page of a node of a branch page.</summary>
    public long Child(int index)
    {
        var node = Node(index);
        return BinaryPrimitives.ReadUInt32LittleEndian(node) | ((long)BinaryPrimitives.ReadUInt16LittleEndian(node[4..]) << 32);
    }

    /// <summary>Returns the length of the value of a node of a leaf page, and the page that holds it; 0 when it is in this one.</summary>
    public (long Length, long Overflow) Value(int index)
    {
        var node = Node(index);
        var rest = node[(NodeLength + Key(index).Length)..];
        var (length, flags) = (BinaryPrimitives.ReadUInt32LittleEndian(node), BinaryPrimitives.ReadUInt16LittleEndian(node[4..]));
        if (flags is not (0 or BigData))
            throw file.Error(offset + At(index), "a node with a plain value", $"flags {flags:x}");
        if ((flags == BigData ? sizeof(ulong) : length) > rest.Length)
            throw Outside(index);
        var overflow = flags == BigData ? BinaryPrimitives.ReadUInt64LittleEndian(rest) : 0;
        return flags == BigData && overflow is 0 or > long.MaxValue
            ? throw file.Error(offset + At(index), "the page of a long value", $"page {overflow}")
            : (length, (long)overflow);
    }

    private int At(int index) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(HeaderLength + (index * sizeof(ushort)))..]);

    /// <summary>Returns the bytes from the node to the end of the page.</summary>
    private ReadOnlySpan<byte> Node(int index)
    {
        var at = At(index);
        return at >= HeaderLength && at + NodeLength <= bytes.Length ? bytes[at..] : throw Outside(index);
    }

    private DataFormatException Outside(int index) =>
        file.Error(offset + HeaderLength + (index * sizeof(ushort)), $"node {index} inside its page of {bytes.Length} bytes",
            "one that reaches out");
}

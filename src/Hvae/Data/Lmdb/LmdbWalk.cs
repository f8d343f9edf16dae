// Goes through the tree of an LMDB database from its first key to its last.

using System.Text;
using Hvae.Data.Images;

namespace Hvae.Data.Lmdb;

/// <summary>
/// Keys must ascend from value to value; a branch page has at least two children, and a leaf page at least one value. So no page is visited
/// twice, and the walk through a damaged tree ends too.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="meta">Meta page of the tree.</param>
/// <param name="from">Number of values at the start that are passed over.</param>
internal sealed class LmdbWalk(LmdbFile file, LmdbMeta meta, ulong from)
{
    private readonly byte[][] pages = new byte[meta.Depth][];
    private byte[]? lastKey;
    private ulong count;

    public IEnumerable<EncodedImage> Values()
    {
        foreach (var value in Below(meta.Root, level: 0))
            yield return value;
        if (count != meta.Entries)
            throw file.Error(0, $"{meta.Entries} entries, as the meta page says", $"{count}");
    }

    private IEnumerable<EncodedImage> Below(long number, int level)
    {
        if (level == meta.Depth)
            throw file.Error(file.PageOffset(number), $"a tree of depth {meta.Depth}", "a deeper one");
        pages[level] ??= new byte[meta.PageSize];
        file.ReadPage(number, pages[level]);
        var (isBranch, nodes) = Shape(number, level);
        for (var index = 0; index < nodes; index++)
        {
            if (!isBranch)
            {
                if (Value(number, level, index) is { } image)
                    yield return image;
                continue;
            }

            foreach (var value in Below(Child(number, level, index), level + 1))
                yield return value;
        }
    }

    private LmdbPage Page(long number, int level) => new(file, number, pages[level]);

    private (bool IsBranch, int Count) Shape(long number, int level)
    {
        var page = Page(number, level);
        return (page.IsBranch, page.Count);
    }

    private long Child(long number, int level, int index) => Page(number, level).Child(index);

    /// <summary>Returns the value of a node of a leaf page, or null where it is passed over.</summary>
    private EncodedImage? Value(long number, int level, int index)
    {
        var page = Page(number, level);
        var key = page.Key(index);
        var offset = page.ValueOffset(index);
        if (lastKey is not null && key.SequenceCompareTo(lastKey) <= 0)
            throw file.Error(offset, "a key greater than the last", "one that is not");
        if (++count > meta.Entries)
            throw file.Error(offset, $"{meta.Entries} entries, as the meta page says", "more");
        lastKey = key.ToArray();
        if (count <= from)
            return null;
        var (length, overflow) = page.Value(index);
        var inPage = overflow == 0 ? pages[level].AsSpan((int)(offset - (number * meta.PageSize)), (int)length) : default;
        return file.ReadValue(Encoding.Latin1.GetString(key), offset, inPage, length, overflow);
    }
}

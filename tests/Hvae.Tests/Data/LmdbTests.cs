// The reader of LMDB on databases that liblmdb wrote, and what it refuses.

using System.Text;
using Hvae.Data;
using Hvae.Data.Lmdb;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class LmdbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public LmdbTests() => Assert.SkipUnless(SmallLmdb.IsInstalled, $"{SmallLmdb.Package} is not installed.");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 10)]
    [InlineData(300, 20)]
    [InlineData(40, 9000)]
    [InlineData(20_000, 30)]
    public void All_values_come_in_the_order_of_their_keys(int count, int length)
    {
        var entries = Enumerable.Range(0, count).Select(i => (Key: Key(i), Value: Value(i, length + (i % 7)))).ToList();
        var path = SmallLmdb.Write(folder["db"], [entries.Select(entry => (entry.Key, (byte[]?)entry.Value))]);
        using var file = LmdbFile.Open(path);
        Assert.Equal(count, file.Count);
        var sorted = entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
        var read = file.Values().ToList();
        Assert.Equal(sorted.Select(entry => entry.Key), read.Select(value => value.Name));
        var last = file.Values(from: Math.Max(0, count - 30));
        Assert.Equal(sorted.TakeLast(30).Select(entry => entry.Key), last.Select(value => value.Name));
        Assert.All(sorted.Zip(read), pair => Assert.True(pair.First.Value.AsSpan().SequenceEqual(pair.Second.Bytes.Span)));
        var bytes = File.ReadAllBytes(path);
        Assert.All(read, value => Assert.True(bytes.AsSpan((int)value.Offset, value.Bytes.Length).SequenceEqual(value.Bytes.Span)));
    }

    [Fact]
    public void The_last_transaction_counts_with_what_it_replaced_and_removed()
    {
        IEnumerable<(string, byte[]?)> Put(int from, int to, int size) =>
            Enumerable.Range(from, to - from).Select(i => ($"{i:D5}", (byte[]?)Value(i, size)));
        var path = SmallLmdb.Write(folder["db"],
            [Put(0, 500, 100), Put(100, 200, 6000), Enumerable.Range(300, 150).Select(i => ($"{i:D5}", (byte[]?)null)), Put(600, 610, 3)]);
        using var file = LmdbFile.Open(path);
        var read = file.Values().ToDictionary(value => value.Name, value => value.Bytes);
        Assert.Equal(360, read.Count);
        Assert.Equal((100, 6000, 3), (read["00099"].Length, read["00100"].Length, read["00600"].Length));
        Assert.False(read.ContainsKey("00300"));
        Assert.True(read["00150"].Span.SequenceEqual(Value(150, 6000)));
    }

    [Fact]
    public void Empty_databases_and_those_with_several_values_per_key_are_refused()
    {
        Refused(SmallLmdb.Write(folder["empty"], [[("a", [1])], [("a", null)]]), "a database with entries");
        const uint SeveralValues = 4;
        Refused(SmallLmdb.Write(folder["several"], [[("a", [1])]], SeveralValues), "a database of one value per key");
    }

    [Fact]
    public void Other_and_shortened_files_are_refused_with_the_place()
    {
        var path = Sample();
        var good = File.ReadAllBytes(path);
        Refused(Put([]), "a meta page of LMDB");
        Refused(Put(Encoding.ASCII.GetBytes(new string('x', 9000))), "a meta page of LMDB");
        Refused(Put(good[..4096]), "the second meta page of LMDB");
        Refused(Put(good[..^4096]), "among the");
        var version = good.ToArray();
        version[20] = 2;
        Refused(Put(version), "version 1");

        string Put(byte[] bytes)
        {
            File.WriteAllBytes(path, bytes);
            return path;
        }
    }

    [Fact]
    public void A_tree_whose_pages_point_at_one_another_comes_to_an_end()
    {
        var path = SmallLmdb.Write(folder["db"], [Enumerable.Range(0, 2000).Select(i => ($"{i:D6}", (byte[]?)Value(i, 40)))]);
        var good = File.ReadAllBytes(path);
        using (var file = LmdbFile.Open(path))
            Assert.Equal(2000, file.Values().Count());

        // Every branch page points to its first child instead of all its children.
        for (var page = 2 * 4096; page < good.Length; page += 4096)
        {
            if (good[page + 10] != 1)
                continue;
            var nodes = (BitConverter.ToUInt16(good, page + 12) - 16) / 2;
            var first = BitConverter.ToUInt16(good, page + 16);
            for (var node = 1; node < nodes; node++)
                good.AsSpan(page + first, 6).CopyTo(good.AsSpan(page + BitConverter.ToUInt16(good, page + 16 + (2 * node))));
        }

        File.WriteAllBytes(path, good);
        Refused(path, "a key greater than the last");
    }

    [Fact]
    public void A_tree_that_goes_on_below_its_leaves_at_pages_that_do_not_exist_is_refused_inside_the_file()
    {
        var path = Sample();
        var bytes = File.ReadAllBytes(path);
        const byte Branch = 1;
        const byte Leaf = 2;
        for (var page = 2 * 4096; page < bytes.Length; page += 4096)
        {
            if (bytes[page + 10] != Leaf)
                continue;
            bytes[page + 10] = Branch;
            bytes.AsSpan(page + BitConverter.ToUInt16(bytes, page + 16), 6).Fill(0xff);
        }

        File.WriteAllBytes(path, bytes);
        Assert.InRange(Refused(path, "among the").Offset, 0, bytes.Length);
    }

    private static string Key(int i) => Convert.ToHexStringLower(System.Security.Cryptography.SHA1.HashData(BitConverter.GetBytes(i)));

    private static byte[] Value(int seed, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 7) + seed))];

    private string Sample() =>
        SmallLmdb.Write(folder["db"], [Enumerable.Range(0, 150).Select(i => (Key(i), (byte[]?)Value(i, i % 10 == 0 ? 9000 : 60)))]);

    private static DataFormatException Refused(string path, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() =>
        {
            using var file = LmdbFile.Open(path);
            _ = file.Values().Count();
        });
        Assert.Equal(path, error.File);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
        return error;
    }
}

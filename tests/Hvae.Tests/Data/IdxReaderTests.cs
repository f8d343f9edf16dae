// What IdxReader accepts, and that each kind of damage is named with its place.

using Hvae.Data;
using Hvae.Data.Idx;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class IdxReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_and_packed_files_give_the_same_values(bool packed)
    {
        var bytes = SmallMnist.Images(5, seed: 3);
        var array = IdxReader.Read(Put(packed ? SmallMnist.Gzip(bytes) : bytes), 28, 28);
        Assert.Equal([5, 28, 28], array.Sizes);
        Assert.Equal(bytes[16..], array.Values.ToArray());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes)), array.Md5);
    }

    [Fact]
    public void A_header_that_claims_gigabytes_is_refused_without_taking_memory_for_them()
    {
        var claim = SmallMnist.Idx([2_000_000, 28, 28], new byte[100]);
        Refuses(claim, 4, "2000000 items = 1568000000 values, but 100 values follow");
        Refuses(SmallMnist.Gzip(claim), 4, "holds at most");
    }

    [Fact]
    public void A_packed_file_must_prove_a_claim_beyond_its_own_length_before_memory_is_taken()
    {
        // 784 items claimed; the packed length allows the claim (zeros pack well), the content has only half of it.
        var half = SmallMnist.Idx([2000, 28, 28], new byte[1000 * 784]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refuses(SmallMnist.Gzip(half), 16 + (1000 * 784), "the end of the content after 784000");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void A_gzip_bomb_is_cut_at_the_length_that_its_header_gives()
    {
        var bomb = SmallMnist.Gzip(SmallMnist.Idx([5, 28, 28], new byte[200_000_000]));
        Refuses(bomb, 16 + (5 * 784), "more bytes");
    }

    [Fact]
    public void Well_packed_content_that_keeps_its_promise_is_read()
    {
        var path = Put(SmallMnist.Gzip(SmallMnist.Idx([5000, 28, 28], new byte[5000 * 784])));
        Assert.Equal(5000, IdxReader.Read(path, 28, 28).Count);
    }

    [Fact]
    public void Each_kind_of_damage_is_named_with_its_place()
    {
        var good = SmallMnist.Images(3, seed: 1);
        Refuses([], 0, "the end of the content");
        Refuses(good[..7], 7, "the end of the content");
        Refuses(With(good, 0, 1), 0, "0100");
        Refuses(With(good, 2, 9), 2, "09");
        Refuses(With(good, 3, 1), 3, "1");
        Refuses(With(good, 7, 0), 4, "0");
        Refuses(With(good, 11, 27), 8, "27");
        Refuses(good[..^1], 4, "2351 values follow");
        Refuses([.. good, 0], 4, "2353 values follow");
    }

    [Fact]
    public void Damage_that_GZipStream_passes_over_is_noticed()
    {
        var good = SmallMnist.Gzip(SmallMnist.Images(3, seed: 1));
        Refuses(good[..^1], null, "");
        Refuses(good[..^8], null, "");
        Refuses([.. good, 0], null, "");
        Refuses([.. good, .. good[^8..]], null, "more bytes");
        Refuses([.. good, .. good], null, "more bytes");
        Refuses(With(good, good.Length - 1, good[^1] ^ 1), good.Length - 4, "");
        Refuses(With(good, good.Length - 5, good[^5] ^ 1), good.Length - 8, "");
        Refuses([0x1f, 0x8b], 2, "the end of the file");
    }

    [Fact]
    public void Header_fields_of_gzip_are_skipped()
    {
        var packed = SmallMnist.Gzip(SmallMnist.Labels(3));
        byte[] fields = [2, 0, 7, 7, (byte)'a', 0, (byte)'b', 0, 9, 9];
        var array = IdxReader.Read(Put([.. packed[..3], 0x1e, .. packed[4..10], .. fields, .. packed[10..]]));
        Assert.Equal(3, array.Count);
    }

    private static byte[] With(byte[] bytes, int index, int value)
    {
        var copy = (byte[])bytes.Clone();
        copy[index] = (byte)value;
        return copy;
    }

    private void Refuses(byte[] bytes, long? offset, string found)
    {
        var path = Put(bytes);
        var error = Assert.Throws<DataFormatException>(() => IdxReader.Read(path, 28, 28));
        Assert.Equal(path, error.File);
        if (offset is not null)
            Assert.Equal(offset, error.Offset);
        Assert.Contains(found, error.Found, StringComparison.Ordinal);
        Assert.Contains(error.Remedy, error.Message, StringComparison.Ordinal);
    }

    private string Put(byte[] bytes)
    {
        File.WriteAllBytes(folder["file"], bytes);
        return folder["file"];
    }
}

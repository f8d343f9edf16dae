// IdxReader accepts valid files, and its errors name the place of each kind of damage.

using FsCheck;
using FsCheck.Fluent;
using Hvae.Data;
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
        Assert.Equal(5, array.Count);
        Assert.Equal(bytes[16..], array.Values);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes)), array.Md5);
    }

    [Fact]
    public void A_header_that_claims_gigabytes_is_refused_without_taking_memory_for_them()
    {
        var claim = SmallMnist.Idx([2_000_000, 28, 28], new byte[100]);
        Cheaply(() => Refuses(claim, 16, "100 to the end of the file"));
        Cheaply(() => Refuses(SmallMnist.Gzip(claim), 16 + 100, "the end of the content after 100"));

        // Zeros compress well, so a small file really contains a part of what it claims.
        var part = SmallMnist.Gzip(SmallMnist.Idx([2_000_000, 28, 28], new byte[1 << 20]));
        Cheaply(() => Refuses(part, 16 + (1 << 20), "the end of the content"), 6 << 20);
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
        Refuses([], 0, "0 to the end of the file");
        Refuses(good[..7], 0, "7 to the end of the file");
        Refuses(With(good, 0, 1), 0, "0100");
        Refuses(With(good, 2, 9), 2, "09");
        Refuses(With(good, 3, 1), 3, "1");
        Refuses(With(good, 7, 0), 4, "0");
        Refuses(With(good, 11, 27), 8, "27");
        Refuses(good[..^1], 16, "2351 to the end of the file");
        Refuses([.. good, 0], good.Length, "more bytes");
    }

    [Fact]
    public void Bytes_after_the_end_of_a_packed_file_are_noticed()
    {
        var good = SmallMnist.Gzip(SmallMnist.Images(3, seed: 1));
        Refuses([.. good, 1], good.Length + 1, "more bytes");
        Refuses([.. good, 0, 0, 1], good.Length + 3, "more bytes");
        Refuses([.. good, 0x1f], good.Length + 1, "truncated");
        Refuses([.. good, .. good], 16 + (3 * 784), "more bytes");
    }

    [Fact]
    public void A_file_of_several_members_padded_with_zeros_is_read()
    {
        var labels = SmallMnist.Labels(70_000);
        Prop.ForAll(Arb.From(Gen.ListOf(Gen.Choose(0, labels.Length))), Arb.From(Gen.Choose(0, 20_000)), (cuts, zeros) =>
        {
            var places = cuts.Append(0).Append(labels.Length).Order().ToList();
            var members = places.Zip(places.Skip(1)).SelectMany(part => SmallMnist.Gzip(labels[part.First..part.Second]));
            Assert.Equal(labels[8..], IdxReader.Read(Put([.. members, .. new byte[zeros]])).Values);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(50));

        // The last member of a file that bgzip has written is empty.
        byte[] end = [31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 66, 67, 2, 0, 27, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(labels[8..], IdxReader.Read(Put([.. SmallMnist.Gzip(labels), .. end])).Values);
    }

    [Fact]
    public void Header_fields_of_gzip_are_skipped()
    {
        var packed = SmallMnist.Gzip(SmallMnist.Labels(3));
        byte[] fields = [2, 0, 7, 7, (byte)'a', 0, (byte)'b', 0];
        var array = IdxReader.Read(Put([.. packed[..3], 0x1c, .. packed[4..10], .. fields, .. packed[10..]]));
        Assert.Equal(3, array.Count);
    }

    private static void Cheaply(Action act, long most = 500_000)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
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

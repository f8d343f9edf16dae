// CIFAR-10: the places where its batches are found, the images that their bytes become, what is official, and what is refused.

using Hvae.Data;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class Cifar10Tests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("cifar10", "plain")]
    [InlineData("cifar10", "gz")]
    [InlineData("cifar10", "archive")]
    [InlineData(".", "gz")]
    [InlineData(".", "archive")]
    [InlineData("cifar-10-batches-bin", "plain")]
    [InlineData("cifar10/cifar-10-batches-bin", "plain")]
    public void Loose_and_archived_batches_in_any_usual_folder_are_one_data_set(string place, string kind)
    {
        if (kind == "archive")
            SmallCifar10.WriteArchive(folder["data", place], SmallCifar10.Archive);
        else
            SmallCifar10.Write(folder["data", place], packed: kind == "gz");
        using var data = SmallCifar10.Catalog(folder, notices).Open("cifar10");
        Assert.Equal((DataQuality.Official, "cifar10", 10, false), (data.Quality, data.Name, data.Classes, data.IsBinarised));
        Assert.Equal("26ed5a95c96da99a6e2ebf07c06260e55e46c06d140eceb99b95b798e0023ef2", data.Fingerprint);
        Assert.Empty(notices);
    }

    [Fact]
    public void Images_are_the_records_in_order_as_planes_red_green_blue_by_rows()
    {
        SmallCifar10.WriteArchive(folder["data"], SmallCifar10.Archive);
        using var data = SmallCifar10.Catalog(folder).Open("cifar10");
        Assert.Equal((20, 4, new ImageShape(3, 32, 32)), (data.Train.Count, data.Test.Count, data.Shape));
        Assert.Equal([1, 2, 3, 4, 2, 3, 4, 5], data.Train.Labels[..8].ToArray());
        Assert.Equal([6, 7, 8, 9], data.Test.Labels.ToArray());
        for (var i = 0; i < data.Train.Count; i++)
        {
            var record = SmallCifar10.Files[$"data_batch_{1 + (i / 4)}.bin"]
                .AsSpan(i % 4 * SmallCifar10.RecordLength, SmallCifar10.RecordLength);
            Assert.True(data.Train.Image(i).AsSpan().SequenceEqual(record[1..]));
        }

        // The green value in the third row and sixth column of the second test image.
        var (plane, row, column) = (1, 2, 5);
        Assert.Equal(SmallCifar10.Files["test_batch.bin"][3073 + 1 + (1024 * 1) + (32 * 2) + 5],
            data.Test.Image(1)[(((plane * 32) + row) * 32) + column]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Batches_with_other_content_are_an_unofficial_copy(bool archived)
    {
        var changed = (byte[])SmallCifar10.Files["data_batch_3.bin"].Clone();
        changed[100] ^= 1;
        if (archived)
        {
            var tar = SmallCifar10.Tar(SmallCifar10.Files.Keys, name => name == "data_batch_3.bin" ? changed : SmallCifar10.Files[name]);
            SmallCifar10.WriteArchive(folder["data"], SmallMnist.Gzip(tar));
        }
        else
        {
            SmallCifar10.Write(folder["data"], packed: false);
            File.WriteAllBytes(folder["data", "data_batch_3.bin"], changed);
        }

        using var data = SmallCifar10.Catalog(folder, notices).Open("cifar10");
        Assert.Equal(DataQuality.UnofficialCopy, data.Quality);
        var notice = Assert.Single(notices);
        Assert.Contains("unofficial copy", notice, StringComparison.Ordinal);
        Assert.Contains("data_batch_3.bin has MD5", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("data_batch_2.bin", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void The_archive_goes_before_batches_beside_it()
    {
        SmallCifar10.Write(folder["data"], packed: false);
        File.WriteAllBytes(folder["data", "data_batch_1.bin"], [1, 2, 3]);
        SmallCifar10.WriteArchive(folder["data"], SmallCifar10.Archive);
        using var data = SmallCifar10.Catalog(folder).Open("cifar10");
        Assert.Equal(DataQuality.Official, data.Quality);
    }

    [Fact]
    public void A_missing_batch_is_named_and_so_is_the_archive_that_would_bring_it()
    {
        SmallCifar10.Write(folder["data"], packed: true);
        File.Delete(folder["data", "test_batch.bin.gz"]);
        using var data = SmallCifar10.Catalog(folder, notices).Open("cifar10");
        Assert.Contains($"test_batch.bin is not in {folder["data"]}", notices[0], StringComparison.Ordinal);
        Assert.Contains($"put {SmallCifar10.ArchiveName} into {folder["data"]}", notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_archive_is_downloaded_when_a_batch_is_missing()
    {
        await using var server = new LocalServer(Answers.Serve(SmallCifar10.Archive));
        using var network = server.Network();
        using var data = SmallCifar10.Catalog(folder, notices, offline: false, http: network).Open("cifar10");
        Assert.Equal(DataQuality.Official, data.Quality);
        Assert.Equal($"/~kriz/{SmallCifar10.ArchiveName}", Assert.Single(server.Requests).Path);
        Assert.True(File.Exists(folder["data", "cifar10", SmallCifar10.ArchiveName]));
    }

    [Fact]
    public void Damaged_batches_are_refused_with_their_place()
    {
        var good = SmallCifar10.Files["data_batch_2.bin"];
        var label = (byte[])good.Clone();
        label[2 * SmallCifar10.RecordLength] = 10;
        RefusesBatch(label, 2 * SmallCifar10.RecordLength, "10");
        RefusesBatch(good[..^1], good.Length - 1, "the end of the content in image 3");
        RefusesBatch([.. good, 0], good.Length, "more bytes");
        RefusesBatch([], 0, "the end of the content in image 0");
    }

    [Fact]
    public void Archives_that_lack_a_batch_have_one_twice_or_are_damaged_are_refused()
    {
        var names = SmallCifar10.Files.Keys.ToList();
        RefusesArchive(SmallCifar10.Tar(names.Take(5)), "test_batch.bin in the archive");
        RefusesArchive(SmallCifar10.Tar([.. names, names[2]]), "data_batch_3.bin once");
        RefusesArchive(SmallCifar10.Tar(names, name => SmallCifar10.Files[name][..^1]), "12292 bytes of data_batch_1.bin");
        RefusesArchive(SmallCifar10.Tar(names)[..^1100], "the rest of the archive");
        RefusesArchive([(byte)'d', .. SmallCifar10.Tar(names)[1..]], "of a tar header");
        RefusesArchive([.. SmallCifar10.Tar(names), 1], "zeros after the end of the archive");
        RefusesArchive(SmallCifar10.Tar([.. names, "bomb"], name => name == "bomb" ? new byte[1 << 23] : SmallCifar10.Files[name]),
            "an archive of at most");
        RefusesArchive([.. SmallCifar10.Tar(names), .. new byte[1 << 23]], "an archive of at most");
    }

    [Theory]
    [InlineData('L')]
    [InlineData('x')]
    [InlineData('0')]
    public void A_header_that_claims_gigabytes_takes_no_memory(char type)
    {
        var tar = SmallCifar10.Tar([]);
        tar[156] = (byte)type;
        "10000000000"u8.CopyTo(tar.AsSpan(124));
        tar.AsSpan(148, 8).Fill((byte)' ');
        var sum = tar[..512].Sum(value => value);
        System.Text.Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(tar.AsSpan(148));
        SmallCifar10.WriteArchive(folder["data"], SmallMnist.Gzip(tar));
        var catalog = SmallCifar10.Catalog(folder);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataFormatException>(() => catalog.Open("cifar10"));
        Assert.Contains("an archive of at most", error.Expected, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    private void RefusesBatch(byte[] batch, long offset, string found)
    {
        SmallCifar10.Write(folder["data"], packed: false);
        var path = folder["data", "data_batch_2.bin"];
        File.WriteAllBytes(path, batch);
        var error = Assert.Throws<DataFormatException>(() => SmallCifar10.Catalog(folder).Open("cifar10"));
        Assert.Equal((path, offset, found), (error.File, error.Offset, error.Found));
    }

    private void RefusesArchive(byte[] tar, string expected)
    {
        SmallCifar10.WriteArchive(folder["data"], SmallMnist.Gzip(tar));
        var error = Assert.Throws<DataFormatException>(() => SmallCifar10.Catalog(folder).Open("cifar10"));
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
        Assert.InRange(error.Offset, 1, tar.Length);
    }
}

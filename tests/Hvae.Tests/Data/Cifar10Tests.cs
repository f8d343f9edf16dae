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
    [InlineData("cifar-10-batches-py", "python")]
    [InlineData("cifar10/cifar-10-batches-py", "python")]
    [InlineData("cifar10", "python archive")]
    [InlineData(".", "python archive")]
    public void Loose_and_archived_batches_in_any_usual_folder_are_one_data_set(string place, string kind)
    {
        Directory.CreateDirectory(folder["data", place]);
        if (kind == "archive")
            SmallCifar10.WriteArchive(folder["data", place], SmallCifar10.Archive);
        else if (kind == "python")
            SmallCifar10.WritePython(folder["data", place]);
        else if (kind == "python archive")
            File.WriteAllBytes(folder["data", place, "cifar-10-python.tar.gz"], SmallCifar10.PythonArchive());
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
    public void Of_many_batches_with_other_content_the_first_is_named_and_the_others_are_counted()
    {
        SmallCifar10.Write(folder["data"], packed: false);
        foreach (var (name, bytes) in SmallCifar10.Files)
            File.WriteAllBytes(folder["data", name], [.. bytes.Select((value, at) => at == 100 ? (byte)(value ^ 1) : value)]);

        using var data = SmallCifar10.Catalog(folder, notices).Open("cifar10");
        var notice = Assert.Single(notices);
        Assert.Contains("data_batch_1.bin has MD5", notice, StringComparison.Ordinal);
        Assert.EndsWith("(unpacked); 5 other files differ too.", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_that_Python_3_has_saved_again_is_read()
    {
        // pickle.dumps({b"data": bytes(range(256)) * 48, b"labels": [3, 1, 4, 1]}, 2): bytes become calls of _codecs.encode.
        var bytes = Enumerable.Range(0, SmallCifar10.BatchCount * 3072).Select(i => (byte)i).ToArray();
        var text = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.Latin1.GetString(bytes));
        byte[] pickle =
        [
            .. SmallCifar10.Latin("\u0080\u0002}q\0(c_codecs\nencode\nq\u0001X\u0004\0\0\0dataq\u0002X\u0006\0\0\0latin1q\u0003"),
            .. SmallCifar10.Latin("\u0086q\u0004Rq\u0005h\u0001X"), .. BitConverter.GetBytes(text.Length), .. text,
            .. SmallCifar10.Latin("q\u0006h\u0003\u0086q\u0007Rq\u0008h\u0001X\u0006\0\0\0labelsq\u0009h\u0003\u0086q\u000aRq\u000b"),
            .. SmallCifar10.Latin("]q\u000c(K\u0003K\u0001K\u0004K\u0001eu."),
        ];
        SmallCifar10.WritePython(folder["data"]);
        File.WriteAllBytes(folder["data", "test_batch"], pickle);
        using var data = SmallCifar10.Catalog(folder, notices).Open("cifar10");
        Assert.Equal([3, 1, 4, 1], data.Test.Labels.ToArray());
        Assert.Equal(bytes[3072..6144], data.Test.Image(1));
        Assert.Contains("test_batch.bin has MD5", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Pickles_that_are_no_batch_are_refused_and_nothing_in_them_is_called()
    {
        var records = SmallCifar10.Files["data_batch_2.bin"];
        var label = (byte[])records.Clone();
        label[2 * SmallCifar10.RecordLength] = 10;
        Refuses(SmallCifar10.Pickle(label), "a label from 0 to 9 of image 2 in data_batch_2", "10");
        Refuses(SmallCifar10.Pickle(records[..^SmallCifar10.RecordLength]), "4x3072 bytes as data", "another value");
        Refuses([0x80, 4, .. SmallCifar10.Pickle(records)[2..]], "a pickle of protocol 2", "protocol 4");
        Refuses(SmallCifar10.Latin("\u0080\u0002cposix\nsystem\nU\u0007echo hi\u0085R."), "nothing but arrays of bytes", "posix.system");
        Refuses([0x80, 2, (byte)'.'], "a value", "nothing");
        Refuses("[[6, 9, 9, 4]]"u8.ToArray(), "instruction", "0x5b");

        void Refuses(byte[] pickle, string expected, string found)
        {
            SmallCifar10.WritePython(folder["data"]);
            File.WriteAllBytes(folder["data", "data_batch_2"], pickle);
            var error = Assert.Throws<DataFormatException>(() => SmallCifar10.Catalog(folder).Open("cifar10"));
            Assert.Equal(folder["data", "data_batch_2"], error.File);
            Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
            Assert.Contains(found, error.Found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_version_that_is_not_read_is_named_before_the_stand_in()
    {
        Directory.CreateDirectory(folder["data", "cifar10", "cifar-10-batches-mat"]);
        File.WriteAllBytes(folder["data", "cifar-10-matlab.tar.gz"], [1, 2, 3]);
        File.WriteAllBytes(folder["data", "cifar-100-python.tar.gz"], [1, 2, 3]);
        using var data = SmallCifar10.Catalog(folder, notices).Open("cifar10");
        Assert.Equal(DataQuality.StandIn, data.Quality);
        Assert.StartsWith(
            $"cifar10: cifar-10-matlab.tar.gz, cifar10/cifar-10-batches-mat in {folder["data"]} cannot be read as it", notices[0],
            StringComparison.Ordinal);
        Assert.Contains("USING THE STAND-IN", notices[1], StringComparison.Ordinal);
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

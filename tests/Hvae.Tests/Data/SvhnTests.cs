// SVHN: the conversion of MATLAB's order to images, the digit of each label, what is official, and what is refused.

using System.Security.Cryptography;
using Hvae.Data;
using Hvae.Data.Sources;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class SvhnTests : IDisposable
{
    private const int TrainCount = 12;
    private const int TestCount = 5;

    private static readonly byte[] Train = Split(TrainCount, seed: 1);
    private static readonly byte[] Test = Split(TestCount, seed: 2);

    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("svhn")]
    [InlineData(".")]
    public void The_files_are_found_in_any_usual_folder(string place)
    {
        Write(Train, Test, place);
        using var data = Catalog().Open("svhn");
        Assert.Equal((DataQuality.Official, "svhn", 10, false), (data.Quality, data.Name, data.Classes, data.IsBinarised));
        Assert.Equal((TrainCount, TestCount, new ImageShape(3, 32, 32)), (data.Train.Count, data.Test.Count, data.Shape));
        Assert.Empty(notices);
    }

    [Fact]
    public void Every_pixel_is_at_the_row_column_and_channel_where_MATLAB_has_it()
    {
        Write(Train, Test);
        using var data = Catalog().Open("svhn");
        for (var i = 0; i < TestCount; i++)
        {
            var image = data.Test.Image(i);
            for (var at = 0; at < image.Length; at++)
                Assert.Equal(Pixel(row: at / 32 % 32, column: at % 32, channel: at / 1024, image: i, seed: 2), image[at]);
        }
    }

    [Fact]
    public void The_label_10_is_the_digit_0()
    {
        Write(Train, Test);
        using var data = Catalog().Open("svhn");
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2], data.Train.Labels.ToArray());
    }

    [Fact]
    public void A_single_image_has_no_fourth_dimension()
    {
        var one = SmallMat.File(SmallMat.Matrix("X", [32, 32, 3], Pixels(1, seed: 3)), SmallMat.Matrix("y", [1, 1], [10]));
        Write(Train, one);
        using var data = Catalog().Open("svhn");
        Assert.Equal([0], data.Test.Labels.ToArray());
        Assert.Contains("test_32x32.mat has 1 images instead of 5", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_another_checksum_is_an_unofficial_copy()
    {
        var plain = SmallMat.File(Images(TrainCount, seed: 1), SmallMat.Matrix("y", [TrainCount, 1], Labels(TrainCount)));
        Write(plain, Test);
        using var data = Catalog().Open("svhn");
        Assert.Equal(DataQuality.UnofficialCopy, data.Quality);
        Assert.Contains($"unofficial copy, and every number made from them says so: train_32x32.mat has MD5 {Md5(plain)}",
            Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_and_labels_that_are_none_of_this_data_set_are_refused()
    {
        var images = Images(TestCount, seed: 2);
        Refuses("labels from 1 to 10 in y", images, SmallMat.Matrix("y", [TestCount, 1], [1, 2, 11, 4, 5]));
        Refuses("labels from 1 to 10 in y", images, SmallMat.Matrix("y", [TestCount, 1], [1, 2, 0, 4, 5]));
        Refuses("as many labels in y as there are images, 5", images, SmallMat.Matrix("y", [4, 1], [1, 2, 3, 4]));
        Refuses("32x32x3xN values in X", SmallMat.Matrix("X", [32, 32, 1, 3], new byte[3072]), SmallMat.Matrix("y", [1, 1], [1]));
        Refuses("32x32x3xN values in X", SmallMat.Matrix("X", [32, 32, 3, 0], []), SmallMat.Matrix("y", [0, 1], []));
        Refuses("a variable y", images);
    }

    [Fact]
    public async Task Both_files_are_downloaded_and_checked()
    {
        await using var server = new LocalServer((request, client, stopped) =>
            Answers.Serve(request.Path.EndsWith("train_32x32.mat", StringComparison.Ordinal) ? Train : Test)(request, client, stopped));
        using var network = server.Network();
        using var data = Catalog(offline: false, network).Open("svhn");
        Assert.Equal(DataQuality.Official, data.Quality);
        Assert.Equal(["/housenumbers/train_32x32.mat", "/housenumbers/test_32x32.mat"], server.Requests.Select(request => request.Path));
        Assert.Equal(Train, File.ReadAllBytes(folder["data", "svhn", "train_32x32.mat"]));
    }

    private static byte Pixel(int row, int column, int channel, int image, int seed) =>
        (byte)((row * 5) + (column * 11) + (channel * 71) + (image * 23) + (row * column) + seed);

    /// <summary>Returns X(row, column, channel, image), in which rows run fastest.</summary>
    private static byte[] Pixels(int count, int seed) =>
    [
        .. from image in Enumerable.Range(0, count)
           from channel in Enumerable.Range(0, 3)
           from column in Enumerable.Range(0, 32)
           from row in Enumerable.Range(0, 32)
           select Pixel(row, column, channel, image, seed),
    ];

    private static byte[] Images(int count, int seed) => SmallMat.Matrix("X", [32, 32, 3, count], Pixels(count, seed));

    private static byte[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(1 + (i % 10)))];

    /// <summary>Writes the file like the official ones: compressed, with labels as 8-bit or double numbers.</summary>
    private static byte[] Split(int count, int seed)
    {
        var type = seed == 1 ? MatType.UInt8 : MatType.Double;
        var labels = SmallMat.Store(type, [.. Labels(count).Select(label => (double)label)]);
        var y = SmallMat.Matrix("y", [count, 1], labels, type, seed == 1 ? MatClass.UInt8 : MatClass.Double);
        return SmallMat.File(SmallMat.Compress(Images(count, seed)), SmallMat.Compress(y));
    }

    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));

    private void Write(byte[] train, byte[] test, string place = "svhn")
    {
        Directory.CreateDirectory(folder["data", place]);
        File.WriteAllBytes(folder["data", place, "train_32x32.mat"], train);
        File.WriteAllBytes(folder["data", place, "test_32x32.mat"], test);
    }

    private DataCatalog Catalog(bool offline = true, HttpMessageHandler? http = null) =>
        TemporaryCatalog.Of(
            new SvhnSource(Published("train_32x32.mat", Train, TrainCount), Published("test_32x32.mat", Test, TestCount),
                TinyStandIn.Create()),
            folder, notices, offline, http);

    private static SvhnFile Published(string name, byte[] content, int count) =>
        new(new(new($"http://ufldl.stanford.edu/housenumbers/{name}"), Md5(content), content.Length), count);

    private void Refuses(string expected, params byte[][] elements)
    {
        Write(Train, SmallMat.File(elements));
        var error = Assert.Throws<DataFormatException>(() => Catalog().Open("svhn"));
        Assert.Equal(folder["data", "svhn", "test_32x32.mat"], error.File);
        Assert.Equal(expected, error.Expected);
    }
}

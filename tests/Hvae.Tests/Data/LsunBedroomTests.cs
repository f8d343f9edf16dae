// LSUN bedroom at 64×64: databases and folders, their order, the central square, the first images, and what is refused.

using Hvae.Data;
using Hvae.Data.Images;
using Hvae.Data.Sources;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class LsunBedroomTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("lsun")]
    [InlineData("lsun-bedroom64")]
    [InlineData(".")]
    public void A_database_gives_its_images_in_the_order_of_their_keys(string place)
    {
        WriteDatabases(place, train: 12, test: 3);
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Equal(("lsun-bedroom64", 12, 3, 1, false), (data.Name, data.Train.Count, data.Test.Count, data.Classes, data.HasLabels));
        for (var i = 0; i < 12; i++)
            Assert.Equal(Expected(i), data.Train.Image(11 - i).ToArray());
        Assert.Equal(DataQuality.UnofficialCopy, data.Quality);
        Assert.Contains("no checksum is published that could tell; there are 12 + 3 images instead of 3033042 + 300", notices[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_database_only_the_wanted_images_are_read()
    {
        WriteDatabases("lsun", train: 12, test: 2, last: [1, 2, 3]);
        using var data = Catalog().Open("lsun-bedroom64-first-5");
        Assert.Equal(("lsun-bedroom64-first-5", 5, 2), (data.Name, data.Train.Count, data.Test.Count));
        Assert.Equal(Expected(11), data.Train.Image(0).ToArray());
        var error = Assert.Throws<DataFormatException>(() => Catalog().Open("lsun-bedroom64"));
        Assert.Equal((folder["data", "lsun", "bedroom_train_lmdb", "data.mdb"], "010203"), (error.File, error.Found));
        Assert.Contains("in ~last", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_gives_images_of_all_formats_in_the_order_of_their_paths()
    {
        var (train, test) = (folder["data", "bedroom_train"], folder["data", "bedroom_val"]);
        Directory.CreateDirectory(Path.Combine(train, "b"));
        Directory.CreateDirectory(test);
        File.WriteAllBytes(Path.Combine(train, "z.webp"), Image(0));
        File.WriteAllBytes(Path.Combine(train, "b", "2.png"), Encoders.Png(Width(1), Height(1), Encoders.Pixels(Width(1), Height(1), 1)));
        File.WriteAllBytes(Path.Combine(train, "b", "10.WEBP"), Image(2));
        File.WriteAllText(Path.Combine(train, "readme.txt"), "no image");
        File.WriteAllBytes(Path.Combine(test, "1.jpg"), Encoders.Jpeg(90, 80, Encoders.Pixels(90, 80, 3)));
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Equal((3, 1), (data.Train.Count, data.Test.Count));
        Assert.Equal([Expected(2), Expected(1), Expected(0)], Enumerable.Range(0, 3).Select(i => data.Train.Image(i).ToArray()));
        using var first = Catalog().Open("lsun-bedroom64-first-1");
        Assert.Equal(Expected(2), first.Train.Image(0).ToArray());
    }

    [Fact]
    public void A_folder_without_images_and_a_missing_part_are_named()
    {
        Directory.CreateDirectory(folder["data", "bedroom_train"]);
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Contains("bedroom_val_lmdb is not in", notices[0], StringComparison.Ordinal);
        Assert.Contains("see https://www.yf.io/p/lsun", notices[0], StringComparison.Ordinal);
        Directory.CreateDirectory(folder["data", "bedroom_val"]);
        Assert.Equal(folder["data", "bedroom_train"], Assert.Throws<DataFormatException>(() => Catalog().Open("lsun-bedroom64")).File);
    }

    [Fact]
    public void More_images_than_are_decoded_at_a_time_come_in_order()
    {
        WriteDatabases("lsun", train: 600, test: 1);
        using var data = Catalog().Open("lsun-bedroom64");
        foreach (var i in new[] { 0, 255, 256, 511, 512, 599 })
            Assert.Equal(Expected(i), data.Train.Image(599 - i).ToArray());
    }

    private static int Width(int number) => 70 + (number % 20);

    private static int Height(int number) => 90 - (number % 23);

    private static byte[] Image(int number) =>
        Encoders.WebP(Width(number), Height(number), Encoders.Pixels(Width(number), Height(number), number));

    /// <summary>Returns the central square of an image at 64×64.</summary>
    private static byte[] Expected(int number)
    {
        var buffer = new PixelBuffer(1 << 14);
        buffer.Decode(new("", 0, "", Image(number)));
        var planes = new byte[3 * 64 * 64];
        Square.Central(buffer.Width, buffer.Height).Resize(buffer, planes, 64);
        return planes;
    }

    /// <summary>Writes both databases. Keys fall as numbers rise; the image <paramref name="last"/> has the greatest key.</summary>
    private void WriteDatabases(string place, int train, int test, byte[]? last = null)
    {
        Assert.SkipUnless(SmallLmdb.IsInstalled, $"{SmallLmdb.Package} is not installed.");
        Write("bedroom_train_lmdb", train, last);
        Write("bedroom_val_lmdb", test, null);

        void Write(string name, int count, byte[]? odd) => SmallLmdb.Write(
            folder["data", place, name],
            [[.. Enumerable.Range(0, count).Select(i => ($"{9999 - i:D4}", (byte[]?)Image(i))),
                .. odd is null ? Array.Empty<(string, byte[]?)>() : [("~last", odd)]]]);
    }

    private DataCatalog Catalog() => TemporaryCatalog.Of(new LsunBedroomSource(TinyStandIn.Create()), folder, notices);
}

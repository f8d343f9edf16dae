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
        notices.Clear();
        using var all = Catalog().Open("lsun-bedroom64");
        Assert.Equal(12, all.Train.Count);
        Assert.Contains("in ~last, found 010203", notices[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_cannot_be_read_are_left_out_and_named_also_the_next_time()
    {
        WriteFolder(8);
        var train = folder["data", "bedroom_train"];
        File.WriteAllBytes(Path.Combine(train, "2.webp"), [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(train, "5.webp"), Image(5)[..^50]);
        File.CreateSymbolicLink(Path.Combine(train, "9.webp"), folder["nowhere.webp"]);
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Equal((6, 1), (data.Train.Count, data.Test.Count));
        Assert.Equal(
            new[] { 0, 1, 3, 4, 6, 7 }.Select(Expected), Enumerable.Range(0, 6).Select(i => data.Train.Image(i).ToArray()));
        Assert.Contains("3 of 9 images cannot be read and are left out", notices[^1], StringComparison.Ordinal);
        foreach (var name in new[] { "2.webp", "5.webp", "9.webp" })
            Assert.Contains(Path.Combine(train, name), notices[^1], StringComparison.Ordinal);
        var said = notices[^1];
        notices.Clear();
        using var again = Catalog().Open("lsun-bedroom64");
        Assert.Equal((said, data.Fingerprint), (notices[^1], again.Fingerprint));

        foreach (var name in new[] { "2.webp", "5.webp", "9.webp" })
            File.Delete(Path.Combine(train, name));
        using var rest = Catalog().Open("lsun-bedroom64");
        Assert.Equal(data.Fingerprint, rest.Fingerprint);
    }

    [Fact]
    public void A_part_of_which_no_image_can_be_read_is_refused()
    {
        WriteFolder(2);
        File.WriteAllBytes(folder["data", "bedroom_val", "0.webp"], [1, 2, 3]);
        var error = Assert.Throws<DataFormatException>(() => Catalog().Open("lsun-bedroom64"));
        Assert.Equal(folder["data", "bedroom_val", "0.webp"], error.File);
    }

    [Fact]
    public void A_part_with_the_published_number_of_images_needs_each_of_them()
    {
        WriteFolder(1);
        var image = Image(1);
        for (var i = 1; i < 300; i++)
            File.WriteAllBytes(folder["data", "bedroom_val", $"{i}.webp"], i == 7 ? [1, 2, 3] : image);
        var error = Assert.Throws<DataFormatException>(() => Catalog().Open("lsun-bedroom64"));
        Assert.Equal(folder["data", "bedroom_val", "7.webp"], error.File);
    }

    [Fact]
    public void Hidden_files_and_folders_are_passed_over_and_links_are_entered_once()
    {
        WriteFolder(3);
        var train = folder["data", "bedroom_train"];
        using var plain = Catalog().Open("lsun-bedroom64");
        foreach (var hidden in new[] { ".ipynb_checkpoints/0-checkpoint.webp", ".Trash-1000/files/8.webp", "__MACOSX/9.webp", "._0.webp" })
        {
            var path = Path.Combine(train, hidden);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, Image(9));
        }

        Directory.CreateDirectory(Path.Combine(train, "inner"));
        Directory.CreateSymbolicLink(Path.Combine(train, "inner", "up"), "..");
        Directory.CreateSymbolicLink(Path.Combine(train, "inner", "round"), train);
        Directory.CreateSymbolicLink(Path.Combine(train, "loop"), "loop");
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Equal(plain.Fingerprint, data.Fingerprint);

        // A folder that is itself a link, and one to which two links lead.
        Directory.Move(train, folder["elsewhere"]);
        Directory.CreateSymbolicLink(train, folder["elsewhere"]);
        Directory.CreateDirectory(folder["more"]);
        File.WriteAllBytes(folder["more", "1.webp"], Image(4));
        Directory.CreateSymbolicLink(Path.Combine(train, "x"), folder["more"]);
        Directory.CreateSymbolicLink(Path.Combine(train, "y"), folder["more"]);
        using var linked = Catalog().Open("lsun-bedroom64");
        Assert.Equal(4, linked.Train.Count);
        Assert.Equal(Expected(4), linked.Train.Image(3).ToArray());
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

    /// <summary>Writes so many images for training, and one for tests.</summary>
    private void WriteFolder(int count)
    {
        foreach (var (part, images) in new[] { ("bedroom_train", count), ("bedroom_val", 1) })
        {
            Directory.CreateDirectory(folder["data", part]);
            for (var i = 0; i < images; i++)
                File.WriteAllBytes(folder["data", part, $"{i}.webp"], Image(i));
        }
    }

    /// <summary>The central square of an image at 64×64.</summary>
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

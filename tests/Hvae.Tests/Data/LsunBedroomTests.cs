// LSUN bedroom at 64×64: databases and folders, their order, the central square, the first and the held-out images, and what is refused.

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
        WriteDatabase(place, count: 12);
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Equal(("lsun-bedroom64", 10, 2, 1, false), (data.Name, data.Train.Count, data.Test.Count, data.Classes, data.HasLabels));
        for (var i = 0; i < 12; i++)
            Assert.Equal(Expected(i), (i < 2 ? data.Test.Image(1 - i) : data.Train.Image(11 - i)).ToArray());
        Assert.Equal(DataQuality.UnofficialCopy, data.Quality);
        Assert.Contains(
            "no checksum is published that could tell; there are 12 images instead of 3033042", notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_database_only_the_wanted_images_are_read_and_the_last_are_held_out_from_all_trainings()
    {
        WriteDatabase("lsun", count: 12, damaged: 5);
        using var data = Catalog().Open("lsun-bedroom64-first-5");
        Assert.Equal(("lsun-bedroom64-first-5", 5, 2), (data.Name, data.Train.Count, data.Test.Count));
        Assert.Equal(Expected(11), data.Train.Image(0).ToArray());
        Assert.DoesNotContain(notices, notice => notice.Contains("left out", StringComparison.Ordinal));
        using var all = Catalog().Open("lsun-bedroom64-first-100");
        Assert.Equal((9, 2), (all.Train.Count, all.Test.Count));
        Assert.Contains("in 9994, found 010203", notices[^1], StringComparison.Ordinal);
        foreach (var images in new[] { data, all })
            Assert.Equal([Expected(1), Expected(0)], Enumerable.Range(0, 2).Select(i => images.Test.Image(i).ToArray()));
    }

    [Fact]
    public void Images_that_cannot_be_read_are_left_out_and_named_also_the_next_time()
    {
        WriteFolder(8);
        var train = folder["data", "bedroom_train"];
        File.WriteAllBytes(Path.Combine(train, "2.webp"), [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(train, "5.webp"), Image(5)[..^50]);
        File.Delete(Path.Combine(train, "7.webp"));
        File.CreateSymbolicLink(Path.Combine(train, "7.webp"), folder["nowhere.webp"]);
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Equal((5, 1), (data.Train.Count, data.Test.Count));
        Assert.Equal(new[] { 0, 1, 3, 4, 6 }.Select(Expected), Enumerable.Range(0, 5).Select(i => data.Train.Image(i).ToArray()));
        Assert.Contains("3 of 8 images cannot be read and are left out", notices[^1], StringComparison.Ordinal);
        foreach (var name in new[] { "2.webp", "5.webp", "7.webp" })
            Assert.Contains(Path.Combine(train, name), notices[^1], StringComparison.Ordinal);
        var said = notices[^1];
        notices.Clear();
        using var again = Catalog().Open("lsun-bedroom64");
        Assert.Equal((said, data.Fingerprint), (notices[^1], again.Fingerprint));

        foreach (var name in new[] { "2.webp", "5.webp", "7.webp" })
            File.Delete(Path.Combine(train, name));
        using var rest = Catalog().Open("lsun-bedroom64");
        Assert.Equal(data.Fingerprint, rest.Fingerprint);
    }

    [Fact]
    public void A_part_of_which_no_image_can_be_read_is_refused()
    {
        WriteFolder(2);
        File.WriteAllBytes(folder["data", "bedroom_train", HeldOut], [1, 2, 3]);
        var error = Assert.Throws<DataFormatException>(() => Catalog().Open("lsun-bedroom64"));
        Assert.Equal(folder["data", "bedroom_train", HeldOut], error.File);
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
        var train = folder["data", "bedroom_train"];
        Directory.CreateDirectory(Path.Combine(train, "b"));
        File.WriteAllBytes(Path.Combine(train, "z.webp"), Image(0));
        File.WriteAllBytes(Path.Combine(train, "b", "2.png"), Encoders.Png(Width(1), Height(1), Encoders.Pixels(Width(1), Height(1), 1)));
        File.WriteAllBytes(Path.Combine(train, "b", "10.WEBP"), Image(2));
        File.WriteAllText(Path.Combine(train, "readme.txt"), "no image");
        File.WriteAllBytes(Path.Combine(train, "~.jpg"), Encoders.Jpeg(90, 80, Encoders.Pixels(90, 80, 3)));
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Equal((3, 1), (data.Train.Count, data.Test.Count));
        Assert.Equal([Expected(2), Expected(1), Expected(0)], Enumerable.Range(0, 3).Select(i => data.Train.Image(i).ToArray()));
        using var first = Catalog().Open("lsun-bedroom64-first-1");
        Assert.Equal(Expected(2), first.Train.Image(0).ToArray());
    }

    [Fact]
    public void A_missing_folder_and_one_without_two_images_are_named()
    {
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Contains("bedroom_train_lmdb is not in", notices[0], StringComparison.Ordinal);
        Assert.Contains("see https://www.yf.io/p/lsun", notices[0], StringComparison.Ordinal);
        foreach (var count in new[] { 0, 1 })
        {
            WriteFolder(0);
            if (count == 0)
                File.Delete(folder["data", "bedroom_train", HeldOut]);
            var error = Assert.Throws<DataFormatException>(() => Catalog().Open("lsun-bedroom64"));
            Assert.Equal((folder["data", "bedroom_train"], $"{count}"), (error.File, error.Found));
        }
    }

    [Fact]
    public void More_images_than_are_decoded_at_a_time_come_in_order()
    {
        WriteDatabase("lsun", count: 600);
        using var data = Catalog().Open("lsun-bedroom64");
        Assert.Equal((480, 120), (data.Train.Count, data.Test.Count));
        foreach (var i in new[] { 0, 119, 120, 343, 344, 599 })
            Assert.Equal(Expected(i), (i < 120 ? data.Test.Image(119 - i) : data.Train.Image(599 - i)).ToArray());
    }

    private static int Width(int number) => 70 + (number % 20);

    private static int Height(int number) => 90 - (number % 23);

    private static byte[] Image(int number) =>
        Encoders.WebP(Width(number), Height(number), Encoders.Pixels(Width(number), Height(number), number));

    /// <summary>The name of the image of a folder that is held out, which is the last of fewer than ten.</summary>
    private const string HeldOut = "~.webp";

    /// <summary>Writes so many images for training, and one that is held out.</summary>
    private void WriteFolder(int count)
    {
        Directory.CreateDirectory(folder["data", "bedroom_train"]);
        foreach (var name in Enumerable.Range(0, count).Select(i => $"{i}.webp").Append(HeldOut))
            File.WriteAllBytes(folder["data", "bedroom_train", name], Image(name == HeldOut ? 20 : int.Parse(name[..^5])));
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

    /// <summary>Writes a database. Keys fall as numbers rise; the image with the number <paramref name="damaged"/> is none.</summary>
    private void WriteDatabase(string place, int count, int? damaged = null)
    {
        Assert.SkipUnless(SmallLmdb.IsInstalled, $"{SmallLmdb.Package} is not installed.");
        SmallLmdb.Write(
            folder["data", place, "bedroom_train_lmdb"],
            [Enumerable.Range(0, count).Select(i => ($"{9999 - i:D4}", (byte[]?)(i == damaged ? [1, 2, 3] : Image(i))))]);
    }

    private DataCatalog Catalog() => TemporaryCatalog.Of(new LsunBedroomSource(TinyStandIn.Create()), folder, notices);
}

// CelebA at 64×64: the places where it is found, the parts of its images, the square that is kept, and what is refused.

using System.Text;
using Hvae.Data;
using Hvae.Data.Images;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class CelebATests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("celeba")]
    [InlineData("CelebA")]
    [InlineData("celeba64")]
    [InlineData(".")]
    public void The_archive_with_its_list_is_official(string place)
    {
        SmallCelebA.Write(folder["data", place], isPacked: true);
        using var data = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.Equal((DataQuality.Official, "celeba64", new ImageShape(3, 64, 64)), (data.Quality, data.Name, data.Shape));
        Assert.Equal((SmallCelebA.Train.Count, SmallCelebA.Test.Count), (data.Train.Count, data.Test.Count));
        Assert.Contains("decoding 6 + 2 images", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void The_publishers_own_folders_are_known()
    {
        SmallCelebA.Write(folder["data", "celeba"], isPacked: true);
        Directory.CreateDirectory(folder["data", "celeba", "Eval"]);
        Directory.CreateDirectory(folder["data", "celeba", "Img"]);
        File.Move(folder["data", "celeba", "list_eval_partition.txt"], folder["data", "celeba", "Eval", "list_eval_partition.txt"]);
        File.Move(folder["data", "celeba", "img_align_celeba.zip"], folder["data", "celeba", "Img", "img_align_celeba.zip"]);
        using var data = SmallCelebA.Catalog(folder).Open("celeba64");
        Assert.Equal(DataQuality.Official, data.Quality);
    }

    [Theory]
    [InlineData("image_id,partition\n", "\n")]
    [InlineData("image_id,partition\r\n", "\r\n")]
    [InlineData("", "\n")]
    public void A_folder_in_the_folder_and_a_list_with_commas_as_Kaggle_has_them_are_read(string titles, string end)
    {
        SmallCelebA.Write(folder["packed"], isPacked: true);
        var place = folder["data", "celeba"];
        SmallCelebA.Write(place, isPacked: false);
        Directory.Move(Path.Combine(place, "img_align_celeba"), folder["inner"]);
        Directory.CreateDirectory(Path.Combine(place, "img_align_celeba"));
        Directory.Move(folder["inner"], Path.Combine(place, "img_align_celeba", "img_align_celeba"));
        File.Delete(Path.Combine(place, "list_eval_partition.txt"));
        var list = Encoding.ASCII.GetString(SmallCelebA.Partition).Replace(' ', ',').Replace("\n", end, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(place, "list_eval_partition.csv"), titles + list);
        using var data = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.Equal((6, 2, DataQuality.UnofficialCopy), (data.Train.Count, data.Test.Count, data.Quality));
        Assert.Contains("list_eval_partition.csv has MD5", notices[0], StringComparison.Ordinal);
        using var other = new TemporaryFolder();
        SmallCelebA.Write(other["data"], isPacked: true);
        using var packed = SmallCelebA.Catalog(other).Open("celeba64");
        Assert.Equal(packed.Fingerprint, data.Fingerprint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_part_of_the_faces_leaves_out_those_that_cannot_be_read(bool isPacked)
    {
        var names = new[] { 1, 2, 4, 6, 10 };
        Directory.CreateDirectory(folder["data", "img_align_celeba"]);
        File.WriteAllText(folder["data", "list_eval_partition.txt"],
            string.Concat(names.Select(number => $"{SmallCelebA.Name(number)} {(number > 5 ? 2 : 0)}\n")));
        var images = names.Where(number => number != 6).ToDictionary(
            SmallCelebA.Name, number => number == 2 ? SmallCelebA.Images.Value[number][..^500] : SmallCelebA.Images.Value[number]);
        if (isPacked)
            File.WriteAllBytes(folder["data", "img_align_celeba.zip"], SmallCelebA.Zip(images.Select(image => (image.Key, image.Value))));
        foreach (var (name, image) in isPacked ? [] : images)
            File.WriteAllBytes(folder["data", "img_align_celeba", name], image);

        // The test part has the published number of images, of which 000006.jpg is missing; one more makes it another number.
        Assert.Contains("000006.jpg", Assert.Throws<DataFormatException>(() => SmallCelebA.Catalog(folder).Open("celeba64")).Message,
            StringComparison.Ordinal);
        File.AppendAllText(folder["data", "list_eval_partition.txt"], "000011.jpg 2\n");
        using var data = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.Equal((2, 1), (data.Train.Count, data.Test.Count));
        Assert.Contains("1 of 3 images cannot be read and is left out", notices[^2], StringComparison.Ordinal);
        Assert.Contains("2 of 3 images cannot be read and are left out", notices[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Images_have_no_labels()
    {
        SmallCelebA.Write(folder["data"], isPacked: true);
        using var data = SmallCelebA.Catalog(folder).Open("celeba64");
        Assert.Equal((1, false), (data.Classes, data.HasLabels));
        Assert.All(data.Train.Labels.ToArray().Concat(data.Test.Labels.ToArray()), label => Assert.Equal(0, label));
    }

    [Fact]
    public void Each_image_is_its_square_of_148_from_column_15_and_row_40_resized_by_area()
    {
        SmallCelebA.Write(folder["data"], isPacked: true);
        using var data = SmallCelebA.Catalog(folder).Open("celeba64");
        Check(data.Train, SmallCelebA.Train);
        Check(data.Test, SmallCelebA.Test);

        static void Check(ImageSet images, IReadOnlyList<int> numbers)
        {
            var buffer = new PixelBuffer(SmallCelebA.Width * SmallCelebA.Height);
            for (var i = 0; i < images.Count; i++)
            {
                buffer.Decode(new("", 0, "", SmallCelebA.Images.Value[numbers[i]]));
                var image = images.Image(i);
                foreach (var (row, column) in new[] { (0, 0), (17, 40), (63, 63) })
                    Assert.Equal(MeanOfBlue(buffer, 40 + (row * 148 / 64.0), 15 + (column * 148 / 64.0)),
                        image[(2 * 4096) + (row * 64) + column], 0.5001);
            }
        }
    }

    [Fact]
    public void An_unpacked_folder_has_the_same_content_but_no_checksum_to_prove_it()
    {
        SmallCelebA.Write(folder["packed"], isPacked: true);
        SmallCelebA.Write(folder["data"], isPacked: false);
        using var data = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.Equal(DataQuality.UnofficialCopy, data.Quality);
        Assert.Contains("only img_align_celeba.zip has a published checksum", notices[0], StringComparison.Ordinal);
        using var other = new TemporaryFolder();
        SmallCelebA.Write(other["data"], isPacked: true);
        using var packed = SmallCelebA.Catalog(other).Open("celeba64");
        Assert.Equal(packed.Fingerprint, data.Fingerprint);
    }

    [Fact]
    public void The_same_images_packed_and_unpacked_in_turn_are_each_time_what_they_are()
    {
        var place = folder["data", "celeba"];
        string[] all = ["img_align_celeba", "img_align_celeba.zip"];
        SmallCelebA.Write(place, isPacked: true);
        SmallCelebA.Write(place, isPacked: false);
        Directory.CreateDirectory(folder["aside"]);
        foreach (var isPacked in new[] { true, false, true, true, false })
        {
            Move(place, all[1], isThere: isPacked);
            notices.Clear();
            using var data = SmallCelebA.Catalog(folder, notices).Open("celeba64");
            Assert.Equal((isPacked ? DataQuality.Official : DataQuality.UnofficialCopy, place), (data.Quality, data.Origin));
            Assert.Equal(!isPacked, notices.Exists(notice => notice.Contains("unofficial copy", StringComparison.Ordinal)));
        }

        void Move(string place, string name, bool isThere)
        {
            var (here, away) = (Path.Combine(place, name), folder["aside", name]);
            if (isThere != File.Exists(here))
                File.Move(isThere ? away : here, isThere ? here : away);
        }
    }

    [Fact]
    public void A_change_of_the_file_behind_a_link_is_noticed()
    {
        SmallCelebA.Write(folder["data"], isPacked: false);
        var (link, target) = (folder["data", "img_align_celeba", "000001.jpg"], folder["elsewhere.jpg"]);
        File.Move(link, target);
        File.CreateSymbolicLink(link, target);
        using var before = SmallCelebA.Catalog(folder).Open("celeba64");
        File.WriteAllBytes(target, SmallCelebA.Images.Value[2]);
        using var after = SmallCelebA.Catalog(folder).Open("celeba64");
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
        Assert.Equal(after.Train.Image(1), after.Train.Image(0));
    }

    [Fact]
    public void What_a_killed_decode_left_is_removed_by_the_next_and_what_another_is_writing_is_not()
    {
        SmallCelebA.Write(folder["data"], isPacked: true);
        Directory.CreateDirectory(folder["cache"]);
        var (dead, alive, other) =
            ($"celeba64.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp", $"celeba64.1-{Guid.NewGuid():N}.tmp", "celeba64.tmp");
        foreach (var name in new[] { dead, other })
            File.WriteAllBytes(folder["cache", name], [1, 2, 3]);
        using (var writer = new FileStream(folder["cache", alive], FileMode.CreateNew, FileAccess.ReadWrite))
        {
            writer.Write([1, 2, 3]);
            writer.Flush();
            using var data = SmallCelebA.Catalog(folder).Open("celeba64");
            Assert.Equal(new[] { alive, other }.Order(),
                Directory.GetFiles(folder["cache"], "*.tmp").Select(path => Path.GetFileName(path)).Order());
        }

        using var next = SmallCelebA.Catalog(folder).Open("celeba64-first-2");
        Assert.Equal([folder["cache", other]], Directory.GetFiles(folder["cache"], "*.tmp"));
    }

    [Fact]
    public void It_is_decoded_once_and_again_only_when_its_files_or_its_cache_changed()
    {
        SmallCelebA.Write(folder["data"], isPacked: false);
        using var first = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.Equal(2, notices.Count);
        using var again = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.Equal((first.Fingerprint, first.Quality), (again.Fingerprint, again.Quality));
        Assert.Equal(notices[0], notices[2]);
        Assert.Equal(3, notices.Count);

        File.WriteAllBytes(folder["data", "img_align_celeba", "000001.jpg"], SmallCelebA.Images.Value[2]);
        using var changed = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.NotEqual(first.Fingerprint, changed.Fingerprint);
        File.WriteAllBytes(TemporaryCatalog.FileOf(changed, folder), [1, 2, 3]);
        notices.Clear();
        using var rebuilt = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.Equal(changed.Fingerprint, rebuilt.Fingerprint);
        Assert.Contains("it is rebuilt", notices[0], StringComparison.Ordinal);

        foreach (var note in Directory.GetFiles(folder["cache"], "*.json"))
            File.WriteAllText(note, "{ \"Source\": 3");
        using var noted = SmallCelebA.Catalog(folder).Open("celeba64");
        Assert.Equal(changed.Fingerprint, noted.Fingerprint);
        using var worker = SmallCelebA.Catalog(folder).OpenCached("celeba64", noted.Fingerprint);
        Assert.Equal(noted.Train.Image(3), worker.Train.Image(3));
    }

    [Fact]
    public void The_first_training_images_can_be_asked_for_and_are_another_data_set()
    {
        SmallCelebA.Write(folder["data"], isPacked: true);
        using var all = SmallCelebA.Catalog(folder).Open("celeba64");
        using var some = SmallCelebA.Catalog(folder).Open("celeba64-first-4");
        Assert.Equal(("celeba64-first-4", 4, 2), (some.Name, some.Train.Count, some.Test.Count));
        Assert.NotEqual(all.Fingerprint, some.Fingerprint);
        Assert.Equal(all.Train.Image(3), some.Train.Image(3));
        Assert.Equal(all.Test.Image(1), some.Test.Image(1));
        using var worker = SmallCelebA.Catalog(folder).OpenCached("celeba64-first-4", some.Fingerprint);
        Assert.Equal(4, worker.Train.Count);
    }

    [Fact]
    public void More_first_images_than_there_are_are_all_of_them_under_the_name_asked_for()
    {
        SmallCelebA.Write(folder["data"], isPacked: true);
        using var all = SmallCelebA.Catalog(folder).Open("celeba64");
        foreach (var name in new[] { "celeba64-first-6", "celeba64-first-7", "celeba64-first-2147483647" })
        {
            using var some = SmallCelebA.Catalog(folder).Open(name);
            Assert.Equal((name, 6, 2, DataQuality.Official), (some.Name, some.Train.Count, some.Test.Count, some.Quality));
            for (var i = 0; i < 6; i++)
                Assert.Equal(all.Train.Image(i), some.Train.Image(i));
        }
    }

    [Theory]
    [InlineData("celeba64", "celeba64-first-20000")]
    [InlineData("lsun-bedroom64", "lsun-bedroom64-first-20000")]
    [InlineData("mnist", "mnist")]
    [InlineData("cifar10", "cifar10")]
    [InlineData("textures64-standin", "textures64-standin")]
    [InlineData("celeba64-first-4", "celeba64-first-4")]
    [InlineData("imagenet", "imagenet")]
    public void The_name_of_the_first_images_has_their_number_where_it_can_be_asked_for(string name, string expected) =>
        Assert.Equal(expected, DataCatalog.NameOfFirst(name, 20_000));

    [Fact]
    public void No_images_are_no_first_images() => Assert.Throws<ArgumentOutOfRangeException>(() => DataCatalog.NameOfFirst("celeba64", 0));

    [Theory]
    [InlineData("celeba64-first-0")]
    [InlineData("celeba64-first-04")]
    [InlineData("celeba64-first--4")]
    [InlineData("celeba64-first-")]
    [InlineData("mnist-first-4")]
    public void Names_that_ask_for_no_number_are_unknown(string name)
    {
        Assert.Throws<UnknownDataSetException>(() => SmallCelebA.Catalog(folder).Open(name));
        Assert.Throws<UnknownDataSetException>(() => SmallCelebA.Catalog(folder).OpenCached(name, new string('0', 64)));
    }

    [Fact]
    public void Without_the_files_the_stand_in_takes_the_place_and_the_page_is_named()
    {
        Directory.CreateDirectory(folder["data"]);
        using var data = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.Equal(DataQuality.StandIn, data.Quality);
        Assert.Contains("it can only be fetched by hand", notices[0], StringComparison.Ordinal);
        Assert.Contains("see http://mmlab.ie.cuhk.edu.hk/projects/CelebA.html", notices[0], StringComparison.Ordinal);
        using var some = SmallCelebA.Catalog(folder, notices).Open("celeba64-first-4");
        Assert.Equal((data.Name, data.Fingerprint, data.Train.Count), (some.Name, some.Fingerprint, some.Train.Count));
        Assert.Equal(notices[0].Replace("celeba64:", "celeba64-first-4:", StringComparison.Ordinal)
            .Replace("holds for celeba64.", "holds for celeba64-first-4.", StringComparison.Ordinal), notices[1]);
        Assert.Contains("because img_align_celeba.zip, list_eval_partition.txt are not in", notices[1], StringComparison.Ordinal);
        SmallCelebA.Write(folder["data", "celeba"], isPacked: true);
        File.Delete(folder["data", "celeba", "list_eval_partition.txt"]);
        using var half = SmallCelebA.Catalog(folder, notices).Open("celeba64");
        Assert.Contains($"list_eval_partition.txt is not in {folder["data", "celeba"]}", notices[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("000001.jpg 0\n000002.jpg 3\n", "0, 1 or 2 in line 2")]
    [InlineData("000001.jpg 0\n\n", "0, 1 or 2 in line 2")]
    [InlineData("000001.jpg,0\nimage_id,partition\n", "0, 1 or 2 in line 2")]
    [InlineData("../000001.jpg 0\n", "0, 1 or 2 in line 1")]
    [InlineData("..jpg 0\n", "0, 1 or 2 in line 1")]
    [InlineData("000001.jpg 0\n000001.jpg 2\n", "000001.jpg once in line 2")]
    [InlineData("000001.jpg 0\n000002.jpg 1\n", "images for training (0) and for tests (2)")]
    [InlineData("", "images for training (0) and for tests (2)")]
    public void Lists_that_are_none_are_refused(string list, string expected)
    {
        SmallCelebA.Write(folder["data"], isPacked: true);
        File.WriteAllText(folder["data", "list_eval_partition.txt"], list);
        var error = Assert.Throws<DataFormatException>(() => SmallCelebA.Catalog(folder).Open("celeba64"));
        Assert.Equal(folder["data", "list_eval_partition.txt"], error.File);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_of_several_damaged_images_is_named_and_nothing_is_left_in_the_cache()
    {
        SmallCelebA.Write(folder["data"], isPacked: false);
        File.WriteAllBytes(folder["data", "img_align_celeba", "000004.jpg"], SmallCelebA.Images.Value[4][..^500]);
        File.WriteAllBytes(folder["data", "img_align_celeba", "000002.jpg"], Encoders.Jpeg(178, 217, Encoders.Pixels(178, 217, 1)));
        File.WriteAllBytes(folder["data", "img_align_celeba", "000009.jpg"], Encoding.ASCII.GetBytes("gone"));
        var error = Assert.Throws<DataFormatException>(() => SmallCelebA.Catalog(folder).Open("celeba64"));
        Assert.Equal((folder["data", "img_align_celeba", "000002.jpg"], "178x217"), (error.File, error.Found));
        Assert.Contains("aligned images of CelebA", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder["cache"]));
        File.Delete(folder["data", "img_align_celeba", "000001.jpg"]);
        Assert.Equal("no such file", Assert.Throws<DataFormatException>(() => SmallCelebA.Catalog(folder).Open("celeba64")).Found);
    }

    /// <summary>
    /// Returns the mean of blue over a square of 148/64 pixels, computed in another way than the program's: by counting 37 × 37 points.
    /// </summary>
    private static double MeanOfBlue(PixelBuffer image, double top, double left)
    {
        const int Points = 37;
        var sum = 0.0;
        for (var i = 0; i < Points * Points; i++)
        {
            var (row, column) = ((int)(top + (((i / Points) + 0.5) / 16)), (int)(left + (((i % Points) + 0.5) / 16)));
            sum += image.Pixels[(PixelBuffer.Channels * ((row * image.Width) + column)) + 2];
        }

        return sum / (Points * Points);
    }
}

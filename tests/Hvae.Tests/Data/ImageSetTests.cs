// Images beyond 2 GB are found in a cache file, and a set never returns more images than it has.

using Hvae.Data;
using Hvae.Data.Cache;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Data;

public sealed class ImageSetTests : IDisposable
{
    private const long TwoGigabytes = 1L << 31;
    private static readonly ImageShape Shape = new(3, 64, 64);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Images_beyond_2_GB_are_found()
    {
        var across = (int)(TwoGigabytes / Shape.Size);
        var count = (int)(2 * TwoGigabytes / Shape.Size) + 3; // Indices beyond 4 GB as well, where 32 bits wrap to small ones.
        var known = new[] { 0, across, across + 1, count - 1 };
        using var data = Sparse(count, known);
        using var scope = NewDisposeScope();
        using var batches = new ImageBatches(data.Train, null, binarised: false, CPU);

        var selected = batches.Select(tensor(known.Select(index => (long)index).ToArray()));

        foreach (var (place, index) in known.Index())
        {
            AssertPixels(index, selected[place]);
            AssertPixels(index, batches.Range(index, 1)[0]);
        }

        Assert.Equal(0, batches.Range(across + 2, 2).max().item<float>());
        Assert.Equal(1, data.Test.Count);
    }

    [Fact]
    public void Images_that_are_mapped_stay_when_the_file_is_removed()
    {
        SmallMnist.Write(folder["data"], packed: true);
        using var data = SmallMnist.Catalog(folder).Open("mnist");
        var before = data.Test.Image(3);
        Directory.Delete(folder["cache"], recursive: true);
        Assert.Equal(before, data.Test.Image(3));
    }

    [Fact]
    public void No_more_images_are_handed_out_than_there_are_and_none_after_the_end()
    {
        using var set = MadeImages.Noise(new(1, 4, 4), 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Tensor(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Tensor(0));

        set.Dispose();

        Assert.Throws<ObjectDisposedException>(() => set.Tensor(3));
    }

    [Fact]
    public void A_subset_has_all_classes_of_images_that_are_sorted_by_label_and_begins_with_every_smaller_one()
    {
        const int Count = 1000;
        ImageShape shape = new(1, 4, 4);
        var images = zeros([Count, 1, 4, 4], ScalarType.Byte).DetachFromDisposeScope();
        using var sorted = new ImageSet(
            "made", "test", shape, Count, () => (images, [.. Enumerable.Range(0, Count).Select(i => (byte)(i / 100))]));
        using var other = new ImageSet("other", "test", shape, Count, () => throw new InvalidOperationException("needs no images"));

        var subset = sorted.Subset(200)!;

        Assert.Equal(200, subset.Distinct().Count());
        Assert.All(subset.CountBy(position => sorted.Labels.Span[(int)position]), of => Assert.InRange(of.Value, 10, 32));
        Assert.Equal(10, subset.Select(position => sorted.Labels.Span[(int)position]).Distinct().Count());
        Assert.Equal(subset[..50], sorted.Subset(50));
        Assert.NotEqual(subset, other.Subset(200));
        Assert.Equal([806, 610, 136, 465, 85], subset[..5]);
        Assert.Throws<ArgumentOutOfRangeException>(() => sorted.Subset(Count + 1));
    }

    [Fact]
    public void All_images_have_their_official_order_and_those_of_a_subset_are_looked_up_with_their_labels()
    {
        using var scope = NewDisposeScope();
        using var set = MadeImages.Noise(new(1, 4, 4), 50);
        using var all = new ImageBatches(set, null, binarised: false, CPU);
        using var some = new ImageBatches(set, 20, binarised: false, CPU);
        var subset = tensor(set.Subset(20)!);

        Assert.Null(set.Subset(50));
        Assert.Equal(set.Labels.ToArray().Select(label => (long)label), all.Labels(0, 50).data<long>().ToArray());
        AssertSame(set.Tensor(50), all.Range(0, 50).mul(255).round().to(ScalarType.Byte));
        AssertSame(all.Select(subset.narrow(0, 3, 7)), some.Range(3, 7));
        AssertSame(all.Select(subset.index_select(0, tensor(new long[] { 19, 0 }))), some.Select(tensor(new long[] { 19, 0 })));
        AssertSame(all.Labels(subset.narrow(0, 3, 7)), some.Labels(3, 7));
    }

    private static void AssertSame(Tensor expected, Tensor actual) => Assert.True(actual.eq(expected).all().item<bool>());

    /// <summary>
    /// Creates a sparse cache file with some images. The disk must have room for all of it in case the file system has no sparse files.
    /// </summary>
    private DataSet Sparse(int count, int[] known)
    {
        var entry = new CacheEntry
        {
            Content = new() { Name = "large", Shape = Shape, Classes = 1, IsBinarised = false, TrainCount = count, TestCount = 1 },
            Quality = DataQuality.StandIn,
            Origin = "",
            Description = "",
            Fingerprint = "",
            Source = "",
            Notices = [],
            Written = 0,
        };
        var room = new DriveInfo(folder.Path).AvailableFreeSpace;
        Assert.SkipUnless(room > entry.Length + TwoGigabytes, $"{folder.Path} has no room for {entry.Length >> 30} GB.");
        using (var file = File.Create(folder["large.images"]))
        {
            file.SetLength(entry.Length);
            foreach (var index in known) RandomAccess.Write(file.SafeFileHandle, Pixels(index), (long)index * Shape.Size);
        }

        return DataSet.Open(entry, folder["large.images"]);
    }

    /// <summary>Returns the pixels of an image. They are not all 0 and differ for each image.</summary>
    private static byte[] Pixels(int index)
    {
        var pixels = new byte[Shape.Size];
        new Random(index).NextBytes(pixels);
        return pixels;
    }

    private static void AssertPixels(int index, Tensor image) =>
        Assert.Equal(Pixels(index).Select(pixel => pixel / 255f), image.contiguous().data<float>().ToArray());
}

// Images beyond 2 GB are found in a cache file, and a file that is gone or cut off when it is mapped is named with the remedy.

using System.IO.MemoryMappedFiles;
using Hvae.Data;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Data;

public sealed class ImageSetTests : IDisposable
{
    private const long TwoGigabytes = 1L << 31;
    private const int Header = 100; // No whole number of pages.
    private static readonly ImageShape Shape = new(3, 64, 64);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Images_beyond_2_GB_are_found()
    {
        var across = (int)((TwoGigabytes - Header) / Shape.Size);
        var beyond = (int)(TwoGigabytes / Shape.Size) + 1;
        var count = (int)(2 * TwoGigabytes / Shape.Size) + 3; // Indices beyond 4 GB as well, where 32 bits wrap to small ones.
        var path = Sparse(count);
        var known = new[] { 0, across, beyond, count - 1 };
        using (var file = File.OpenHandle(path, access: FileAccess.Write))
            foreach (var index in known) RandomAccess.Write(file, Pixels(index), Header + ((long)index * Shape.Size));
        using var set = Map(path, count);
        using var scope = NewDisposeScope();
        using var batches = new ImageBatches(set, null, binarised: false, CPU);

        var selected = batches.Select(tensor(known.Select(index => (long)index).ToArray()));

        foreach (var (place, index) in known.Index())
        {
            Assert.True(set.Image(index).SequenceEqual(Pixels(index)));
            AssertPixels(index, selected[place]);
            AssertPixels(index, batches.Range(index, 1)[0]);
        }

        Assert.Equal(0, batches.Range(beyond + 1, 2).max().item<float>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cache_file_that_is_gone_or_cut_off_is_named_with_the_remedy(bool isRemoved)
    {
        SmallMnist.Write(folder["data"], packed: true);
        using var data = SmallMnist.Catalog(folder).Open("mnist");
        File.Move(data.CacheFile, $"{data.CacheFile}.old");
        if (!isRemoved) File.WriteAllBytes(data.CacheFile, File.ReadAllBytes($"{data.CacheFile}.old")[..100]);

        foreach (var set in new[] { data.Train, data.Test })
        {
            var error = Assert.Throws<DataCacheException>(() => new ImageBatches(set, null, data.IsBinarised, CPU));
            Assert.Equal(data.CacheFile, error.File);
            Assert.Contains("can no longer be mapped", error.Message, StringComparison.Ordinal);
            Assert.Contains("Run the command again", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_more_images_are_mapped_than_there_are_and_none_after_the_end()
    {
        using var set = MadeImages.Noise(new(1, 4, 4), 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Tensor(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Tensor(0));

        set.Dispose();

        Assert.Throws<ObjectDisposedException>(() => set.Tensor(3));
    }

    /// <summary>Makes a file without content where the file system can; there must be room for it in case it cannot.</summary>
    private string Sparse(int count)
    {
        var size = Header + ((long)count * Shape.Size);
        var room = new DriveInfo(folder.Path).AvailableFreeSpace;
        Assert.SkipUnless(room > size + TwoGigabytes, $"{folder.Path} has no room for {size >> 30} GB.");
        var path = folder["sparse.images"];
        using var file = File.Create(path);
        file.SetLength(size);
        return path;
    }

    private static ImageSet Map(string path, int count)
    {
        using var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = map.CreateViewAccessor(Header, (long)count * Shape.Size, MemoryMappedFileAccess.Read);
        return new("train", Shape, new byte[count], path, Header, view);
    }

    /// <summary>Not 0, and different for each image.</summary>
    private static byte[] Pixels(int index)
    {
        var pixels = new byte[Shape.Size];
        new Random(index).NextBytes(pixels);
        return pixels;
    }

    private static void AssertPixels(int index, Tensor image) =>
        Assert.Equal(Pixels(index).Select(pixel => pixel / 255f), image.contiguous().data<float>().ToArray());
}

// The real SVHN and CIFAR-10, or copies of them, where HVAE_DATA is a folder that has them.

using Hvae.Data;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class RealColourTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Svhn_is_read_as_other_programs_read_it()
    {
        using var svhn = Open("svhn");
        Assert.Equal([1, 9, 2, 3, 2, 5, 9, 3, 3, 1], svhn.Train.Labels[..10].ToArray());

        // X(6, 21, :, 1) and X(21, 6, :, 1) in MATLAB's count, as SciPy's loadmat gives them.
        Assert.Equal([60, 56, 53], Pixel(svhn.Train, image: 0, row: 5, column: 20));
        Assert.Equal([17, 17, 19], Pixel(svhn.Train, image: 0, row: 20, column: 5));
        Assert.Equal([88, 78, 66], Pixel(svhn.Train, image: 1, row: 0, column: 31));
        AssertCounts(svhn, 73_257, 26_032);
    }

    [Fact]
    public void Cifar10_has_its_labels_and_its_first_pixel()
    {
        using var cifar = Open("cifar10");
        Assert.Equal((50_000, 10_000), (cifar.Train.Count, cifar.Test.Count));
        Assert.Equal([6, 9, 9, 4, 1], cifar.Train.Labels[..5].ToArray());
        Assert.Equal([3, 8, 8, 0, 6], cifar.Test.Labels[..5].ToArray());
        Assert.All(cifar.Train.Labels.ToArray().CountBy(label => label), pair => Assert.Equal(5000, pair.Value));
        Assert.All(cifar.Test.Labels.ToArray().CountBy(label => label), pair => Assert.Equal(1000, pair.Value));

        // The first pixel of the first image is (59, 62, 63). A lossy copy is near it.
        var first = Pixel(cifar.Train, image: 0, row: 0, column: 0);
        if (cifar.Quality == DataQuality.Official)
            Assert.Equal([59, 62, 63], first);
        Assert.All(first.Zip([59, 62, 63]), pair => Assert.InRange(pair.First, pair.Second - 12, pair.Second + 12));
        AssertCounts(cifar, 50_000, 10_000);
    }

    private static byte[] Pixel(ImageSet images, int image, int row, int column)
    {
        var pixels = images.Image(image);
        return [pixels[(row * 32) + column], pixels[1024 + (row * 32) + column], pixels[2048 + (row * 32) + column]];
    }

    /// <summary>Official data has the published counts and no notice. Other data is reported as a copy.</summary>
    private void AssertCounts(DataSet data, int train, int test)
    {
        if (data.Quality == DataQuality.Official)
        {
            Assert.Equal((train, test), (data.Train.Count, data.Test.Count));
            Assert.Empty(notices);
            return;
        }

        Assert.Equal(DataQuality.UnofficialCopy, data.Quality);
        Assert.Contains("unofficial copy", Assert.Single(notices), StringComparison.Ordinal);
    }

    private DataSet Open(string name)
    {
        var data = Environment.GetEnvironmentVariable("HVAE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), $"HVAE_DATA is not set: no real {name} to read.");
        var opened = new DataCatalog(new() { Folder = data!, CacheFolder = folder["cache"], Offline = true }, notices.Add).Open(name);
        if (opened.Quality == DataQuality.StandIn)
            opened.Dispose();
        Assert.SkipWhen(opened.Quality == DataQuality.StandIn, $"There is no {name} in {data}.");
        return opened;
    }
}

// The real MNIST, where HVAE_DATA is a folder that has it.

using Hvae.Data;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class MnistTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_official_files_are_recognised_and_read()
    {
        var data = Environment.GetEnvironmentVariable("HVAE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "HVAE_DATA is not set: no real MNIST to read.");
        List<string> notices = [];
        var catalog = new DataCatalog(new() { Folder = data!, CacheFolder = folder["cache"], Offline = true }, notices.Add);
        using var mnist = catalog.Open("mnist");
        Assert.SkipWhen(mnist.Quality == DataQuality.StandIn, $"There is no MNIST in {data}.");

        Assert.Equal(DataQuality.Official, mnist.Quality);
        Assert.Empty(notices);
        Assert.Equal((60_000, 10_000), (mnist.Train.Count, mnist.Test.Count));
        Assert.Equal("fe170d82b0ace617ce67df40ea553c1a2edbc73d758042a8abc8018147f6b615", mnist.Fingerprint);

        // The mean by which MNIST is commonly normalised.
        Assert.Equal(0.1307, Mean(mnist.Train), 4);
        Assert.Equal([5, 0, 4, 1, 9], mnist.Train.Labels[..5].ToArray());
        Assert.Equal([7, 2, 1, 0, 4], mnist.Test.Labels[..5].ToArray());
        Assert.Equal(
            [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
            mnist.Train.Labels.ToArray().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    private static double Mean(ImageSet images)
    {
        using var pixels = images.Tensor(images.Count);
        var sum = 0L;
        foreach (var pixel in pixels.bytes)
            sum += pixel;
        return sum / 255.0 / ((double)images.Count * images.Shape.Size);
    }
}

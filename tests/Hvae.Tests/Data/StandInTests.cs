// The stand-in for MNIST: always the same, balanced, clean when binarised, and neither trivial nor hopeless to classify.

using Hvae.Data;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class StandInTests(StandInTests.OpenedOnce opened) : IClassFixture<StandInTests.OpenedOnce>
{
    private const int Size = 784;

    private DataSet Digits => opened.Digits;

    [Fact]
    public void Its_fingerprint_is_pinned()
    {
        Assert.Equal("0b641c55b7a98e57f8fa173b3e933e986285564409c32a4b0cafc48fded3db5a", Digits.Fingerprint);
        Assert.Equal((60_000, 10_000), (Digits.Train.Count, Digits.Test.Count));
        Assert.Equal((DataQuality.StandIn, "mnist-standin", 10, true), (Digits.Quality, Digits.Name, Digits.Classes, Digits.IsBinarised));
    }

    [Fact]
    public void Any_first_images_are_balanced()
    {
        foreach (var set in new[] { Digits.Train, Digits.Test })
        {
            for (var start = 0; start < set.Count; start += 10)
                Assert.Equal(10, set.Labels.Slice(start, 10).ToArray().Distinct().Count());
        }
    }

    [Fact]
    public void No_test_image_is_a_training_image()
    {
        var seen = Enumerable.Range(0, Digits.Train.Count).Select(i => Convert.ToHexString(Digits.Train.Image(i))).ToHashSet();
        Assert.Equal(Digits.Train.Count, seen.Count);
        Assert.DoesNotContain(Enumerable.Range(0, Digits.Test.Count), i => seen.Contains(Convert.ToHexString(Digits.Test.Image(i))));
    }

    [Fact]
    public void Ink_covers_about_as_much_as_in_mnist()
    {
        var (ink, grey) = (0, 0);
        const int Count = 2000;
        for (var i = 0; i < Count; i++)
        {
            foreach (var pixel in Digits.Train.Image(i))
            {
                ink += pixel >= 128 ? 1 : 0;
                grey += pixel is > 64 and < 192 ? 1 : 0;
            }
        }

        Assert.InRange(ink / (double)(Count * Size), 0.10, 0.22);
        Assert.InRange(grey / (double)(Count * Size), 0.01, 0.10);
    }

    [Fact]
    public void Nearest_neighbours_and_class_means_classify_it_well_but_not_perfectly()
    {
        const int Known = 5000;
        const int Asked = 300;
        var train = Enumerable.Range(0, Known).Select(i => Digits.Train.Image(i).ToArray()).ToArray();
        var means = Enumerable.Range(0, 10).Select(_ => new double[Size]).ToArray();
        for (var i = 0; i < Known; i++)
        {
            for (var p = 0; p < Size; p++)
                means[Digits.Train.Labels.Span[i]][p] += train[i][p] / (Known / 10.0);
        }

        var (neighbour, mean) = (0, 0);
        for (var i = 0; i < Asked; i++)
        {
            var image = Digits.Test.Image(i).ToArray();
            var label = Digits.Test.Labels.Span[i];
            var nearest = Enumerable.Range(0, Known).MinBy(k => Distance(train[k], image));
            neighbour += Digits.Train.Labels.Span[nearest] == label ? 1 : 0;
            mean += Enumerable.Range(0, 10).MinBy(k => Distance(means[k], image)) == label ? 1 : 0;
        }

        Assert.InRange(neighbour / (double)Asked, 0.85, 0.99);
        Assert.InRange(mean / (double)Asked, 0.5, 0.9);
    }

    private static long Distance(byte[] a, byte[] b)
    {
        long sum = 0;
        for (var i = 0; i < Size; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    private static double Distance(double[] a, byte[] b)
    {
        double sum = 0;
        for (var i = 0; i < Size; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    public sealed class OpenedOnce : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public OpenedOnce()
        {
            var catalog = new DataCatalog(new() { Folder = folder["data"], CacheFolder = folder["cache"], Offline = true });
            Digits = catalog.Open("mnist-standin");
        }

        public DataSet Digits { get; }

        public void Dispose()
        {
            Digits.Dispose();
            folder.Dispose();
        }
    }
}

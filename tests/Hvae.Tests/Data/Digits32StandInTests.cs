// The stand-in for the colour data sets: always the same, balanced, in colour, and in the catalog once for both.

using Hvae.Data;
using Hvae.Data.StandIns;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class Digits32StandInTests(Digits32StandInTests.MadeOnce made) : IClassFixture<Digits32StandInTests.MadeOnce>
{
    private const int Size = 3 * 32 * 32;

    private DecodedData Digits => made.Digits;

    [Fact]
    public void Its_fingerprint_is_pinned()
    {
        Assert.Equal("00e8c2b5cd36514cf4b628ba8f91892880663d69cb1dcbcd0f8f5ced9665078d", DataFingerprint.Of(Digits));
        Assert.Equal(new Digits32StandIn().Fingerprint, DataFingerprint.Of(Digits));
        Assert.Equal((10_000, 2_000), (Digits.Train.Labels.Length, Digits.Test.Labels.Length));
        Assert.Equal((DataQuality.StandIn, "digits32-standin", 10, false), (Digits.Quality, Digits.Content.Name, Digits.Content.Classes, Digits.Content.IsBinarised));
    }

    [Fact]
    public void The_catalog_lists_it_once_and_takes_it_for_either_data_set()
    {
        Assert.Equal(DataCatalog.Names.Distinct(), DataCatalog.Names);
        Assert.Equal(["mnist", "svhn", "cifar10"], DataCatalog.Names.Take(3));
        using var folder = new TemporaryFolder();
        List<string> notices = [];
        var catalog = new DataCatalog(new() { Folder = folder["data"], CacheFolder = folder["cache"], Offline = true }, notices.Add);
        foreach (var name in new[] { "svhn", "cifar10", "digits32-standin" })
        {
            using var data = catalog.Open(name);
            Assert.Equal(("digits32-standin", DataQuality.StandIn, new Digits32StandIn().Fingerprint), (data.Name, data.Quality, data.Fingerprint));
        }

        Assert.Single(Directory.GetFiles(folder["cache"]));
        Assert.Equal(2, notices.Count);
        Assert.Contains("svhn: USING THE STAND-IN digits32-standin", notices[0], StringComparison.Ordinal);
        Assert.Contains("put cifar-10-binary.tar.gz into", notices[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Any_first_images_are_balanced()
    {
        foreach (var labels in new[] { Digits.Train.Labels, Digits.Test.Labels })
        {
            for (var start = 0; start < labels.Length; start += 10)
                Assert.Equal(10, labels.Slice(start, 10).ToArray().Distinct().Count());
        }
    }

    [Fact]
    public void No_image_comes_twice()
    {
        var seen = Digits.Train.Pixels.ToArray().Chunk(Size).Concat(Digits.Test.Pixels.ToArray().Chunk(Size)).Select(Convert.ToHexString).ToHashSet();
        Assert.Equal(12_000, seen.Count);
    }

    [Fact]
    public void The_same_random_state_draws_the_same_image_and_the_digit_changes_its_middle()
    {
        var (three, again, eight) = (Drawn(3), Drawn(3), Drawn(8));
        Assert.Equal(three, again);
        Assert.Contains(Enumerable.Range(0, Size), at => at % 32 is > 8 and < 24 && Math.Abs(three[at] - eight[at]) > 30);

        static byte[] Drawn(int digit)
        {
            var random = new StandInRandom(77, 5);
            var pixels = new byte[Size];
            HouseNumberDrawing.Draw(digit, ref random, pixels);
            return pixels;
        }
    }

    [Fact]
    public void Colours_differ_between_channels_and_all_brightnesses_occur()
    {
        var pixels = Digits.Test.Pixels.Span;
        var (between, darkest, brightest) = (0.0, 255.0, 0.0);
        var count = Digits.Test.Labels.Length;
        for (var i = 0; i < count; i++)
        {
            var image = pixels.Slice(i * Size, Size);
            var (red, green, blue) = (Mean(image[..1024]), Mean(image[1024..2048]), Mean(image[2048..]));
            between += (Math.Abs(red - green) + Math.Abs(green - blue)) / (2 * count);
            var mean = (red + green + blue) / 3;
            (darkest, brightest) = (Math.Min(darkest, mean), Math.Max(brightest, mean));
        }

        Assert.InRange(between, 10, 60);
        Assert.InRange(darkest, 5, 60);
        Assert.InRange(brightest, 195, 250);
    }

    private static double Mean(ReadOnlySpan<byte> plane)
    {
        var sum = 0;
        foreach (var value in plane)
            sum += value;
        return sum / (double)plane.Length;
    }

    public sealed class MadeOnce
    {
        public DecodedData Digits { get; } = new Digits32StandIn().Generate();
    }
}

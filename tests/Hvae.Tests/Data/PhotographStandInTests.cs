// The stand-ins for photographs: always the same, all different, colourful, and detailed at all scales.

using Hvae.Data;
using Hvae.Data.Cache;
using Hvae.Data.Sources;
using Hvae.Data.StandIns;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class PhotographStandInTests(PhotographStandInTests.MadeOnce made) : IClassFixture<PhotographStandInTests.MadeOnce>
{
    private const int Side = 64;
    private const int Size = 3 * Side * Side;

    public static TheoryData<string> Names => ["faces64-standin", "rooms64-standin"];

    [Theory]
    [InlineData("faces64-standin", "720e4efa55bd54f6620cad2301d050443b80878e2463342a1d0cfa9f3979b907")]
    [InlineData("rooms64-standin", "19cadf166829a87c97f2c8a5f1798da522d4633920170c4917d10a80cfd62a2a")]
    public void Its_fingerprint_is_pinned(string name, string fingerprint)
    {
        var data = made.Data[name];
        Assert.Equal(fingerprint, DataFingerprint.Of(data));
        Assert.Equal(fingerprint, MadeOnce.All.Single(standIn => standIn.Name == name).Fingerprint);
        Assert.Equal((DataQuality.StandIn, name, 1, false), (data.Quality, data.Content.Name, data.Content.Classes, data.Content.IsBinarised));
        Assert.Equal((5_000, 1_000), (data.Train.Labels.Length, data.Test.Labels.Length));
        Assert.False(data.Train.Labels.Span.ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData("celeba64", "faces64-standin")]
    [InlineData("celeba64-first-7", "faces64-standin")]
    [InlineData("lsun-bedroom64", "rooms64-standin")]
    [InlineData("lsun-bedroom64-first-7", "rooms64-standin")]
    public void Each_takes_the_place_of_its_data_set(string name, string standIn)
    {
        // Put into the cache, so that the catalog need not make it again.
        using var folder = new TemporaryFolder();
        var fingerprint = MadeOnce.All.Single(one => one.Name == standIn).Fingerprint;
        CacheFile.Write(CacheFile.PathOf(folder["cache"], standIn, fingerprint), made.Data[standIn], fingerprint);
        List<string> notices = [];
        var catalog = new DataCatalog(new() { Folder = folder["data"], CacheFolder = folder["cache"], Offline = true }, notices.Add);
        using var data = catalog.Open(name);
        Assert.Equal((standIn, DataQuality.StandIn, fingerprint), (data.Name, data.Quality, data.Fingerprint));
        Assert.StartsWith($"{name}: USING THE STAND-IN {standIn}", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalog_lists_them_last() =>
        Assert.Equal(["celeba64", "lsun-bedroom64", "mnist-standin", "digits32-standin", "faces64-standin", "rooms64-standin"], DataCatalog.Names.Skip(3));

    [Theory]
    [MemberData(nameof(Names))]
    public void No_image_comes_twice(string name)
    {
        var data = made.Data[name];
        var images = data.Train.Pixels.ToArray().Chunk(Size).Concat(data.Test.Pixels.ToArray().Chunk(Size)).ToList();
        Assert.Equal(images.Count, images.Select(image => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(image))).ToHashSet().Count);
    }

    /// <summary>Of the variance of grey, no scale from whole images to neighbouring pixels has too little or nearly all.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void There_is_detail_at_every_scale(string name)
    {
        var pixels = made.Data[name].Test.Pixels.Span;
        var energy = new double[7];
        for (var image = 0; image < 300; image++)
        {
            var level = Grey(pixels.Slice(image * Size, Size));
            for (var scale = 0; scale < 6; scale++)
            {
                var (coarser, lost) = Halved(level, Side >> scale);
                energy[scale] += lost / 300;
                level = coarser;
            }

            energy[6] += (level[0] - 115) * (level[0] - 115) / 300;
        }

        var total = energy.Sum();
        Assert.InRange(total, 1000, 6000);
        Assert.All(energy, share => Assert.InRange(share / total, 0.01, 0.6));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Colours_and_brightnesses_vary(string name)
    {
        var pixels = made.Data[name].Test.Pixels.Span;
        var (between, darkest, brightest) = (0.0, 255.0, 0.0);
        const int Count = 500;
        for (var i = 0; i < Count; i++)
        {
            var image = pixels.Slice(i * Size, Size);
            var (red, green, blue) = (Mean(image[..4096]), Mean(image[4096..8192]), Mean(image[8192..]));
            between += (Math.Abs(red - green) + Math.Abs(green - blue)) / (2 * Count);
            (darkest, brightest) = (Math.Min(darkest, (red + green + blue) / 3), Math.Max(brightest, (red + green + blue) / 3));
        }

        Assert.InRange(between, 6, 40);
        Assert.InRange(darkest, 15, 75);
        Assert.InRange(brightest, 170, 245);
    }

    [Fact]
    public void The_same_random_state_draws_the_same_image()
    {
        foreach (var draw in new Drawing[] { FaceDrawing.Draw, RoomDrawing.Draw })
        {
            var images = new byte[3][];
            for (var time = 0; time < 3; time++)
            {
                var random = new StandInRandom(77, (ulong)(time / 2));
                images[time] = new byte[Size];
                draw(0, ref random, images[time]);
            }

            Assert.Equal(images[0], images[1]);
            Assert.NotEqual(images[0], images[2]);
        }
    }

    private static double[] Grey(ReadOnlySpan<byte> image)
    {
        var grey = new double[Side * Side];
        for (var i = 0; i < grey.Length; i++)
            grey[i] = (image[i] + image[4096 + i] + image[8192 + i]) / 3.0;
        return grey;
    }

    /// <summary>The means of two by two, and the variance about them.</summary>
    private static (double[] Coarser, double Lost) Halved(double[] grey, int side)
    {
        var coarser = new double[side * side / 4];
        var lost = 0.0;
        for (var i = 0; i < coarser.Length; i++)
        {
            var at = (2 * (i / (side / 2)) * side) + (2 * (i % (side / 2)));
            double[] four = [grey[at], grey[at + 1], grey[at + side], grey[at + side + 1]];
            coarser[i] = four.Average();
            lost += four.Sum(value => (value - four.Average()) * (value - four.Average())) / (side * side);
        }

        return (coarser, lost);
    }

    private static double Mean(ReadOnlySpan<byte> plane)
    {
        var sum = 0L;
        foreach (var value in plane)
            sum += value;
        return sum / (double)plane.Length;
    }

    public sealed class MadeOnce
    {
        internal static IReadOnlyList<IStandIn> All { get; } = [new Faces64StandIn(), new Rooms64StandIn()];

        public IReadOnlyDictionary<string, DecodedData> Data { get; } = All.ToDictionary(standIn => standIn.Name, standIn => standIn.Generate());
    }
}

// The stand-ins are always the same, balanced, made of different images with detail at every scale, and of medium difficulty for
// classifiers.

using System.Security.Cryptography;
using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Data.StandIns;
using Hvae.Models;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Data;

public sealed class StandInTests(StandInTests.MadeOnce made) : IClassFixture<StandInTests.MadeOnce>
{
    [Theory]
    [InlineData("mnist-standin", "0b641c55b7a98e57f8fa173b3e933e986285564409c32a4b0cafc48fded3db5a")]
    [InlineData("textures32-standin", "57f3921771f569d5f1e187b2074046e7ed36b3423848ba90435880e26470adee")]
    [InlineData("textures64-standin", "84130891720fa9a8a27f35b9a054ef913fe21671fc7e96a287e485ba640882fc")]
    public void Its_fingerprint_is_pinned(string name, string fingerprint)
    {
        Assert.Equal(fingerprint, made[name].Fingerprint);
        Assert.Equal(fingerprint, MadeOnce.All.Single(standIn => standIn.Name == name).Fingerprint);
    }

    [Theory]
    [InlineData("mnist", "mnist-standin")]
    [InlineData("svhn", "textures32-standin")]
    [InlineData("cifar10", "textures32-standin")]
    [InlineData("celeba64", "textures64-standin")]
    [InlineData("celeba64-first-7", "textures64-standin")]
    [InlineData("lsun-bedroom64", "textures64-standin")]
    public void Each_takes_the_place_of_its_data_sets(string name, string standIn)
    {
        List<string> notices = [];
        using var data = made.Catalog(notices).Open(name);
        Assert.Equal((standIn, DataQuality.StandIn, made[standIn].Fingerprint), (data.Name, data.Quality, data.Fingerprint));
        Assert.StartsWith($"{name}: USING THE STAND-IN {standIn}", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalog_lists_each_once_after_the_real_sets() =>
        Assert.Equal(["mnist", "svhn", "cifar10", "celeba64", "lsun-bedroom64", .. MadeOnce.Names], DataCatalog.Names);

    [Theory]
    [InlineData("mnist-standin")]
    [InlineData("textures32-standin")]
    public void Any_first_images_are_balanced(string name)
    {
        foreach (var labels in new[] { made[name].Train.Labels, made[name].Test.Labels })
        {
            for (var start = 0; start < labels.Length; start += 10)
                Assert.Equal(10, labels.Slice(start, 10).ToArray().Distinct().Count());
        }
    }

    [Fact]
    public void Where_the_real_sets_have_no_labels_there_are_none()
    {
        var data = made["textures64-standin"];
        Assert.False(data.HasLabels);
        Assert.False(data.Train.Labels.Span.ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData("mnist-standin")]
    [InlineData("textures32-standin")]
    [InlineData("textures64-standin")]
    public void No_image_comes_twice(string name)
    {
        var images = new[] { made[name].Train, made[name].Test }.SelectMany(set => Images(set, set.Count)).ToList();
        Assert.Equal(images.Count, images.Select(image => Convert.ToHexString(SHA256.HashData(image))).ToHashSet().Count);
    }

    [Fact]
    public void The_ink_of_the_digits_covers_about_as_much_as_in_mnist()
    {
        var pixels = Images(made["mnist-standin"].Train, 2000).SelectMany(image => image).ToArray();
        var (ink, grey) = (0, 0);
        foreach (var pixel in pixels)
        {
            ink += pixel >= 128 ? 1 : 0;
            grey += pixel is > 64 and < 192 ? 1 : 0;
        }

        Assert.InRange(ink / (double)pixels.Length, 0.10, 0.22);
        Assert.InRange(grey / (double)pixels.Length, 0.01, 0.10);
    }

    /// <summary>No scale from whole images to neighbouring pixels has too little or nearly all of the variance of grey.</summary>
    [Theory]
    [InlineData("textures32-standin")]
    [InlineData("textures64-standin")]
    public void There_is_detail_at_every_scale(string name)
    {
        List<double> energies = [];
        var levels = Images(made[name].Test, 300).Select(Grey).ToList();
        for (var side = made[name].Shape.Width; side > 1; side /= 2)
        {
            var halved = levels.Select(level => Halved(level, side)).ToList();
            energies.Add(halved.Average(half => half.Lost));
            levels = [.. halved.Select(half => half.Coarser)];
        }

        energies.Add(levels.Average(level => (level[0] - 128) * (level[0] - 128)));
        Assert.InRange(energies.Sum(), 1000, 6000);
        Assert.All(energies, energy => Assert.InRange(energy / energies.Sum(), 0.01, 0.6));
    }

    [Theory]
    [InlineData("textures32-standin")]
    [InlineData("textures64-standin")]
    public void Colours_and_brightnesses_vary(string name)
    {
        var means = Images(made[name].Test, 1000)
            .Select(image => image.Chunk(image.Length / 3).Select(plane => plane.Average(value => value)).ToArray()).ToList();
        Assert.InRange(means.Average(mean => (Math.Abs(mean[0] - mean[1]) + Math.Abs(mean[1] - mean[2])) / 2), 6, 60);
        Assert.InRange(means.Min(mean => mean.Average()), 5, 75);
        Assert.InRange(means.Max(mean => mean.Average()), 170, 250);
    }

    [Theory]
    [InlineData("mnist-standin", 0.7)]
    [InlineData("textures32-standin", 0.5)]
    public void A_small_classifier_learns_the_classes(string name, double least)
    {
        var data = made[name];
        using var train = new ImageBatches(data.Train, 3000, data.IsBinarised, CPU);
        using var test = new ImageBatches(data.Test, 1000, data.IsBinarised, CPU);
        using var network = ClassifierNetwork.Create("small-cnn", data.Shape, data.Classes);
        using (var initialisation = new Randomness(1).For("initialisation"))
            Initialisation.Draw(network, initialisation);
        var objective = new ClassificationObjective(Augmentation.None).For(network);
        new Trainer(network, objective, train, new(Epochs: 6, BatchSize: 32, LearningRate: 2e-3, Seed: 1), CPU).Run();
        Assert.InRange(ClassifierEvaluation.Run(network, test, 250).Accuracy, least, 0.99);
    }

    /// <summary>Returns the first images, each of C×H×W bytes.</summary>
    private static byte[][] Images(ImageSet set, int count)
    {
        using var images = set.Tensor(count).contiguous();
        return [.. images.bytes.ToArray().Chunk(set.Shape.Size)];
    }

    private static double[] Grey(byte[] image)
    {
        var area = image.Length / 3;
        return [.. Enumerable.Range(0, area).Select(i => (image[i] + image[area + i] + image[(2 * area) + i]) / 3.0)];
    }

    /// <summary>Returns the means of blocks of two by two, and the variance about them.</summary>
    private static (double[] Coarser, double Lost) Halved(double[] grey, int side)
    {
        var coarser = new double[side * side / 4];
        var lost = 0.0;
        for (var i = 0; i < coarser.Length; i++)
        {
            var at = (2 * (i / (side / 2)) * side) + (2 * (i % (side / 2)));
            double[] four = [grey[at], grey[at + 1], grey[at + side], grey[at + side + 1]];
            coarser[i] = four.Average();
            lost += four.Sum(value => (value - coarser[i]) * (value - coarser[i])) / (side * side);
        }

        return (coarser, lost);
    }

    public sealed class MadeOnce : IDisposable
    {
        private readonly Dictionary<string, DataSet> opened;

        public MadeOnce() => opened = Names.ToDictionary(name => name, name => Catalog([]).Open(name));

        internal static IReadOnlyList<StandIn> All { get; } = [StandIn.Digits28, StandIn.Textures32, StandIn.Textures64];

        public static IReadOnlyList<string> Names { get; } = [.. All.Select(standIn => standIn.Name)];

        private TemporaryFolder Folder { get; } = new();

        public DataSet this[string name] => opened[name];

        internal DataCatalog Catalog(List<string> notices) =>
            new(new() { Folder = Folder["data"], CacheFolder = Folder["cache"], Offline = true }, notices.Add);

        public void Dispose()
        {
            foreach (var data in opened.Values) data.Dispose();
            Folder.Dispose();
        }
    }
}

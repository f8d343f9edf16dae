// Crops and mirror images are exact, and all of them are equally likely.

using Hvae.Classifiers;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Classifiers;

public sealed class AugmentationTests
{
    private const int Side = 6;
    private const int Padding = 2;
    private static readonly Augmentation Small = new(Padding, Mirror: true);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(2, 2, 1)]
    [InlineData(4, 1, 0)]
    [InlineData(1, 4, 1)]
    [InlineData(4, 4, 1)]
    public void A_cut_is_the_padded_image_from_its_corner_on(int top, int left, int mirrored)
    {
        using var scope = NewDisposeScope();
        var images = Images(2);

        var cut = Small.Cut(images, Column(top, Padding), Column(left, Padding), Column(mirrored, 0));

        Assert.Equal(images.shape, cut.shape);
        foreach (var (n, c, i, j) in Places(images))
        {
            var expected = n == 0 ? Padded(images, n, c, top + i, left + (mirrored == 1 ? Side - 1 - j : j))
                : images[n, c, i, j].item<float>();
            Assert.Equal(expected, cut[n, c, i, j].item<float>());
        }
    }

    [Fact]
    public void Every_corner_and_both_mirror_images_are_equally_likely()
    {
        using var scope = NewDisposeScope();
        const int Draws = 20_000;
        using var noise = new Generator(8, CPU);
        // The place of the one lit pixel gives the corner. The darker pixel right of it shows whether left and right are exchanged.
        var image = zeros(1, 1, Side, Side);
        image[0, 0, 3, 2] = tensor(1f);
        image[0, 0, 3, 3] = tensor(0.5f);

        var results = Small.Apply(image.expand(Draws, -1, -1, -1), noise).contiguous().data<float>().ToArray().Chunk(Side * Side).ToList();
        var counts = results.CountBy(pixels => (Bright: Array.IndexOf(pixels, 1f), Dark: Array.IndexOf(pixels, 0.5f)))
            .Select(entry => entry.Value).ToList();

        const int Outcomes = ((2 * Padding) + 1) * ((2 * Padding) + 1) * 2;
        var expected = (double)Draws / Outcomes;
        Assert.Equal(Outcomes, counts.Count);
        var chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquare, 20, 95); // 49 degrees of freedom: mean 49, standard deviation 10
    }

    [Fact]
    public void The_paper_pads_by_four_pixels() => Assert.Equal(new Augmentation(4, true), ClassifierRecipe.Cifar10.Augmentation);

    [Fact]
    public void Without_augmentation_nothing_is_drawn_and_nothing_changes()
    {
        using var scope = NewDisposeScope();
        using var noise = new Generator(8, CPU);
        var before = noise.get_state();
        var images = Images(3);

        Assert.Same(images, Augmentation.None.Apply(images, noise));
        Assert.True(noise.get_state().eq(before).all().item<bool>());
    }

    /// <summary>Side of the padded image, in pixels.</summary>
    private static float Padded(Tensor images, long n, long c, long row, long column)
    {
        var (i, j) = (row - Padding, column - Padding);
        return i is < 0 or >= Side || j is < 0 or >= Side ? 0 : images[n, c, i, j].item<float>();
    }

    private static Tensor Images(int count) =>
        arange(1, (count * 3 * Side * Side) + 1, dtype: ScalarType.Float32).reshape(count, 3, Side, Side);

    /// <summary>Returns the number of the first image, and that of the second.</summary>
    private static Tensor Column(long first, long second) => tensor(new[] { first, second }).reshape(2, 1);

    private static IEnumerable<(long N, long C, long I, long J)> Places(Tensor images) =>
        from n in Enumerable.Range(0, (int)images.shape[0])
        from c in Enumerable.Range(0, (int)images.shape[1])
        from i in Enumerable.Range(0, Side)
        from j in Enumerable.Range(0, Side)
        select ((long)n, (long)c, (long)i, (long)j);
}

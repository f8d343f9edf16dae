// The split is NumPy's, number by number.

using Hvae.Data;
using Hvae.Metrics.Latents;
using Xunit;

namespace Hvae.Tests.Metrics.Latents;

public sealed class LatentSplitTests
{
    /// <summary>numpy 1.24: p = RandomState(42).permutation(n); p[:5], p[-5:], (p · arange(n)).sum() mod 1000003.</summary>
    [Theory]
    [InlineData(10, new long[] { 8, 1, 5, 0, 7 }, new long[] { 2, 9, 4, 3, 6 }, 209)]
    [InlineData(10_000, new long[] { 6252, 4684, 1731, 4742, 4521 }, new long[] { 5734, 5191, 5390, 860, 7270 }, 651_483)]
    [InlineData(26_032, new long[] { 19461, 23119, 14070, 13742, 20902 }, new long[] { 21575, 5390, 860, 15795, 23654 }, 59_594)]
    public void The_permutation_is_numpys(int count, long[] first, long[] last, long checksum)
    {
        var order = NumpyPermutation.Of(count, seed: 42);

        Assert.Equal(first, order[..5]);
        Assert.Equal(last, order[^5..]);
        Assert.Equal(checksum, order.Select((value, i) => value * i).Sum() % 1_000_003);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), order.Order());
    }

    [Fact]
    public void Another_seed_gives_numpys_other_permutation() =>
        Assert.Equal([1, 6, 8, 9, 13, 4, 2, 14, 10, 7, 16, 11, 3, 0, 5, 15, 12], NumpyPermutation.Of(17, seed: 0));

    [Theory]
    [InlineData(183, 36)]
    [InlineData(26_032, 5206)]
    public void The_last_fifth_is_for_tests(int count, int tests)
    {
        var (train, test) = LatentSplit.Of(count);

        Assert.Equal(NumpyPermutation.Of(count, 42), train.data<long>().ToArray().Concat(test.data<long>().ToArray()));
        Assert.Equal(tests, test.numel());
    }

    [Fact]
    public void Fewer_than_five_images_cannot_be_split() => Assert.Throws<ArgumentOutOfRangeException>(() => LatentSplit.Of(4));
}

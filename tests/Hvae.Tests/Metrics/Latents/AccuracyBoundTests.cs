// f⁻¹ of the mutual information, against the reference and the table derived from the paper's formula.

using System.Globalization;
using Hvae.Metrics.Latents;
using Xunit;

namespace Hvae.Tests.Metrics.Latents;

public sealed class AccuracyBoundTests
{
    private static readonly long[] SvhnTest = [1744, 5099, 4149, 2882, 2523, 2384, 1977, 2019, 1660, 1595];
    private static readonly long[] Uniform = [.. Enumerable.Repeat(1000L, 10)];

    [Fact]
    public void Is_that_of_the_reference_for_svhn()
    {
        foreach (var entry in MetricsReference.Section("accuracy_bound_svhn_counts").EnumerateObject())
        {
            var information = double.Parse(entry.Name, CultureInfo.InvariantCulture);
            Assert.Equal(entry.Value.GetDouble(), AccuracyBound.FromMutualInformation(information, SvhnTest), 1e-6);
        }
    }

    [Theory]
    [InlineData(0, .1)]
    [InlineData(.1, .2569)]
    [InlineData(.3, .3937)]
    [InlineData(.5, .4951)]
    [InlineData(.75, .5997)]
    [InlineData(1, .6892)]
    [InlineData(1.25, .7677)]
    [InlineData(1.5, .8370)]
    [InlineData(1.75, .8982)]
    [InlineData(2, .9511)]
    public void Is_that_of_ten_equal_classes(double information, double bound) =>
        Assert.Equal(bound, AccuracyBound.FromMutualInformation(information, Uniform), 5e-5);

    [Fact]
    public void Ends_at_one_part_in_M_and_at_one()
    {
        Assert.Equal(0.1, AccuracyBound.FromMutualInformation(-0.2, SvhnTest), 1e-15);
        Assert.Equal(1, AccuracyBound.FromMutualInformation(2.3, SvhnTest));
        Assert.Equal(double.NaN, AccuracyBound.FromMutualInformation(double.NaN, SvhnTest));
    }

    [Fact]
    public void Entropy_is_in_nats_and_does_not_mind_absent_classes()
    {
        Assert.Equal(2.2226, AccuracyBound.Entropy(SvhnTest), 5e-5);
        Assert.Equal(Math.Log(2), AccuracyBound.Entropy([3, 3, 0]), 1e-15);
    }

    [Fact]
    public void Two_classes_and_one_sample_are_the_least()
    {
        Assert.Throws<ArgumentException>(() => AccuracyBound.FromMutualInformation(1, [5]));
        Assert.Throws<ArgumentException>(() => AccuracyBound.FromMutualInformation(1, [0, 0]));
    }
}

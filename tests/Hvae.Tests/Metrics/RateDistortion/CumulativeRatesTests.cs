// Cumulative rates, and the check that they never fall.

using Hvae.Metrics.RateDistortion;
using Xunit;

namespace Hvae.Tests.Metrics.RateDistortion;

public sealed class CumulativeRatesTests
{
    [Fact]
    public void Are_sums_counted_from_one()
    {
        var rates = new CumulativeRates([0.5, 0, 2]);

        Assert.Equal([0, 0.5, 0.5, 2.5], Enumerable.Range(0, 4).Select(k => rates[k]));
        Assert.Equal(3, rates.Count);
    }

    [Fact]
    public void Falls_are_named_when_they_exceed_the_tolerance()
    {
        Assert.Empty(new CumulativeRates([0.5, 0, 2]).Falls(tolerance: 0));
        Assert.Equal([1, 3], new CumulativeRates([-0.1, 2, -0.2, 1]).Falls(tolerance: 0.05));
        Assert.Equal([3], new CumulativeRates([-0.1, 2, -0.2, 1]).Falls(tolerance: 0.15));
    }

    [Fact]
    public void Are_finite() => Assert.Throws<ArgumentException>(() => new CumulativeRates([1, double.NaN]));
}

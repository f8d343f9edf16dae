// The paper's mean of batch means, and the spread beside it.

using Hvae.Metrics;
using Xunit;

namespace Hvae.Tests.Metrics;

public sealed class BatchMeanTests
{
    [Fact]
    public void A_small_last_batch_weighs_like_the_others()
    {
        var mean = new BatchMean();
        mean.Add([1, 1, 1, 1]);
        mean.Add([5]);

        Assert.Equal(3, mean.Value);
        Assert.Equal(5, mean.Count);
    }

    [Fact]
    public void The_standard_error_is_over_images()
    {
        var mean = new BatchMean();
        mean.Add([1, 2]);
        mean.Add([3, 4]);

        Assert.Equal(Math.Sqrt((5.0 / 3) / 4), mean.StandardError!.Value, 12);
    }
}

// The colour code of Figure 1 is grey in the middle, has opposite hues at opposite betas, and is stronger towards the corners.

using Experiments.Xiao23;
using Xunit;

namespace Experiments.Tests.Sweeps;

public sealed class BetaColourTests
{
    /// <summary>
    /// Computed by hand: 0.8 · 255 = 204; the saturation of (10, 1) is ln 10 / (√2 ln 12) = 0.6552, so its low channels are
    /// 204 · 0.3448 = 70.
    /// </summary>
    [Theory]
    [InlineData(1, 1, "#cccccc")]
    [InlineData(10, 1, "#46cccc")]
    [InlineData(0.1, 1, "#cc4646")]
    [InlineData(1, 10, "#8946cc")]
    public void The_direction_is_the_hue_and_the_distance_the_saturation(double beta2, double beta1, string colour) =>
        Assert.Equal(colour, BetaColour.Of(new(beta2, beta1)));
}

// PSNR and its standard error.

using Hvae.Metrics;
using Xunit;

namespace Hvae.Tests.Metrics;

public sealed class PsnrTests
{
    [Theory]
    [InlineData(0.01, 1, 20)]
    [InlineData(0.1, 1, 10)]
    [InlineData(1, 10, 20)]
    public void Is_in_decibels_of_the_range_squared(double meanSquaredError, double range, double expected) =>
        Assert.Equal(expected, Psnr.FromMeanSquaredError(meanSquaredError, range), 12);

    [Fact]
    public void The_standard_error_is_how_far_the_psnr_moves_with_the_error()
    {
        const double Error = 0.01, Step = 1e-7;
        var moved = Psnr.FromMeanSquaredError(Error - Step, 1) - Psnr.FromMeanSquaredError(Error, 1);

        Assert.Equal(moved, Psnr.StandardError(Error, Step)!.Value, 1e-9);
        Assert.Null(Psnr.StandardError(Error, null));
    }
}

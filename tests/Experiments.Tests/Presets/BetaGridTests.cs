// The grid of betas is the paper's.

using Experiments.Presets;
using Xunit;

namespace Experiments.Tests.Presets;

public sealed class BetaGridTests
{
    /// <summary>The values that the paper's public code prints (Xiao23 Section 5.1).</summary>
    private static readonly double[] Published =
    [
        0.1, 0.12589254, 0.15848932, 0.19952623, 0.25118864, 0.31622777, 0.39810717, 0.50118723, 0.63095734, 0.79432823, 1, 1.25892541,
        1.58489319, 1.99526231, 2.51188643, 3.16227766, 3.98107171, 5.01187234, 6.30957344, 7.94328235, 10,
    ];

    [Fact]
    public void The_papers_grid_has_the_published_values()
    {
        var values = new BetaGrid(21, 0.1, 10).Values();

        Assert.Equal(Published.Length, values.Count);
        Assert.All(Published.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 8));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(21)]
    public void The_middle_is_exactly_one(int points)
    {
        var grid = new BetaGrid(points, 0.1, 10);

        Assert.Equal(1.0, grid.Values()[points / 2]);
        Assert.Single(grid.Cells(), cell => cell.IsVae);
        Assert.Equal(points, grid.Cells().Count(cell => cell.IsBetaVae));
        Assert.Equal(points * points, grid.Cells().Distinct().Count());
    }

    [Fact]
    public void Coarser_grids_use_values_of_the_papers()
    {
        var papers = new BetaGrid(21, 0.1, 10).Values().ToHashSet();

        Assert.ProperSubset(papers, new BetaGrid(5, 0.1, 10).Values().ToHashSet());
        Assert.ProperSubset(papers, new BetaGrid(11, 0.1, 10).Values().ToHashSet());
    }
}

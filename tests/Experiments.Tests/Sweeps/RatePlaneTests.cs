// The panels of a sweep show every finished cell and the right marks, and no made-up point for a missing cell.

using Experiments.Presets;
using Experiments.Sweeps;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Sweeps;

public sealed class RatePlaneTests
{
    private static readonly BetaGrid Grid = new(3, 0.1, 10);

    [Fact]
    public void Every_finished_cell_is_a_point_and_a_missing_one_is_none()
    {
        var cells = Grid.Cells().Select((betas, index) => index == 4 ? new SweepCell(betas, []) : Cell(betas)).ToArray();

        var panel = new RatePlane(cells).OverRates(SweepMetric.Psnr);

        Assert.Equal(8, panel.Points.Count);
        Assert.Empty(panel.Marks.Single(mark => mark.Name.StartsWith("VAE", StringComparison.Ordinal)).Points);
        Assert.All(panel.Points, point => Assert.True(double.IsFinite(point.Value)));
    }

    [Fact]
    public void The_vae_the_beta_vaes_and_the_optimal_models_are_marked()
    {
        var plane = new RatePlane([.. Grid.Cells().Select(Cell)]);
        var marks = plane.OverRates(SweepMetric.Psnr).Marks.ToDictionary(mark => mark.Colour, mark => mark.Points, StringComparer.Ordinal);

        Assert.Equal([(1.0, 1.0)], marks["black"]);
        Assert.Equal([(10.0, 10.0), (0.1, 0.1)], marks["red"]);
        Assert.Equal(plane.OptimalCells("psnr").Count, marks["purple"].Count);
        Assert.DoesNotContain(plane.OverRates(SweepMetric.Diversity).Marks, mark => mark.Colour == "purple");
        Assert.DoesNotContain(plane.OverBetas(SweepMetric.Rate).Marks, mark => mark.Colour == "purple");
    }

    [Fact]
    public void Lines_of_equal_rate_are_few_and_round()
    {
        var lines = new RatePlane([.. Grid.Cells().Select(Cell)]).OverRates(SweepMetric.Rate).EqualSums;

        Assert.Equal([5.0, 10, 15, 20], lines);
    }

    [Fact]
    public void A_cell_averages_its_seeds_and_tells_their_spread()
    {
        var cell = new SweepCell(new(1, 1), [Result(1, 1, psnr: 10), Result(1, 1, psnr: 14)]);

        Assert.Equal(12, cell.Mean("psnr"));
        Assert.Equal(Math.Sqrt(8), cell.SeedDeviation("psnr")!.Value, 12);
        Assert.Null(Cell(new(1, 1)).SeedDeviation("psnr"));
        Assert.Equal(double.NaN, new SweepCell(new(1, 1), []).Mean("psnr"));
    }

    /// <summary>A made-up sweep in which a rate is the inverse of its beta.</summary>
    private static SweepCell Cell(Betas betas) =>
        new(betas, [Result(1 / betas.Beta2, 1 / betas.Beta1, psnr: 10 + Math.Sqrt((1 / betas.Beta2) + (1 / betas.Beta1)))]);

    private static SweepModel Result(double rateZ2, double rateZ1, double psnr) => new(
        2,
        IsComplete: true,
        new Metric[]
        {
            new("rate_z2", rateZ2, "nats"), new("rate_z1", rateZ1, "nats"), new("rate", rateZ2 + rateZ1, "nats"), new("psnr", psnr, "dB"),
        }.ToDictionary(metric => metric.Name, StringComparer.Ordinal));
}

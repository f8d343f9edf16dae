// Spreads over seeds, replicas, the curve of the beta-VAEs, and probabilities of sampling.

using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Repro.Claims;
using Repro.Plans;
using Xunit;
using static Experiments.Jobs.MetricNames;

namespace Experiments.Tests.Xiao23.Claims;

public sealed class SpreadTests
{
    [Fact]
    public void Seeds_that_differ_widen_the_spread()
    {
        var cells = World.AsThePaperSays.Sweep().Cells;

        var alike = CellBootstrap.Of(Seeds(cells, 20, 20), MeanPsnr);
        var different = CellBootstrap.Of(Seeds(cells, 19, 21), MeanPsnr);

        Assert.Equal(0, alike.StandardError);
        Assert.Equal(1 / Math.Sqrt(2 * cells.Count), different.StandardError!.Value, 0.01);
        Assert.Equal(20, different.Value, 12);
    }

    [Fact]
    public void Every_resample_keeps_the_parts_of_the_grid()
    {
        var estimate = CellBootstrap.Of(World.AsThePaperSays.Sweep().Cells, cells => cells.Count(cell => cell.Betas.IsBetaVae));

        Assert.Equal((7, 7, 7), (estimate.Value, estimate.Lower, estimate.Upper));
    }

    [Fact]
    public void Seeds_that_disagree_about_the_best_model_leave_it_open()
    {
        var sweep = World.AsThePaperSays.Sweep();
        var peaks = sweep.Cells.Select(cell => cell.Betas switch
        {
            { Beta2: 10, Beta1: 0.1 } => cell with { Models = [With(cell.Models[0], Psnr, 30), With(cell.Models[0], Psnr, 34)] },
            { IsVae: true } => cell with { Models = [With(cell.Models[0], Psnr, 29), With(cell.Models[0], Psnr, 35)] },
            _ => cell,
        });

        var claim = ClaimB2.Decide(sweep with { Cells = [.. peaks] });

        Assert.Equal(Verdict.Undecided, claim.Verdict);
        Assert.InRange(claim.Value!.Value, 0.3, 0.8);
    }

    [Fact]
    public void Numbers_without_any_spread_decide_nothing_about_the_best_model()
    {
        var world = World.AsThePaperSays with { Errors = World.AsThePaperSays.Errors.Clear(), TestImages = 0 };

        var claim = ClaimB1.Decide(world.Sweep());

        Assert.Equal(Verdict.Undecided, claim.Verdict);
        Assert.Equal(1, claim.Value);
    }

    [Fact]
    public void The_chosen_models_are_the_best_ones()
    {
        var chosen = ChosenModels.Of(World.AsThePaperSays.Sweep().Cells)!;

        Assert.Equal((10, 0.1), (chosen.First.Betas.Beta2, chosen.First.Betas.Beta1));
        Assert.Equal(0.1, chosen.Second.Betas.Beta2);
        Assert.Equal(Math.Pow(10, 2.0 / 3), chosen.Second.Betas.Beta1, 9);
        Assert.Equal((0.1, 10), (chosen.Third.Betas.Beta2, chosen.Third.Betas.Beta1));
        Assert.Null(ChosenModels.Of(World.AsThePaperSays.Without(InceptionScore).Sweep().Cells));
    }

    [Fact]
    public void The_beta_vaes_curve_goes_through_them_and_ends_with_them()
    {
        var curve = new BetaVaeCurve(World.AsThePaperSays.Sweep(points: 3).Cells, RateZ2);

        Assert.Equal([1, 10, 55, 100], new double[] { 2, 20, 110, 200 }.Select(curve.At).Select(value => Math.Round(value, 9)));
        Assert.All([1.9, 200.1], rate => Assert.True(double.IsNaN(curve.At(rate))));
    }

    /// <summary>
    /// On the 3×3 grid the models optimal in PSNR have (R, R(z2)) = (2, 1), (11, 1), (101, 1) and (200, 100). A beta-VAE has half of R in
    /// z2.
    /// </summary>
    [Fact]
    public void The_shift_to_z1_is_that_of_the_definition()
    {
        var cells = World.AsThePaperSays.Sweep(points: 3).Cells;

        Assert.Equal((0 + (0.5 - (1.0 / 11)) + (0.5 - (1.0 / 101)) + 0) / 4, OptimalAllocation.ShiftToZ1(cells, Psnr), 9);
    }

    /// <summary>scipy.stats.binom.sf(k − 1, n, p).</summary>
    [Theory]
    [InlineData(0.55, 100, 0.5, 0.18410080866334788)]
    [InlineData(0, 100, 0.5, 1)]
    [InlineData(1, 10, 0.9, 0.34867844009999993)]
    [InlineData(1, 10, 1, 1)]
    public void The_chance_of_an_accuracy_is_binomial(double accuracy, long n, double p, double expected) =>
        Assert.Equal(expected, SamplingError.ChanceOfAccuracy(accuracy, n, p), 10);

    [Fact]
    public void A_rank_regression_tells_two_causes_apart_that_are_correlated()
    {
        // Only cells near the diagonal are left, where the rates rise together. Sharpness is a function of R(z2) alone.
        var world = World.AsThePaperSays.With(Sharpness, (z2, _) => Math.Exp(z2 - 3));
        var cells = world.Sweep().Cells.Where(cell => Math.Abs(Math.Log10(cell.Betas.Beta2 / cell.Betas.Beta1)) < 0.4).ToArray();

        Assert.InRange(Dependence.RankCorrelation(cells, Sharpness, RateZ1), 0.8, 1);
        Assert.Equal(1, Dependence.OnRateZ2RatherThanZ1(cells, Sharpness), 6);
    }

    [Fact]
    public void Table_1_of_the_paper_is_whole()
    {
        Assert.Equal(2, PublishedAccuracy.Z1BeatsZ2());
        Assert.Equal(
            (77.60, 39.25), (PublishedAccuracy.Percent("svhn", "z2", "rbf_svm"), PublishedAccuracy.Percent("cifar10", "z1", "knn")));
    }

    private static double MeanPsnr(IReadOnlyList<SweepCell> cells) => cells.Average(cell => cell.Mean(Psnr));

    private static SweepCell[] Seeds(IReadOnlyList<SweepCell> cells, double first, double second) =>
        [.. cells.Select(cell => cell with { Models = [With(cell.Models[0], Psnr, first), With(cell.Models[0], Psnr, second)] })];

    private static SweepModel With(SweepModel model, string metric, double value) => model with
    {
        Metrics = new Dictionary<string, Metric>(model.Metrics, StringComparer.Ordinal) { [metric] = new(metric, value, "") },
    };
}

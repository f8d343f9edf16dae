// Pictures of a sweep show which optima coincide, where each point comes from, and accuracies on an axis from 0 to 1.

using Experiments.Jobs;
using Experiments.Presets;
using Experiments.Sweeps;
using Experiments.Xiao23;
using Experiments.Xiao23.Claims;
using Repro.Figures;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Sweeps;

public sealed class PicturedModelsTests
{
    private static readonly SweepCell Best = Cell(new(0.1, 1)), Other = Cell(new(1, 1));

    [Fact]
    public void Optima_in_one_cell_have_one_name_and_symbol_and_others_their_own()
    {
        var optima = Optimum.Of(
        [
            (SweepMetric.Psnr, Best, MarkSymbol.Triangle), (SweepMetric.InceptionScore, Other, MarkSymbol.Pentagon),
                (SweepMetric.RbfSvmOnZ2, Best, MarkSymbol.Diamond),
        ]);

        Assert.Equal(
            ["best PSNR and RBF SVM on z₂ (one model)", "best IS", "best PSNR and RBF SVM on z₂ (one model)"],
            optima.Select(optimum => optimum.Name));
        Assert.Equal([MarkSymbol.Triangle, MarkSymbol.Pentagon, MarkSymbol.Triangle], optima.Select(optimum => optimum.Symbol));
    }

    [Fact]
    public void Models_that_coincide_are_shown_once_and_said_to_be_one()
    {
        var chosen = new ChosenModels(Best, Other, Best);

        Assert.Equal([("1 and 3", Best), ("2", Other)], chosen.Distinct);
        Assert.Equal(" Models 1 and 3 are one and the same.", chosen.Coincidence);
        Assert.Empty(new ChosenModels(Best, Other, Cell(new(10, 1))).Coincidence);
    }

    [Fact]
    public void A_point_names_the_betas_the_seeds_and_the_trainings_of_its_models() =>
        Assert.Equal(
            [("beta2", "0.1"), ("beta1", "1"), ("seed", "2 3"), ("job", "key2 key3")],
            new RatePlane([Best]).OverBetas(SweepMetric.Psnr).Points.Single().Origin!.Facts);

    [Fact]
    public void Accuracies_of_all_classifiers_share_one_axis_within_0_and_1() =>
        Assert.Equal(
            new Axis("Accuracy") { Within = (0, 1) },
            Assert.Single(SweepMetric.AccuraciesZ2.Concat(SweepMetric.AccuraciesZ1).Select(metric => metric.Axis).Distinct()));

    [Fact]
    public void Places_of_several_seeds_have_error_bars_and_of_one_seed_none()
    {
        Assert.Equal(Math.Sqrt(0.5), new AccuracyOverRate([Best]).Panel().Points.Single().Error.X, 9);
        Assert.Equal(double.NaN, new AccuracyOverRate([Best with { Models = [Best.Models[0]] }]).Panel().Points.Single().Error.X);
    }

    private static SweepCell Cell(Betas betas) => new(betas, [Model(2), Model(3)]);

    private static SweepModel Model(long seed)
    {
        (string Name, double Value)[] metrics =
            [(MetricNames.Rate, seed), (MetricNames.RateZ2, 1), (MetricNames.Psnr, 20), (MetricNames.AccuracyZ2RbfSvm, 0.5)];
        var all = metrics.Select(metric => new Metric(metric.Name, metric.Value, ""));
        return new(seed, IsComplete: true, all.ToDictionary(metric => metric.Name, StringComparer.Ordinal)) { Training = $"key{seed}" };
    }
}

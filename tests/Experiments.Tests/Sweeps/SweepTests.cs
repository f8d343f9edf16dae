// A sweep collects the results of several kinds of jobs on the same models, and knows which are missing.

using Experiments.Jobs;
using Experiments.Presets;
using Experiments.Sweeps;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Sweeps;

public sealed class SweepTests
{
    private static readonly ImagesSpecification Images = new("mnist", new('0', 64), "test", 10);

    [Fact]
    public void Metrics_of_different_jobs_come_together_model_by_model()
    {
        var (first, second, other) = (Model(beta2: 1, seed: 2), Model(beta2: 1, seed: 3), Model(beta2: 10, seed: 2));

        var cells = SweepCell.Collect(
            [first, second, other],
            Results((first.Numbers[0], "rate", 4), (first.Numbers[1], "accuracy", 0.5), (second.Numbers[0], "rate", 6),
                (other.Numbers[0], "rate", 1), (other.Numbers[1], "accuracy", 0.1)));

        Assert.Equal([new Betas(1, 1), new Betas(10, 1)], cells.Select(cell => cell.Betas));
        Assert.Equal(5, cells[0].Mean("rate"));
        Assert.Equal([0.5], cells[0].Values("accuracy"));
        Assert.Equal([2, 3], cells[0].Models.Select(model => model.Seed));
        Assert.Equal([true, false], cells[0].Models.Select(model => model.IsComplete));
        Assert.True(cells[1].Models.Single().IsComplete);
        Assert.Equal(double.NaN, cells[1].Mean("psnr"));
    }

    [Fact]
    public void Earlier_models_are_planned_and_measured_apart_from_the_trained_ones_and_draw_nothing()
    {
        double[] history = [0.25, 0.5];
        var data = new DataSource("mnist", "official", new('0', 64), "images");
        var train = TrainJob.Plan(
            ModelSpecification.Ghvae(new(1, 28, 28)), new LayerwiseObjective(1, 1), Images, new TrainingSettings(1, 256, 3e-4, 2),
            history);
        var model = new PlannedModel(train, [EvaluateJob.Plan(train, Images, 256)])
        {
            Pictures = PicturesJob.Plan(train, Images, 4),
            Earlier = [.. history.Select(share => (share, new PlannedModel(train, [EvaluateJob.Plan(train, Images, 256, share)])))],
        };

        var sweep = new PlannedSweep(new("GHVAE", "mnist", Measurements.Rates), data, [model]).Collect(Results(
            (model.Numbers[0], "rate", 3), (model.Earlier[0].Model.Numbers[0], "rate", 1), (model.Earlier[1].Model.Numbers[0], "rate", 2)));

        Assert.Equal(4, model.AllJobs.Select(job => job.Key).Distinct().Count());
        Assert.Equal(3, sweep.Cells.Single().Mean("rate"));
        Assert.Equal(
            [(0.25, 1.0), (0.5, 2.0)], sweep.Earlier.Select(earlier => (earlier.Share, earlier.Sweep.Cells.Single().Mean("rate"))));
        Assert.EndsWith("seed=2 share=0.25", model.Earlier[0].Model.Numbers[0].Label, StringComparison.Ordinal);
    }

    private static PlannedModel Model(double beta2, long seed)
    {
        var train = TrainJob.Plan(ModelSpecification.Ghvae(new(1, 28, 28)), new LayerwiseObjective(beta2, 1), Images,
            new TrainingSettings(1, 256, 3e-4, seed));
        return new(train, [EvaluateJob.Plan(train, Images, 256), LatentsJob.Plan(train, Images, 256)]);
    }

    private static Dictionary<string, JobResult> Results(params (Job Job, string Metric, double Value)[] results) => results.ToDictionary(
        result => result.Job.Key,
        result => new JobResult(result.Job.Key, "folder",
            new Dictionary<string, Metric>(StringComparer.Ordinal) { [result.Metric] = new(result.Metric, result.Value, "") }, []),
        StringComparer.Ordinal);
}

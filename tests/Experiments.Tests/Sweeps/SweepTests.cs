// A sweep gathers what several kinds of jobs have measured on the same models, and knows what is missing.

using Experiments.Jobs;
using Experiments.Sweeps;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Sweeps;

public sealed class SweepTests
{
    private static readonly ImagesSpecification Images = new("mnist", new('0', 64), "test", 10);
    private static readonly DataSource Data = new("mnist", "official", Images.Fingerprint, "mnist (official)");

    [Fact]
    public void Metrics_of_different_jobs_come_together_model_by_model()
    {
        var (first, second) = (Jobs(beta2: 1, seed: 2), Jobs(beta2: 1, seed: 3));
        var other = Jobs(beta2: 10, seed: 2);
        Job[] jobs = [.. first, .. second, .. other];

        var sweep =
            Sweep.Collect("GHVAE", Data, jobs,
            Results((first[0], "rate", 4), (first[1], "accuracy", 0.5), (second[0], "rate", 6), (other[0], "rate", 1),
            (other[1], "accuracy", 0.1)));

        Assert.Equal([new Betas(1, 1), new Betas(10, 1)], sweep.Cells.Select(cell => cell.Betas));
        Assert.Equal(5, sweep.Cells[0].Mean("rate"));
        Assert.Equal([0.5], sweep.Cells[0].Values("accuracy"));
        Assert.Equal([true, false], sweep.Cells[0].Models.Select(model => model.IsComplete));
        Assert.True(sweep.Cells[1].Models.Single().IsComplete);
        Assert.Equal(double.NaN, sweep.Cells[1].Mean("psnr"));
    }

    [Theory]
    [InlineData(60_000, 10)]
    [InlineData(20_000, 10)]
    [InlineData(10_000, 20)]
    [InlineData(900, 223)]
    public void On_fewer_images_there_are_more_epochs(int images, int epochs) =>
        Assert.Equal(epochs, new DataSetSizes(10, 20_000, 100, 100, new("small-cnn", 1, 1)).EpochsOver(images));

    private static Job[] Jobs(double beta2, long seed)
    {
        var train = TrainJob.Plan(ModelSpecification.Ghvae(new(1, 28, 28)), new LayerwiseObjective(beta2, 1), Images,
            new TrainingSettings(1, 256, 3e-4, seed));
        return [EvaluateJob.Plan(train, Images, 256), LatentsJob.Plan(train, Images, 256)];
    }

    private static Dictionary<string, JobResult> Results(params (Job Job, string Metric, double Value)[] results) => results.ToDictionary(
        result => result.Job.Key,
        result => new JobResult(result.Job.Key, "folder",
            new Dictionary<string, Metric>(StringComparer.Ordinal) { [result.Metric] = new(result.Metric, result.Value, "") }, []),
        StringComparer.Ordinal);
}

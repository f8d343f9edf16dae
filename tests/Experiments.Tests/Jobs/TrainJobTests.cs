// A training that diverges ends as a failed job with a clear reason, and leaves no checkpoint from which another could continue.

using Experiments.Jobs;
using Hvae.Data;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Jobs;

public sealed class TrainJobTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hvae-train-job-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>
    /// A job's key depends on its configuration, so models that were trained before these settings existed are still found.
    /// </summary>
    [Fact]
    public void Xiao23s_training_has_nothing_in_its_configuration_of_what_other_papers_train_with()
    {
        var job = TrainJob.Plan(
            ModelSpecification.Ghvae(new(3, 32, 32)), new LayerwiseObjective(1, 0.5), new ImagesSpecification("svhn", "f", "train", 73257),
            new TrainingSettings(500, 256, 3e-4, 2)).Job;

        Assert.Equal(
            """{"batchSize":256,"epochs":500,"learningRate":0.0003,"optimisation":"""
                + """{"gamma":1,"momentum":0,"optimiser":"Adam","schedule":"Constant","weightDecay":0},"seed":2}""",
            CanonicalJson.Write(job.Configuration["training"]));
        Assert.Equal(["beta1", "beta2", "warmUp"],
            job.Configuration["objective"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Updates_that_never_recover_are_a_failed_job() =>
        Fails(new TrainingSettings(Epochs: 26, BatchSize: 16, LearningRate: 1e-3, Seed: 1) { GradientLimits = new() { Skip = 1e-9 } },
            "100 updates in a row");

    [Fact]
    public void A_loss_that_is_not_finite_is_a_failed_job() =>
        Fails(new TrainingSettings(Epochs: 3, BatchSize: 16, LearningRate: 1e10, Seed: 1), "at step");

    private void Fails(TrainingSettings training, string reason)
    {
        var options = new DataOptions { Folder = folder, CacheFolder = folder, Offline = true };
        using var data = new DataCatalog(options).Open("mnist-standin");
        var job = TrainJob.Plan(
            ModelSpecification.Ghvae(data.Train.Shape), new LayerwiseObjective(1, 1), ImagesSpecification.Train(data, 64), training).Job;
        var context = new JobContext
        {
            Key = job.Key,
            Configuration = job.Configuration,
            Folder = folder,
            InputFolders = [],
            Progress = new Progress<JobProgress>(),
            Log = TextWriter.Null,
        };

        var error = Assert.Throws<JobFailedException>(
            () => new TrainJob(new WorkerMachine(options, "cpu", TimeSpan.Zero, TimeProvider.System)).Run(context));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder, "*.safetensors"));
    }
}

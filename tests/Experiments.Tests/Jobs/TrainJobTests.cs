// A training that diverges ends as a failed job with a clear reason, and leaves no checkpoint to go on from.

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

    [Fact]
    public void A_loss_that_is_not_finite_is_a_failed_job()
    {
        var options = new DataOptions { Folder = folder, CacheFolder = folder, Offline = true };
        using var data = new DataCatalog(options).Open("mnist-standin");
        var job = TrainJob.Plan(
            ModelSpecification.Ghvae(data.Train.Shape), new LayerwiseObjective(1, 1), ImagesSpecification.Train(data, 64),
            new TrainingSettings(Epochs: 3, BatchSize: 16, LearningRate: 1e10, Seed: 1));
        var context = new JobContext
        {
            Key = job.Key,
            Configuration = job.Configuration,
            Folder = folder,
            InputFolders = [],
            Progress = new Progress<JobProgress>(),
            Log = TextWriter.Null,
        };

        var error = Assert.Throws<JobFailedException>(() => new TrainJob(new WorkerMachine(options, "cpu", TimeSpan.Zero, TimeProvider.System)).Run(context));

        Assert.Contains("at step", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder, "*.safetensors"));
    }
}

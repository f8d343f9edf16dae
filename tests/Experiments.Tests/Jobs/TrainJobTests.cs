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
            new TrainingSettings(500, 256, 3e-4, 2), history: []).Job;

        Assert.Equal(["images", "model", "objective", "training"], job.Configuration.Select(member => member.Key));
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
        Fails(new TrainingSettings(Epochs: 3, BatchSize: 16, LearningRate: 1e10, Seed: 1), "at step", [0.01]);

    /// <summary>The weights after shares of all steps are files of the result, and each can be measured.</summary>
    [Fact]
    public void A_history_is_kept_and_measured_and_is_the_same_after_an_interruption()
    {
        var options = new DataOptions { Folder = folder, CacheFolder = folder, Offline = true };
        using var data = new DataCatalog(options).Open("mnist-standin");
        var train = TrainJob.Plan(
            ModelSpecification.Ghvae(data.Train.Shape), new LayerwiseObjective(1, 1), ImagesSpecification.Train(data, 64),
            new TrainingSettings(Epochs: 2, BatchSize: 16, LearningRate: 1e-3, Seed: 1), [0.125, 0.5]);
        var job = new TrainJob(new WorkerMachine(options, "cpu", TimeSpan.FromDays(1), TimeProvider.System));
        string[] files = ["weights.safetensors", "weights-0.125.safetensors", "weights-0.5.safetensors"];

        var output = job.Run(Context(train.Job, "whole"));
        using var stop = new CancellationTokenSource();
        var stopAfterFive = new Reports(progress => { if (progress.Fraction >= 5.0 / 8) stop.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => job.Run(Context(train.Job, "interrupted", stopAfterFive, stop.Token)));
        Assert.True(File.Exists(Path.Combine(folder, "interrupted", "weights-0.5.safetensors")));
        job.Run(Context(train.Job, "interrupted"));

        Assert.Equal(files, output.Files);
        var bytes = files.Select(file => File.ReadAllBytes(Path.Combine(folder, "whole", file))).ToArray();
        Assert.Equal(3, bytes.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(bytes, files.Select(file => File.ReadAllBytes(Path.Combine(folder, "interrupted", file))));

        var evaluate = new EvaluateJob(new WorkerMachine(options, "cpu", TimeSpan.Zero, TimeProvider.System));
        var losses = new double?[] { 0.125, 0.5, null }.Select(share =>
        {
            var measured = EvaluateJob.Plan(train, ImagesSpecification.Test(data, 64), 64, share);
            Assert.Equal(share is null, measured.Configuration["share"] is null);
            return evaluate.Run(Context(measured, "whole")).Metrics.Single(metric => metric.Name == MetricNames.Loss).Value;
        }).ToArray();
        Assert.Equal(losses.OrderDescending(), losses);
        Assert.Equal(3, losses.Distinct().Count());
    }

    private JobContext Context(
        Job job, string name, IProgress<JobProgress>? progress = null, CancellationToken cancellation = default) => new()
        {
            Key = job.Key,
            Configuration = job.Configuration,
            Folder = Directory.CreateDirectory(Path.Combine(folder, name)).FullName,
            InputFolders = [Path.Combine(folder, name)],
            Progress = progress ?? new Reports(_ => { }),
            Log = TextWriter.Null,
            Cancellation = cancellation,
        };

    private sealed class Reports(Action<JobProgress> report) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => report(value);
    }

    private void Fails(TrainingSettings training, string reason, IReadOnlyList<double>? history = null)
    {
        var options = new DataOptions { Folder = folder, CacheFolder = folder, Offline = true };
        using var data = new DataCatalog(options).Open("mnist-standin");
        var job = TrainJob.Plan(
            ModelSpecification.Ghvae(data.Train.Shape), new LayerwiseObjective(1, 1), ImagesSpecification.Train(data, 64), training,
            history).Job;

        var error = Assert.Throws<JobFailedException>(
            () => new TrainJob(new WorkerMachine(options, "cpu", TimeSpan.Zero, TimeProvider.System)).Run(Context(job, "failed")));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.True(error.IsFinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder, "failed"), "*.safetensors"));
    }
}

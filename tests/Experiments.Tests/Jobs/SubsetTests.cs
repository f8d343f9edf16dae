// Measures that compare classes need images of all classes: otherwise they are not made, and their results say why.

using System.Buffers.Binary;
using Experiments.Jobs;
using Experiments.Presets;
using Experiments.Sweeps;
using Hvae.Data;
using Hvae.Objectives;
using Repro.Plans;
using Xunit;
using static TorchSharp.torch;

namespace Experiments.Tests.Jobs;

public sealed class SubsetTests : IDisposable
{
    private const int BatchSize = 32;
    private readonly string folder = Directory.CreateTempSubdirectory("hvae-subset-").FullName;
    private readonly DataOptions options;

    public SubsetTests() => options = new() { Folder = folder, CacheFolder = folder, Offline = true };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Where_images_lack_classes_nothing_that_compares_them_is_measured_and_results_say_why()
    {
        using var data = Mnist(trainImages: 80, testImages: 60, classes: 5);
        var preset = Preset.Load("smoke");
        var (images, test) = (ImagesSpecification.Train(data, 64), ImagesSpecification.Test(data, 60));
        var train = TrainJob.Plan(ModelSpecification.Ghvae(data.Shape), new LayerwiseObjective(1, 1), images, new(1, BatchSize, 1e-3, 1));
        var small = preset.Mnist with { Classifier = new("small-cnn", 1, 64) };
        var classifier = ClassifierJob.Plan(data, small);
        Run(train.Job);

        var classified = Run(classifier);
        var evaluated = Run(EvaluateJob.Plan(train, test, BatchSize));
        var samples = Run(SamplesJob.Plan(train, classifier, new(8, 8, 1)));
        var latents = Run(LatentsJob.Plan(train, LatentsJob.Images(data, 60), BatchSize));

        Assert.Equal(["training_loss", "parameters"], classified.Metrics.Select(metric => metric.Name));
        Assert.Contains(evaluated.Metrics, metric => metric.Name == MetricNames.Psnr);
        Assert.Null(evaluated.Details[ImagesSpecification.NotMeasured]);
        Assert.Empty(samples.Metrics);
        Assert.Empty(latents.Metrics);
        foreach (var lacking in new[] { classified, samples, latents })
            Assert.Contains("class 5, 6, 7, 8, 9", (string?)lacking.Details[ImagesSpecification.NotMeasured], StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_are_too_few_for_a_measure_are_refused_before_anything_is_trained()
    {
        using var data = Mnist(trainImages: 80, testImages: 40, classes: 10);
        var (preset, rates) = (Preset.Load("smoke"), new SweepRequest("GHVAE", "mnist", Measurements.Rates));

        Assert.NotEmpty(PlannedSweep.Of(rates, data, preset).Models);
        var refused = Assert.Throws<PlanException>(
            () => PlannedSweep.Of(rates with { Measurements = Measurements.Latents }, data, preset));

        Assert.Contains("40 test images of mnist are too few: at least 50", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data DIR", refused.Message, StringComparison.Ordinal);
        Assert.Throws<PlanException>(() => ClassifierJob.Plan(data, preset.Mnist with { Classifier = new("small-cnn", 1, 9) }));
        Assert.Throws<PlanException>(() => ImagesSpecification.Train(data, 1));
    }

    [Fact]
    public void Held_out_images_are_those_of_the_subset_on_which_nothing_is_trained()
    {
        using var data = Mnist(trainImages: 80, testImages: 40, classes: 10);
        var drawn = ImagesSpecification.Train(data, 50);

        var (kept, heldOut) = drawn.HoldOut(0.1);

        Assert.Equal((45, 0, 5, 45), (kept.Images, kept.First, heldOut.Images, heldOut.First));
        using var all = drawn.Batches(data, CPU);
        using var first = kept.Batches(data, CPU);
        using var last = heldOut.Batches(data, CPU);
        Assert.True(all.Range(0, 45).equal(first.Range(0, 45)).all().item<bool>());
        Assert.True(all.Range(45, 5).equal(last.Range(0, 5)).all().item<bool>());
        Assert.Equal(2, ImagesSpecification.Train(data, 4).HoldOut(0.1).HeldOut.Images);
        Assert.Throws<PlanException>(() => ImagesSpecification.Train(data, 3).HoldOut(0.1));
    }

    [Fact]
    public void The_last_tenth_of_all_images_is_held_out_too()
    {
        using var data = Mnist(trainImages: 80, testImages: 40, classes: 10);
        var (kept, heldOut) = ImagesSpecification.Train(data, 80).HoldOut(0.1);
        long[] positions = [.. data.Train.Subset(kept.Images)!, .. data.Train.Subset(heldOut.Images, heldOut.First)!];

        Assert.Equal(Enumerable.Range(0, 80).Select(position => (long)position), positions.Order());
        Assert.NotEqual(positions, positions.Order());
    }

    /// <summary>Writes images of a few classes in the order of their labels, and opens them.</summary>
    private DataSet Mnist(int trainImages, int testImages, int classes)
    {
        foreach (var (part, count) in new[] { ("train", trainImages), ("t10k", testImages) })
        {
            var pixels = new byte[count * 28 * 28];
            new Random(count).NextBytes(pixels);
            Write($"{part}-images-idx3-ubyte", [count, 28, 28], pixels);
            Write($"{part}-labels-idx1-ubyte", [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i * classes / count))]);
        }

        return new DataCatalog(options).Open("mnist");
    }

    private void Write(string name, int[] sizes, byte[] values)
    {
        byte[] header = [0, 0, 8, (byte)sizes.Length, .. new byte[4 * sizes.Length]];
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        Directory.CreateDirectory(Path.Combine(folder, "mnist"));
        File.WriteAllBytes(Path.Combine(folder, "mnist", name), [.. header, .. values]);
    }

    private JobOutput Run(Job job)
    {
        var machine = new WorkerMachine(options, "cpu", TimeSpan.FromHours(1), TimeProvider.System);
        IJobHandler[] handlers =
            [new TrainJob(machine), new ClassifierJob(machine), new EvaluateJob(machine), new SamplesJob(machine), new LatentsJob(machine)];
        Directory.CreateDirectory(FolderOf(job));
        return handlers.Single(handler => handler.Kind == job.Kind).Run(new()
        {
            Key = job.Key,
            Configuration = job.Configuration,
            Folder = FolderOf(job),
            InputFolders = [.. job.Inputs.Select(FolderOf)],
            Progress = new Progress<JobProgress>(),
            Log = TextWriter.Null,
        });
    }

    private string FolderOf(Job job) => Path.Combine(folder, "artifacts", job.Key);
}

// Training with labels, other optimisers and batch normalisation: as reproducible and resumable as a VAE's.

using Hvae.Data;
using Hvae.Objectives;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

[Collection(nameof(TrainerTests))]
public sealed class ClassifierTrainingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hvae-classifier-").FullName;

    public static TheoryData<string> Optimisations => [.. ByName.Keys];

    private static Dictionary<string, Optimisation> ByName { get; } = new(StringComparer.Ordinal)
    {
        ["Adam"] = Optimisation.Adam,
        ["AdamW after a warm-up"] = Optimisation.AdamW(0.01, 0.9, 0.9).WarmUp(2),
        ["plain SGD, cosine"] = Optimisation.Sgd(0, 0).Cosine(),
        ["SGD with momentum and weight decay"] = Optimisation.Sgd(0.9, 5e-4),
        ["Adadelta, smaller each epoch"] = Optimisation.Adadelta.StepEachEpoch(0.7),
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Optimisations))]
    public void Interrupted_before_each_step_and_resumed_gives_the_same_bits_and_log(string optimisation)
    {
        var (expected, expectedLog) = Train(ByName[optimisation]);
        using var toy = new ToyClassification(folder, ByName[optimisation]);
        for (var before = 1; before <= toy.Steps; before++)
        {
            var checkpoint = new CheckpointPlan(
                Path.Combine(folder, $"{optimisation} {before}"), "toy", TimeSpan.MaxValue, TimeProvider.System);
            using (var interrupted = new ToyClassification(folder, ByName[optimisation]))
                InterruptBefore(before, interrupted, checkpoint);

            using var resumed = new ToyClassification(folder, ByName[optimisation]);
            var log = resumed.Trainer(checkpoint).Run();
            Assert.Equal(expected, resumed.State());
            Assert.Equal(expectedLog, log.Select(epoch => epoch.Loss));
        }
    }

    [Theory]
    [MemberData(nameof(Optimisations))]
    public void Training_lowers_the_loss(string optimisation)
    {
        var (_, log) = Train(ByName[optimisation]);
        Assert.True(log[^1] < log[0], $"{log[0]} to {log[^1]}");
    }

    [Fact]
    public void A_checkpoint_of_another_optimiser_is_not_used()
    {
        var checkpoint = new CheckpointPlan(Path.Combine(folder, "checkpoint"), "toy", TimeSpan.MaxValue, TimeProvider.System);
        using (var interrupted = new ToyClassification(folder, Optimisation.Adadelta)) InterruptBefore(3, interrupted, checkpoint);
        var (expected, _) = Train(Optimisation.Adam);

        using var toy = new ToyClassification(folder, Optimisation.Adam);
        toy.Trainer(checkpoint).Run();

        Assert.Equal(expected, toy.State());
    }

    [Fact]
    public void Weights_keep_the_running_statistics()
    {
        using var trained = new ToyClassification(folder, Optimisation.Adam);
        trained.Trainer().Run();
        var path = Path.Combine(folder, "weights");
        Weights.Save(trained.Model, path);
        using var loaded = new ToyClassification(folder, Optimisation.Adam);

        Weights.Load(loaded.Model, path);

        Assert.Equal(trained.State(), loaded.State());
        Assert.Equal(trained.Steps, loaded.Model.state_dict()["norm.num_batches_tracked"].item<long>());
    }

    [Fact]
    public void The_learning_rate_follows_the_schedule()
    {
        using var toy = new ToyClassification(folder, Optimisation.Sgd(0, 0).StepEachEpoch(0.5), learningRate: 0.25);
        var bias = toy.Model.get_parameter("linear.bias")!;
        List<double> values = [Value()];

        toy.Trainer(progress: new StepWatch(_ => values.Add(Value())), objective: (_, _) => new(bias.sum(), [])).Run();

        Assert.Equal([0.25, 0.25, 0.25, 0.125, 0.125, 0.125], values.Zip(values.Skip(1), (before, after) => Math.Round(before - after, 6)));

        double Value() => bias.detach()[0].item<float>();
    }

    [Fact]
    public void Every_batch_has_its_own_labels_and_its_moment()
    {
        using var toy = new ToyClassification(folder, Optimisation.Adam);
        using var data = new DataCatalog(new DataOptions { Folder = folder, CacheFolder = folder, Offline = true }).Open("mnist-standin");
        var labels = Enumerable.Range(0, toy.Batches.Count)
            .ToLookup(i => Convert.ToBase64String(Bits(toy.Batches.Range(i, 1))), i => (long)data.Train.Labels.Span[i]);
        var weight = toy.Model.get_parameter("linear.bias")!;
        var moments = new List<TrainingMoment>();

        toy.Trainer(objective: (batch, _) =>
        {
            moments.Add(batch.Moment);
            var own = batch.Labels.data<long>().ToArray();
            for (var i = 0; i < own.Length; i++)
                Assert.Contains(own[i], labels[Convert.ToBase64String(Bits(batch.Images.narrow(0, i, 1)))]);
            return new(weight.sum(), []);
        }).Run();

        Assert.Equal([new(0, 0, 2), new(0, 1, 2), new(0, 2, 2), new(1, 0, 2), new(1, 1, 2), new(1, 2, 2)], moments);
        Assert.True(labels.SelectMany(entry => entry).Distinct().Count() > 5);
    }

    [Fact]
    public void Labels_of_a_range_and_of_indices_are_the_data_sets()
    {
        using var toy = new ToyClassification(folder, Optimisation.Adam);
        using var data = new DataCatalog(new DataOptions { Folder = folder, CacheFolder = folder, Offline = true }).Open("mnist-standin");
        var expected = data.Train.Labels.ToArray().Select(label => (long)label).ToArray();

        Assert.Equal(expected[5..12], toy.Batches.Labels(5, 7).data<long>().ToArray());
        Assert.Equal([expected[30], expected[2]], toy.Batches.Labels(tensor(new long[] { 30, 2 })).data<long>().ToArray());
    }

    private (byte[] State, double[] Log) Train(Optimisation optimisation)
    {
        using var toy = new ToyClassification(folder, optimisation);
        var log = toy.Trainer().Run();
        return (toy.State(), [.. log.Select(epoch => epoch.Loss)]);
    }

    /// <summary>Stops before a step, counted from 1.</summary>
    private static void InterruptBefore(int step, ToyClassification toy, CheckpointPlan checkpoint)
    {
        using var stop = new CancellationTokenSource();
        if (step == 1) stop.Cancel();
        var progress = new StepWatch(done => { if (done == step - 1) stop.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => toy.Trainer(checkpoint, progress).Run(stop.Token));
    }

    private static byte[] Bits(Tensor images) => images.contiguous().bytes.ToArray();
}

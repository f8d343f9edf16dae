// A training that is repeated, or interrupted and continued from its checkpoint, gives the same bits.

using System.Security.Cryptography;
using System.Text.Json;
using Hvae.Models;
using Hvae.Tests.Data;
using Hvae.Training;
using Xunit;

namespace Hvae.Tests.Training;

[Collection(nameof(TrainerTests))]
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Trainings => [.. ByName.Keys];

    private static Dictionary<string, Func<Toy>> ByName { get; } = new(StringComparer.Ordinal)
    {
        ["GHVAE"] = () => Toy.Vae(),
        ["GHVAE in bf16"] = () => Toy.Vae(Precision.Bf16),
        ["AdamW after a warm-up"] = () => Toy.Classification(Optimisation.AdamW(0.01, 0.9, 0.9).WarmUp(2)),
        ["plain SGD, cosine"] = () => Toy.Classification(Optimisation.Sgd(0, 0).Cosine()),
        ["SGD with momentum and weight decay"] = () => Toy.Classification(Optimisation.Sgd(0.9, 5e-4)),
        ["Adadelta, smaller each epoch"] = () => Toy.Classification(Optimisation.Adadelta.StepEachEpoch(0.7)),
        ["limits, average and multiplier"] = Toy.Constrained,
        ["dropout and augmentation"] = Toy.Augmented,
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Repeated_or_interrupted_before_each_step_a_training_gives_the_same_bits_log_and_multiplier(string name)
    {
        var expected = Train(name);
        Assert.Equal(expected, Train(name));
        for (var step = 1; step <= 6; step++)
        {
            var checkpoint = Toy.Plan(folder[$"{step}"]);
            using var stop = new CancellationTokenSource();
            if (step == 1) stop.Cancel();
            var progress = new StepWatch(done => { if (done == step - 1) stop.Cancel(); });
            Assert.Throws<OperationCanceledException>(() => Train(name, checkpoint, progress, stop.Token));

            Assert.Equal(expected, Train(name, checkpoint));
        }
    }

    /// <summary>
    /// Weights after steps on both sides of the end of an epoch, and after the last one. One file is lost, so that its training starts
    /// again.
    /// </summary>
    [Fact]
    public void Weights_that_are_kept_on_the_way_have_the_same_bytes_after_an_interruption()
    {
        var (expected, last) = Keep("whole", interruptedAfter: null);
        Assert.Equal(3, expected.Distinct().Count());
        Assert.Equal(last, expected[^1]);
        for (var step = 0; step < 6; step++)
        {
            Assert.Equal(expected, Keep($"interrupted-{step}", step).Files);
            Assert.Equal(expected, Keep($"lost-{step}", step, loses: true).Files);
        }

        (string[] Files, string Last) Keep(string name, int? interruptedAfter, bool loses = false)
        {
            Directory.CreateDirectory(folder[name]);
            (long Step, string Path)[] kept = [.. new[] { 2L, 4, 6 }.Select(step => (step, Path.Combine(folder[name], $"{step}")))];
            var checkpoint = Toy.Plan(Path.Combine(folder[name], "checkpoint"));
            if (interruptedAfter is { } stopAfter)
            {
                using var stop = new CancellationTokenSource();
                if (stopAfter == 0) stop.Cancel();
                using var interrupted = Toy.Vae();
                Assert.Throws<OperationCanceledException>(() => interrupted.Trainer(
                    checkpoint, new StepWatch(done => { if (done == stopAfter) stop.Cancel(); }), kept: kept).Run(stop.Token));
                Assert.Equal(kept.Where(file => file.Step <= stopAfter), kept.Where(file => File.Exists(file.Path)));
                if (loses) File.Delete(kept[0].Path);
            }

            using var toy = Toy.Vae();
            toy.Trainer(checkpoint, kept: kept).Run();
            Weights.Save(toy.Model, Path.Combine(folder[name], "last"));
            return ([.. kept.Select(file => Hash(file.Path))], Hash(Path.Combine(folder[name], "last")));
        }

        static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
    }

    private static string Train(
        string name, CheckpointPlan? checkpoint = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using var toy = ByName[name]();
        Assert.Equal(6, toy.Steps);
        var log = toy.Trainer(checkpoint, progress).Run(cancellation);
        return $"{Convert.ToHexString(SHA256.HashData(toy.State()))} {JsonSerializer.Serialize(log)} {toy.Multiplier?.State}";
    }
}

// Training is reproducible, goes on from checkpoints bit for bit, and stops when the loss is no longer a number.

using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

/// <summary>Counts the live tensors of the whole process, so nothing may run beside.</summary>
[CollectionDefinition(nameof(TrainerTests), DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection(nameof(TrainerTests))]
public sealed class TrainerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hvae-training-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Bf16)]
    public void The_same_seed_gives_the_same_bits(Precision precision)
    {
        var (first, firstLog) = Train(precision);
        var (second, secondLog) = Train(precision);

        Assert.Equal(first, second);
        Assert.Equal(firstLog, secondLog);
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        using var toy = new ToyTraining(folder);
        var log = toy.Trainer().Run();

        Assert.Equal(ToyTraining.Settings.Epochs, log.Count);
        Assert.True(log[^1].Loss < log[0].Loss);
    }

    [Fact]
    public void Another_precision_gives_other_bits() =>
        Assert.NotEqual(Train(Precision.Float32).Parameters, Train(Precision.Bf16).Parameters);

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Bf16)]
    public void Interrupted_at_any_step_and_resumed_gives_the_same_bits_and_log(Precision precision)
    {
        var (expected, expectedLog) = Train(precision);
        for (var interruptedAfter = 1; interruptedAfter < ToyTraining.Steps; interruptedAfter++)
        {
            var checkpoint = Path.Combine(folder, $"checkpoint-{interruptedAfter}");
            using var stop = new CancellationTokenSource();
            using (var interrupted = new ToyTraining(folder))
            {
                var after = interruptedAfter;
                var progress = new StepWatch(step => { if (step == after) stop.Cancel(); });
                var trainer = interrupted.Trainer(Plan(checkpoint), progress, precision: precision);
                Assert.Throws<OperationCanceledException>(() => trainer.Run(stop.Token));
            }

            using var resumed = new ToyTraining(folder);
            var log = resumed.Trainer(Plan(checkpoint), precision: precision).Run();
            Assert.Equal(expected, resumed.Parameters());
            Assert.Equal(expectedLog, Text(log));
        }
    }

    [Fact]
    public void A_damaged_checkpoint_is_named_and_not_used()
    {
        var (expected, _) = Train();
        var checkpoint = Path.Combine(folder, "checkpoint");
        Interrupt(checkpoint);
        var bytes = File.ReadAllBytes(checkpoint);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(checkpoint, bytes);

        using var toy = new ToyTraining(folder);
        var notices = new List<string>();
        toy.Trainer(Plan(checkpoint), notice: notices.Add).Run();

        Assert.Equal(expected, toy.Parameters());
        Assert.Contains(checkpoint, Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_not_used()
    {
        var (expected, _) = Train();
        var checkpoint = Path.Combine(folder, "checkpoint");
        Interrupt(checkpoint);

        using var toy = new ToyTraining(folder);
        var notices = new List<string>();
        toy.Trainer(new CheckpointPlan(checkpoint, "another", TimeSpan.MaxValue, TimeProvider.System), notice: notices.Add).Run();

        Assert.Equal(expected, toy.Parameters());
        Assert.Contains("another run", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_training_at_once()
    {
        using var toy = new ToyTraining(folder);
        var real = new LayerwiseObjective(1, 1).For(toy.Model);
        var calls = 0;
        LossTerms Diverging(TrainingBatch batch, Generator noise)
        {
            var terms = real(batch, noise);
            return ++calls < 3 ? terms : terms with { Loss = terms.Loss / 0 };
        }

        var error = Assert.Throws<NonFiniteLossException>(() => toy.Trainer(objective: Diverging).Run());
        Assert.Equal(3, error.Step);
        Assert.All(toy.Model.parameters(), parameter => Assert.True(parameter.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using var toy = new ToyTraining(folder);
        var counts = new List<long>();
        toy.Trainer(progress: new StepWatch(_ => counts.Add(Tensor.TotalCount))).Run();

        var perEpoch = ToyTraining.Steps / ToyTraining.Settings.Epochs;
        Assert.Single(counts.Skip(1).Take(perEpoch - 1).Distinct());
        Assert.Equal(counts[1], counts[^1]);
    }

    private (byte[] Parameters, string Log) Train(Precision precision = default)
    {
        using var toy = new ToyTraining(folder);
        var log = toy.Trainer(precision: precision).Run();
        return (toy.Parameters(), Text(log));
    }

    private void Interrupt(string checkpoint)
    {
        using var stop = new CancellationTokenSource();
        using var toy = new ToyTraining(folder);
        Assert.Throws<OperationCanceledException>(() => toy.Trainer(Plan(checkpoint), new StepWatch(_ => stop.Cancel())).Run(stop.Token));
    }

    private static CheckpointPlan Plan(string path) => new(path, "toy", TimeSpan.MaxValue, TimeProvider.System);

    private static string Text(IReadOnlyList<EpochRecord> log) =>
        string.Join(
            '\n', log.Select(
            epoch => $"{epoch.Epoch} {epoch.Loss:R} {string.Join(' ', epoch.Terms.OrderBy(term => term.Key, StringComparer.Ordinal).Select(term => $"{term.Key}={term.Value:R}"))}"));
}

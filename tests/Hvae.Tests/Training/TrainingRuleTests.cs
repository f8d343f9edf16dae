// Warm-up, moving average and multiplier: what they do to the weights, and that an interruption changes nothing.

using Hvae.Objectives;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

[Collection(nameof(TrainerTests))]
public sealed class TrainingRuleTests : IDisposable
{
    private static readonly ConstrainedObjective Constrained = new(BoundedTerm.Rate, 1) { Multiplier = new() { Rate = 0.1 } };
    private readonly string folder = Directory.CreateTempSubdirectory("hvae-rules-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Interrupted_before_each_step_and_resumed_gives_the_same_bits_and_log()
    {
        var (expected, expectedLog, expectedMultiplier) = Train(null);
        Assert.InRange(expectedLog.Sum(epoch => epoch.SkippedUpdates!.Value), 1, 5);
        Assert.NotEqual(1, expectedMultiplier.Value);
        for (var after = 1; after < 6; after++)
        {
            var checkpoint = new CheckpointPlan(Path.Combine(folder, $"checkpoint-{after}"), "toy", TimeSpan.MaxValue, TimeProvider.System);
            using var stop = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(
                () => Train(checkpoint, new StepWatch(step => { if (step == after) stop.Cancel(); }), stop.Token));

            var (state, log, multiplier) = Train(checkpoint);

            Assert.Equal(expected, state);
            Assert.Equal(Text(expectedLog), Text(log));
            Assert.Equal(expectedMultiplier, multiplier);
        }
    }

    [Fact]
    public void The_trained_model_is_the_average_of_its_weights()
    {
        using var toy = new ToyClassification(folder, Optimisation.Adam, averageDecay: 0.9);
        var parameters = toy.Model.parameters().ToArray();
        var averages = Array.ConvertAll(parameters, parameter => parameter.detach().to(ScalarType.Float64));

        toy.Trainer(progress: new StepWatch(_ =>
        {
            for (var i = 0; i < averages.Length; i++)
                averages[i] = (averages[i] * 0.9 + parameters[i].detach() * 0.1).DetachFromDisposeScope();
        })).Run();

        foreach (var (parameter, average) in parameters.Zip(averages))
            Assert.True((parameter - average).abs().max().item<double>() < 1e-6);
    }

    [Fact]
    public void The_rate_rises_from_nothing_over_the_warm_up_and_then_follows_the_schedule()
    {
        var optimisation = Optimisation.Sgd(0, 0).StepEachEpoch(0.5).WarmUp(4);
        using var toy = new ToyClassification(folder, optimisation, learningRate: 1);
        var bias = toy.Model.get_parameter("linear.bias")!;
        List<double> values = [Value()];

        toy.Trainer(progress: new StepWatch(_ => values.Add(Value())), objective: (_, _) => new(bias.sum(), [])).Run();

        // Three steps an epoch: 0, 1/4, 2/4 of 1; 3/4 of ½; then ½.
        Assert.Equal([0, 0.25, 0.5, 0.375, 0.5, 0.5], values.Zip(values.Skip(1), (before, after) => Math.Round(before - after, 5)));

        double Value() => bias.detach()[0].item<float>();
    }

    [Fact]
    public void Objective_and_trainer_share_the_multiplier_or_have_none()
    {
        using var toy = new ToyClassification(folder, Optimisation.Adam);
        var multiplier = Constrained.StartMultiplier();

        Assert.Throws<InvalidOperationException>(() => toy.Trainer(objective: Objective(toy, multiplier)).Run());
        Assert.Throws<InvalidOperationException>(() => toy.Trainer(multiplier: multiplier).Run());
    }

    [Fact]
    public void Target_and_multiplier_stand_in_the_log()
    {
        var (_, log, _) = Train(null);

        Assert.All(
            log, epoch => Assert.Equal(["distortion", "multiplier", "rate", "target"], epoch.Terms.Keys.Order(StringComparer.Ordinal)));
        Assert.All(log, epoch => Assert.Equal(1, epoch.Terms["target"], 1e-12));
        Assert.NotEqual(log[0].Terms["multiplier"], log[1].Terms["multiplier"]);
    }

    private (byte[] State, IReadOnlyList<EpochRecord> Log, MultiplierState Multiplier) Train(
        CheckpointPlan? checkpoint, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var toy = new ToyClassification(
            folder, Optimisation.AdamW(0.01, 0.9, 0.9).WarmUp(3), limits: new() { Clip = 0.5, Skip = 50 }, averageDecay: 0.9);
        var multiplier = Constrained.StartMultiplier();
        var log = toy.Trainer(checkpoint, progress, Objective(toy, multiplier), multiplier).Run(cancellation);
        return (toy.State(), log, multiplier.State);
    }

    /// <summary>The loss as the distortion, the weights' square as the rate; batches in which the first label is small have a loss that is skipped.</summary>
    private static Objective Objective(ToyClassification toy, LagrangeMultiplier multiplier) => Constrained.For(
        (batch, noise) =>
        {
            var rate = toy.Model.get_parameter("linear.weight")!.square().sum();
            var factor = batch.Labels[0].item<long>() < 4 ? 1000 : 1;
            return (rate, toy.CrossEntropy(batch, noise).Loss * factor);
        },
        multiplier);

    private static string Text(IReadOnlyList<EpochRecord> log) => string.Join('\n', log.Select(epoch =>
        $"{epoch.Loss:R} {epoch.GradientNorm:R} {epoch.SkippedUpdates} {string.Join(' ', epoch.Terms.OrderBy(term => term.Key, StringComparer.Ordinal))}"));
}

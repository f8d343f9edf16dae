// The trainer with batches, schedules, averages, multipliers, checkpoints, and losses that are not finite.

using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

/// <summary>Tests of this collection use the tensors or the generator of the whole process, so no other test may run meanwhile.</summary>
[CollectionDefinition(nameof(TrainerTests), DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection(nameof(TrainerTests))]
public sealed class TrainerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Checkpoint => folder["checkpoint"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_batch_has_its_own_labels_and_its_moment()
    {
        using var toy = Toy.Classification(Optimisation.Adam);
        var labels = Enumerable.Range(0, toy.Batches.Count)
            .ToLookup(i => Bits(toy.Batches.Range(i, 1)), i => toy.Batches.Labels(i, 1).item<long>());
        var bias = toy.Model.get_parameter("linear.bias")!;
        var moments = new List<TrainingMoment>();

        toy.Trainer(objective: (batch, _) =>
        {
            moments.Add(batch.Moment);
            foreach (var (i, label) in batch.Labels.data<long>().ToArray().Index())
                Assert.Contains(label, labels[Bits(batch.Images.narrow(0, i, 1))]);
            return new(bias.sum(), []);
        }).Run();

        Assert.Equal([new(0, 0, 2), new(0, 1, 2), new(0, 2, 2), new(1, 0, 2), new(1, 1, 2), new(1, 2, 2)], moments);
        Assert.True(labels.SelectMany(entry => entry).Distinct().Count() > 5);

        static string Bits(Tensor images) => Convert.ToBase64String(images.contiguous().bytes.ToArray());
    }

    [Fact]
    public void Labels_of_a_range_and_of_indices_are_the_data_sets()
    {
        using var images = StandInDigits.Train(40);
        long[] expected = [.. StandInDigits.Data.Train.Subset(40)!.Select(at => (long)StandInDigits.Data.Train.Labels.Span[(int)at])];

        Assert.Equal(expected[5..12], images.Labels(5, 7).data<long>().ToArray());
        Assert.Equal([expected[30], expected[2]], images.Labels(tensor(new long[] { 30, 2 })).data<long>().ToArray());
    }

    [Fact]
    public void The_rate_rises_from_nothing_over_the_warm_up_and_then_follows_the_schedule()
    {
        using var toy = Toy.Classification(Optimisation.Sgd(0, 0).StepEachEpoch(0.5).WarmUp(4), learningRate: 1);
        var bias = toy.Model.get_parameter("linear.bias")!;
        List<double> values = [Value()];

        toy.Trainer(progress: new StepWatch(_ => values.Add(Value())), objective: (_, _) => new(bias.sum(), [])).Run();

        // An epoch has three steps: 0, 1/4 and 2/4 of 1, then 3/4 of ½, then ½.
        Assert.Equal([0, 0.25, 0.5, 0.375, 0.5, 0.5], values.Zip(values.Skip(1), (before, after) => Math.Round(before - after, 5)));

        double Value() => bias.detach()[0].item<float>();
    }

    [Fact]
    public void The_trained_model_is_the_average_of_its_weights()
    {
        using var toy = Toy.Classification(Optimisation.Adam, averageDecay: 0.9);
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
    public void Objective_and_trainer_share_the_multiplier_or_have_none()
    {
        using var plain = Toy.Classification(Optimisation.Adam);
        using var constrained = Toy.Constrained();

        Assert.Throws<InvalidOperationException>(() => plain.Trainer(objective: constrained.Loss).Run());
        Assert.Throws<InvalidOperationException>(() => constrained.Trainer(objective: plain.Loss).Run());
    }

    [Fact]
    public void Target_and_multiplier_stand_in_the_log()
    {
        using var toy = Toy.Constrained();
        var log = toy.Trainer().Run();

        Assert.All(
            log, epoch => Assert.Equal(["distortion", "multiplier", "rate", "target"], epoch.Terms.Keys.Order(StringComparer.Ordinal)));
        Assert.All(log, epoch => Assert.Equal(1, epoch.Terms["target"], 1e-12));
        Assert.NotEqual(log[0].Terms["multiplier"], log[1].Terms["multiplier"]);
        Assert.InRange(log.Sum(epoch => epoch.SkippedUpdates!.Value), 1, toy.Steps - 1);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_training_at_once()
    {
        using var toy = Toy.Vae();
        var calls = 0;

        var error = Assert.Throws<NonFiniteLossException>(() => toy.Trainer(objective: (batch, noise) =>
        {
            var terms = toy.Loss(batch, noise);
            return ++calls < 3 ? terms : terms with { Loss = terms.Loss / 0 };
        }).Run());

        Assert.Equal(3, error.Step);
        Assert.All(toy.Model.parameters(), parameter => Assert.True(parameter.isfinite().all().item<bool>()));
    }

    [Fact]
    public void A_damaged_checkpoint_is_named_and_not_used()
    {
        Interrupt(Toy.Vae());
        var bytes = File.ReadAllBytes(Checkpoint);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(Checkpoint, bytes);

        AssertNotUsed(() => Toy.Vae(), Toy.Plan(Checkpoint), Checkpoint);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_not_used()
    {
        Interrupt(Toy.Vae());

        AssertNotUsed(() => Toy.Vae(), new(Checkpoint, "another", TimeSpan.MaxValue, TimeProvider.System), "another run");
    }

    [Fact]
    public void A_checkpoint_of_another_optimiser_is_not_used()
    {
        Interrupt(Toy.Classification(Optimisation.Adadelta));

        AssertNotUsed(() => Toy.Classification(Optimisation.Adam), Toy.Plan(Checkpoint), Checkpoint);
    }

    [Fact]
    public void Weights_keep_the_running_statistics()
    {
        using var trained = Toy.Classification(Optimisation.Adam);
        trained.Trainer().Run();
        Weights.Save(trained.Model, folder["weights"]);
        using var loaded = Toy.Classification(Optimisation.Adam);

        Weights.Load(loaded.Model, folder["weights"]);

        Assert.Equal(trained.State(), loaded.State());
        Assert.Equal(trained.Steps, loaded.Model.state_dict()["norm.num_batches_tracked"].item<long>());
    }

    /// <summary>The training gives a notice, and the same bits as without the checkpoint.</summary>
    private static void AssertNotUsed(Func<Toy> make, CheckpointPlan checkpoint, string notice)
    {
        using var whole = make();
        whole.Trainer().Run();
        using var toy = make();
        var notices = new List<string>();

        toy.Trainer(checkpoint, notice: notices.Add).Run();

        Assert.Equal(whole.State(), toy.State());
        Assert.Contains(notice, Assert.Single(notices), StringComparison.Ordinal);
    }

    /// <summary>Writes a checkpoint after the first step.</summary>
    private void Interrupt(Toy toy)
    {
        using var stop = new CancellationTokenSource();
        using (toy)
        {
            var trainer = toy.Trainer(Toy.Plan(Checkpoint), new StepWatch(_ => stop.Cancel()));
            Assert.Throws<OperationCanceledException>(() => trainer.Run(stop.Token));
        }
    }
}

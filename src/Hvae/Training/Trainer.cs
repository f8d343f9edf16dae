// The training loop: shuffled batches, an optimiser, a log, and checkpoints from which it goes on bit for bit.

using Hvae.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Trains one model.</summary>
/// <param name="model">Starts from the parameters that it has.</param>
/// <param name="objective">Of <paramref name="model"/>.</param>
/// <param name="images">The training images, on the model's device.</param>
/// <param name="settings">How to train.</param>
/// <param name="device">Where the model lives.</param>
public sealed class Trainer(nn.Module model, Objective objective, ImageBatches images, TrainingSettings settings, Device device)
{
    private const string LossName = "loss";

    /// <summary>Where the run is saved, and how often; null for no checkpoints.</summary>
    public CheckpointPlan? Checkpoints { get; init; }

    /// <summary>Told after every step.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Told what a reader of the log should know, e.g. that a damaged checkpoint was set aside.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Trains to the end, from the checkpoint when there is a good one.</summary>
    /// <returns>The log, one record an epoch.</returns>
    /// <exception cref="NonFiniteLossException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Stopped on request; the checkpoint is written.</exception>
    public IReadOnlyList<EpochRecord> Run(CancellationToken cancellation = default)
    {
        var randomness = new Randomness(settings.Seed);
        using var shuffling = randomness.For("shuffling", device);
        using var noise = randomness.For("noise", device);
        using var optimiser = settings.Optimisation.Over(model.parameters(), settings.LearningRate);
        var checkpoint = new Checkpoint(model, optimiser, new Dictionary<string, Generator>(StringComparer.Ordinal) { ["noise"] = noise, ["shuffling"] = shuffling });

        var position = Restore(checkpoint) ?? new TrainingPosition(Checkpoints?.Identity ?? "", 0, 0, NoSums, []);
        model.train();
        while (position.Epoch < settings.Epochs)
            position = RunEpoch(position, optimiser, shuffling, noise, checkpoint, cancellation);
        return position.Log;
    }

    private static Dictionary<string, double> NoSums => new(StringComparer.Ordinal);

    private TrainingPosition? Restore(Checkpoint checkpoint)
    {
        if (Checkpoints is null || !File.Exists(Checkpoints.Path)) return null;
        try
        {
            var position = checkpoint.Restore(Checkpoints.Path, Checkpoints.Identity);
            Notice?.Invoke($"Going on from the checkpoint at epoch {position.Epoch + 1}, batch {position.Batch + 1}.");
            return position;
        }
        catch (DamagedFileException error)
        {
            Notice?.Invoke($"{error.Path} is not used: {error.Problem}. This training starts from the beginning.");
            return null;
        }
    }

    private TrainingPosition RunEpoch(
        TrainingPosition position, OptimizerHelper optimiser, Generator shuffling, Generator noise, Checkpoint checkpoint, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var shufflingAtStart = shuffling.get_state();
        var order = randperm(images.Count, dtype: ScalarType.Int64, device: device, generator: shuffling);
        foreach (var group in optimiser.ParamGroups)
            group.LearningRate = settings.Optimisation.LearningRate(settings.LearningRate, position.Epoch, settings.Epochs);
        var sums = new Dictionary<string, double>(position.Sums, StringComparer.Ordinal);
        var steps = settings.StepsPerEpoch(images.Count);
        for (var batch = position.Batch; batch < steps; batch++)
        {
            if (cancellation.IsCancellationRequested || Checkpoints?.IsDue() == true)
            {
                if (Checkpoints is not null) checkpoint.Save(Checkpoints.Path, position with { Batch = batch, Sums = sums }, shufflingAtStart);
                Checkpoints?.Written();
                cancellation.ThrowIfCancellationRequested();
            }

            var step = ((long)position.Epoch * steps) + batch + 1;
            var loss = Step(optimiser, order, new(position.Epoch, batch, settings.Epochs), noise, sums, step);
            Progress?.Report(new(step, (long)settings.Epochs * steps, position.Epoch + 1, loss));
        }

        var terms = sums.ToDictionary(sum => sum.Key, sum => sum.Value / images.Count, StringComparer.Ordinal);
        terms.Remove(LossName, out var meanLoss);
        return position with { Epoch = position.Epoch + 1, Batch = 0, Sums = NoSums, Log = [.. position.Log, new(position.Epoch + 1, meanLoss, terms)] };
    }

    private double Step(OptimizerHelper optimiser, Tensor order, TrainingMoment moment, Generator noise, Dictionary<string, double> sums, long step)
    {
        using var scope = NewDisposeScope();
        var start = (long)moment.Batch * settings.BatchSize;
        var size = Math.Min(settings.BatchSize, images.Count - start);
        var indices = order.narrow(0, start, size);
        var terms = objective(new(images.Select(indices), images.Labels(indices), moment), noise);
        var values = stack([terms.Loss, .. terms.Terms.Select(term => term.Value)]).detach().to(ScalarType.Float64).cpu().data<double>().ToArray();
        if (!double.IsFinite(values[0])) throw new NonFiniteLossException(step, values[0]);

        optimiser.zero_grad();
        terms.Loss.backward();
        optimiser.step();

        foreach (var (name, value) in terms.Terms.Select(term => term.Name).Prepend(LossName).Zip(values))
            sums[name] = sums.GetValueOrDefault(name) + (value * size);
        return values[0];
    }
}

// The training loop: shuffled batches, an optimiser, a log, and checkpoints from which a run continues with the same bits.

using Hvae.Models;
using Hvae.Objectives;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Trains one model.</summary>
/// <param name="model">The model; training starts from its present parameters.</param>
/// <param name="objective">The objective of <paramref name="model"/>.</param>
/// <param name="images">The training images, on the model's device.</param>
/// <param name="settings">Settings of the training.</param>
/// <param name="device">The model's device.</param>
public sealed class Trainer(nn.Module model, Objective objective, ImageBatches images, TrainingSettings settings, Device device)
{
    private const string LossName = "loss";

    /// <summary>Where and how often the run is saved; null for no checkpoints.</summary>
    public CheckpointPlan? Checkpoints { get; init; }

    /// <summary>
    /// The multiplier of a constrained objective, which ascends after each update and is part of checkpoints; null for other objectives.
    /// </summary>
    public LagrangeMultiplier? Multiplier { get; init; }

    /// <summary>
    /// Files to which the weights are written during the training, each with the number of the step after which it is written. The weights
    /// are not averaged.
    /// </summary>
    public IReadOnlyList<(long Step, string Path)> Kept { get; init; } = [];

    /// <summary>Is called after every step.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Is called with messages for the log, e.g. that a damaged checkpoint is not used.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>
    /// Trains to the end, from the checkpoint when there is a usable one. With <see cref="TrainingSettings.AverageDecay"/> the model has
    /// the average of the weights afterwards.
    /// </summary>
    /// <returns>The log, one record for each epoch.</returns>
    /// <exception cref="NonFiniteLossException">
    /// Thrown when the loss is no longer a finite number and there are no limits on gradients, which would skip such a step.
    /// </exception>
    /// <exception cref="SkippedUpdatesException">
    /// Thrown when <see cref="GradientLimits.MostSkippedInARow"/> updates in a row were skipped, or all updates of an epoch because no
    /// loss was a finite number.
    /// </exception>
    /// <exception cref="InvalidOperationException">Thrown when only one of objective and trainer has a multiplier.</exception>
    /// <exception cref="OperationCanceledException">
    /// Thrown when the run was stopped on request; the checkpoint is written before.
    /// </exception>
    public IReadOnlyList<EpochRecord> Run(CancellationToken cancellation = default)
    {
        var randomness = new Randomness(settings.Seed);
        using var shuffling = randomness.For("shuffling");
        using var noise = randomness.For("noise");
        using var update = new WeightUpdate(model, settings);
        var generators = new Dictionary<string, Generator>(StringComparer.Ordinal) { ["noise"] = noise, ["shuffling"] = shuffling };
        var checkpoint = new Checkpoint(model, update, generators);

        var position = Restore(checkpoint) ?? new TrainingPosition(Checkpoints?.Identity ?? "", 0, 0, NoSums, []);
        model.train();
        while (position.Epoch < settings.Epochs)
            position = RunEpoch(position, update, shuffling, noise, checkpoint, cancellation);
        update.Average?.Apply();
        return position.Log;
    }

    private static Dictionary<string, double> NoSums => new(StringComparer.Ordinal);

    private TrainingPosition? Restore(Checkpoint checkpoint)
    {
        if (Checkpoints is null || !File.Exists(Checkpoints.Path)) return null;
        try
        {
            var position = checkpoint.Restore(Checkpoints.Path, Checkpoints.Identity, HasKept);
            if (Multiplier is not null && position.Multiplier is { } state) Multiplier.State = state;
            Notice?.Invoke($"Continuing from the checkpoint at epoch {position.Epoch + 1}, batch {position.Batch + 1}.");
            return position;
        }
        catch (DamagedFileException error)
        {
            Notice?.Invoke($"{error.Path} is not used: {error.Problem}. This training starts from the beginning.");
            return null;
        }
    }

    /// <summary>Returns whether all weights that were to be kept before a position are still there.</summary>
    private bool HasKept(TrainingPosition position)
    {
        var done = ((long)position.Epoch * settings.StepsPerEpoch(images.Count)) + position.Batch;
        return Kept.All(kept => kept.Step > done || File.Exists(kept.Path));
    }

    private TrainingPosition RunEpoch(
        TrainingPosition position, WeightUpdate update, Generator shuffling, Generator noise, Checkpoint checkpoint,
        CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var shufflingAtStart = shuffling.get_state();
        var order = randperm(images.Count, dtype: ScalarType.Int64, generator: shuffling).to(device);
        var sums = new Dictionary<string, double>(position.Sums, StringComparer.Ordinal);
        var tally = position.Updates;
        var steps = settings.StepsPerEpoch(images.Count);
        for (var batch = position.Batch; batch < steps; batch++)
        {
            if (cancellation.IsCancellationRequested || Checkpoints?.IsDue() == true)
            {
                var here = position with { Batch = batch, Sums = sums, Updates = tally, Multiplier = Multiplier?.State };
                if (Checkpoints is not null) checkpoint.Save(Checkpoints.Path, here, shufflingAtStart);
                Checkpoints?.Written();
                cancellation.ThrowIfCancellationRequested();
            }

            var step = ((long)position.Epoch * steps) + batch + 1;
            (var loss, tally) = Step(update, order, new(position.Epoch, batch, settings.Epochs), noise, sums, tally, step);
            foreach (var kept in Kept.Where(kept => kept.Step == step)) Weights.Save(model, kept.Path);
            Progress?.Report(new(step, (long)settings.Epochs * steps, position.Epoch + 1, loss));
        }

        var epoch = position.Epoch + 1;
        return position with
        {
            Epoch = epoch,
            Batch = 0,
            Sums = NoSums,
            Updates = tally.NextEpoch(),
            Log = [.. position.Log, Record(epoch, sums, tally)],
        };
    }

    private EpochRecord Record(int epoch, Dictionary<string, double> sums, UpdateTally tally)
    {
        var counted = images.Count - tally.ImagesWithoutLoss;
        if (counted == 0)
        {
            var lastStep = (long)epoch * settings.StepsPerEpoch(images.Count);
            throw new SkippedUpdatesException(lastStep, tally.SkippedInARow, double.NaN, settings.GradientLimits?.Skip);
        }

        var terms = sums.ToDictionary(sum => sum.Key, sum => sum.Value / counted, StringComparer.Ordinal);
        terms.Remove(LossName, out var meanLoss);
        var record = new EpochRecord(epoch, meanLoss, terms);
        return settings.GradientLimits is null ? record : record with { GradientNorm = tally.MeanNorm, SkippedUpdates = tally.Skipped };
    }

    private (double Loss, UpdateTally Tally) Step(
        WeightUpdate update, Tensor order, TrainingMoment moment, Generator noise, Dictionary<string, double> sums, UpdateTally tally,
        long step)
    {
        // Our own gradient functions leave small objects to the collector. Collecting them now keeps their native memory from lying
        // between the large blocks.
        GC.Collect(0);
        using var scope = NewDisposeScope();
        using var precision = Layers.In(settings.Precision);
        var start = (long)moment.Batch * settings.BatchSize;
        var size = Math.Min(settings.BatchSize, images.Count - start);
        var indices = order.narrow(0, start, size);
        var terms = objective(new(images.Select(indices), images.Labels(indices), moment), noise);
        if (terms.Violation is null != Multiplier is null)
            throw new InvalidOperationException("Objective and trainer need one common multiplier, but only one of them has it.");
        Tensor[] violation = terms.Violation is null ? [] : [terms.Violation];
        var scalars = stack([terms.Loss, .. terms.Terms.Select(term => term.Value), .. violation]);
        var values = scalars.detach().to(ScalarType.Float64).cpu().data<double>().ToArray();
        if (!double.IsFinite(values[0]) && settings.GradientLimits is null) throw new NonFiniteLossException(step, values[0]);

        var learningRate = settings.Optimisation.LearningRate(settings.LearningRate, moment.Epoch, settings.Epochs, step);
        var (norm, updated) = update.Run(terms.Loss, values[0], learningRate);
        if (updated) Multiplier?.Ascend(values[^1]);
        tally = tally.Add(norm, updated);
        if (tally.SkippedInARow >= GradientLimits.MostSkippedInARow)
            throw new SkippedUpdatesException(step, tally.SkippedInARow, norm, settings.GradientLimits?.Skip);

        if (!double.IsFinite(values[0])) return (values[0], tally with { ImagesWithoutLoss = tally.ImagesWithoutLoss + size });
        var named = terms.Terms.Select(term => term.Name).Prepend(LossName).Zip(values).Concat(terms.Numbers);
        foreach (var (name, value) in named) sums[name] = sums.GetValueOrDefault(name) + (value * size);
        return (values[0], tally);
    }
}

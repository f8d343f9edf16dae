// How a model is trained, apart from its objective.

namespace Hvae.Training;

/// <summary>Epochs, batches, the optimiser, and the seed. Gradients are not clipped.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="BatchSize">Images per step; the last, smaller batch of an epoch is kept.</param>
/// <param name="LearningRate">The optimiser's step size, at the beginning.</param>
/// <param name="Seed">Drives initialisation, shuffling and noise.</param>
public sealed record TrainingSettings(int Epochs, int BatchSize, double LearningRate, long Seed)
{
    /// <summary>Version of the training's numeric code: part of the identity of all that is trained with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>Which optimiser, and how its learning rate changes; Xiao23's VAEs are trained with plain Adam.</summary>
    public Optimisation Optimisation { get; init; } = Optimisation.Adam;

    /// <summary>Steps in one pass over <paramref name="images"/> images.</summary>
    public int StepsPerEpoch(int images) => (images + BatchSize - 1) / BatchSize;
}

/// <summary>Means over the images of one epoch, during training.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">In nats per image.</param>
/// <param name="Terms">The objective's terms by name.</param>
public sealed record EpochRecord(int Epoch, double Loss, IReadOnlyDictionary<string, double> Terms);

/// <summary>Where a training run stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Epoch">Running epoch, from 1.</param>
/// <param name="Loss">Of the last batch.</param>
public sealed record TrainingProgress(long Step, long Steps, int Epoch, double Loss);

/// <summary>The loss is no longer a number; training on would only spread it.</summary>
/// <param name="step">The step at which it happened, from 1.</param>
/// <param name="loss">The value.</param>
public sealed class NonFiniteLossException(long step, double loss)
    : Exception($"The loss became {loss} at step {step}; this model has no result. Try another seed, a smaller learning rate or less extreme betas.")
{
    /// <summary>The step at which it happened, from 1.</summary>
    public long Step { get; } = step;

    /// <summary>The value.</summary>
    public double Loss { get; } = loss;
}

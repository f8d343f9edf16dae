// How a model is trained, apart from its objective.

using System.Text.Json.Serialization;
using Hvae.Models;

namespace Hvae.Training;

/// <summary>Epochs, batches, the optimiser, and the seed. What is not set is left out of the JSON, so that the keys of older jobs stay.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="BatchSize">Images per step; the last, smaller batch of an epoch is kept.</param>
/// <param name="LearningRate">The optimiser's step size, at the beginning.</param>
/// <param name="Seed">Drives initialisation, shuffling and noise.</param>
public sealed record TrainingSettings(int Epochs, int BatchSize, double LearningRate, long Seed)
{
    /// <summary>Version of the training's numeric code: part of the identity of all that is trained with it.</summary>
    public const int CodeVersion = 2;

    /// <summary>Which optimiser, and how its learning rate changes; Xiao23's VAEs are trained with plain Adam.</summary>
    public Optimisation Optimisation { get; init; } = Optimisation.Adam;

    /// <summary>Bounds on the gradients; none when null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GradientLimits? GradientLimits { get; init; }

    /// <summary>
    /// The share that the moving average of the weights keeps at each update, in [0, 1); null for no average. With it the trained
    /// model is the average, which looks back over about 1/(1 − decay) updates and begins at the starting weights: a run much
    /// shorter than that needs a smaller decay.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AverageDecay { get; init; }

    /// <summary>In what convolutions and matrix products are computed while training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Precision Precision { get; init; }

    /// <summary>Steps in one pass over <paramref name="images"/> images.</summary>
    public int StepsPerEpoch(int images) => (images + BatchSize - 1) / BatchSize;
}

/// <summary>Means over the images of one epoch, during training.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">In the objective's unit: nats per image or per dimension, or a squared error.</param>
/// <param name="Terms">The objective's terms by name.</param>
public sealed record EpochRecord(int Epoch, double Loss, IReadOnlyDictionary<string, double> Terms)
{
    /// <summary>Mean over the steps of the norm of all gradients before clipping, of those where it is a finite number; null where none was, and without <see cref="GradientLimits"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GradientNorm { get; init; }

    /// <summary>Steps whose update was skipped; null without <see cref="GradientLimits"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SkippedUpdates { get; init; }
}

/// <summary>Where a training run stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Epoch">Running epoch, from 1.</param>
/// <param name="Loss">Of the last batch.</param>
public sealed record TrainingProgress(long Step, long Steps, int Epoch, double Loss);

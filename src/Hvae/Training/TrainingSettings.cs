// Settings of a training run apart from its objective, its log, and its progress.

using System.Text.Json.Serialization;
using Hvae.Models;

namespace Hvae.Training;

/// <summary>
/// Epochs, batches, the optimiser, and the seed. Members that are not set are left out of the JSON, so that the keys of older jobs do not
/// change.
/// </summary>
/// <param name="Epochs">Number of passes over the training images.</param>
/// <param name="BatchSize">Number of images per step; the last, smaller batch of an epoch is used too.</param>
/// <param name="LearningRate">The optimiser's learning rate in the first epoch.</param>
/// <param name="Seed">Seed of initialisation, shuffling and noise.</param>
public sealed record TrainingSettings(int Epochs, int BatchSize, double LearningRate, long Seed)
{
    /// <summary>The optimiser and its schedule; Xiao23's VAEs are trained with plain Adam.</summary>
    public Optimisation Optimisation { get; init; } = Optimisation.Adam;

    /// <summary>Bounds on the gradients; null for no bounds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GradientLimits? GradientLimits { get; init; }

    /// <summary>
    /// Share that the moving average of the weights keeps at each update, in [0, 1); null for no average. With an average, the trained
    /// model has the averaged weights. The average covers about 1/(1 − decay) updates and starts at the starting weights, so a much
    /// shorter run needs a smaller decay.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AverageDecay { get; init; }

    /// <summary>Number format of convolutions and matrix products during training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Precision Precision { get; init; }

    /// <summary>Returns the number of steps in one pass over <paramref name="images"/> images.</summary>
    public int StepsPerEpoch(int images) => (images + BatchSize - 1) / BatchSize;
}

/// <summary>Means over the images of one epoch during training.</summary>
/// <param name="Epoch">Epoch, counted from 1.</param>
/// <param name="Loss">Mean loss in the objective's unit: nats per image or per dimension, or a squared error.</param>
/// <param name="Terms">Means of the objective's terms by name.</param>
public sealed record EpochRecord(int Epoch, double Loss, IReadOnlyDictionary<string, double> Terms)
{
    /// <summary>
    /// Mean norm of all gradients before clipping, over the steps where it is a finite number; null when there was none and without
    /// <see cref="GradientLimits"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GradientNorm { get; init; }

    /// <summary>Number of steps whose update was skipped; null without <see cref="GradientLimits"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SkippedUpdates { get; init; }
}

/// <summary>Progress of a training run.</summary>
/// <param name="Step">Number of steps done.</param>
/// <param name="Steps">Number of steps of the run.</param>
/// <param name="Epoch">Current epoch, counted from 1.</param>
/// <param name="Loss">Loss of the last batch.</param>
public sealed record TrainingProgress(long Step, long Steps, int Epoch, double Loss);

// What one step does to a model's weights: gradients within their limits, the optimiser, and counts of what happened.

using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Updates the weights of one model.</summary>
internal sealed class WeightUpdate : IDisposable
{
    private readonly TrainingSettings settings;
    private readonly Parameter[] parameters;
    private readonly JoinedWeights weights;
    private readonly OptimizerHelper optimiser;

    /// <param name="model">The model, whose present weights are the start of the average.</param>
    /// <param name="settings">Optimiser, gradient limits and decay of the average.</param>
    public WeightUpdate(nn.Module model, TrainingSettings settings)
    {
        this.settings = settings;
        parameters = [.. model.parameters()];
        weights = new(model);
        optimiser = settings.Optimisation.Create([weights.Vector], settings.LearningRate);
        Average = settings.AverageDecay is { } decay ? new(weights.Vector, decay) : null;
    }

    /// <summary>What a checkpoint keeps besides the model.</summary>
    public IEnumerable<SavedTensor> State =>
        [
            .. SavedTensor.Of(weights.Vector, optimiser.state_dict().State.Single()),
            .. Average is null ? [] : (SavedTensor[])[Average.State]
        ];

    /// <summary>The moving average; null when the settings have none.</summary>
    public WeightAverage? Average { get; }

    /// <summary>Makes one step along the gradient of <paramref name="loss"/>, unless the limits forbid it.</summary>
    /// <param name="loss">The loss, a scalar.</param>
    /// <param name="value">Value of the loss.</param>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <returns>
    /// The norm of all gradients before clipping, which is NaN when it was not computed, and whether the weights were updated.
    /// </returns>
    public (double Norm, bool Updated) Run(Tensor loss, double value, double learningRate)
    {
        if (settings.GradientLimits is not null && !double.IsFinite(value)) return (double.NaN, false);
        weights.Gradient.zero_();
        loss.backward();
        var norm = double.NaN;
        if (settings.GradientLimits is { } limits)
        {
            norm = nn.utils.clip_grad_norm_(parameters, limits.Clip ?? double.PositiveInfinity);
            if (!limits.Allow(norm)) return (norm, false);
        }

        foreach (var group in optimiser.ParamGroups) group.LearningRate = learningRate;
        optimiser.step();
        Average?.Follow();
        return (norm, true);
    }

    /// <summary>Releases optimiser, average and vectors.</summary>
    public void Dispose()
    {
        optimiser.Dispose();
        Average?.Dispose();
        weights.Dispose();
    }
}

/// <summary>
/// Bounds on the 2-norm of all gradients together, with which VDVAE is trained. An update is skipped when loss or norm is not a finite
/// number, or when the norm before clipping is <see cref="Skip"/> or more. A skipped update changes neither optimiser nor average nor
/// multiplier.
/// </summary>
public sealed record GradientLimits
{
    /// <summary>Number of skipped updates in a row that ends the training (<see cref="SkippedUpdatesException"/>).</summary>
    public const int MostSkippedInARow = 100;

    /// <summary>Norm to which longer gradients are scaled; null for no clipping.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Clip { get; init; }

    /// <summary>Norm from which on an update is skipped; null when only a norm that is not finite skips it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Skip { get; init; }

    /// <summary>Returns whether the update is made.</summary>
    /// <param name="norm">Norm of all gradients before clipping.</param>
    internal bool Allow(double norm) => double.IsFinite(norm) && !(norm >= Skip);
}

/// <summary>
/// Counts of the updates of the current epoch, for the log and for ending a training that does not recover. They are part of checkpoints.
/// </summary>
internal sealed record UpdateTally
{
    /// <summary>The counts before the first step.</summary>
    public static UpdateTally None { get; } = new();

    /// <summary>Sum of the finite norms of the gradients.</summary>
    public double Norms { get; init; }

    /// <summary>Number of finite norms.</summary>
    public long Finite { get; init; }

    /// <summary>Number of updates skipped in this epoch.</summary>
    public long Skipped { get; init; }

    /// <summary>Number of updates skipped since the last one that was made, also in earlier epochs.</summary>
    public long SkippedInARow { get; init; }

    /// <summary>Number of images whose loss was not a finite number. The epoch's means leave them out.</summary>
    public long ImagesWithoutLoss { get; init; }

    /// <summary>Mean of the finite norms; null when there was none.</summary>
    public double? MeanNorm => Finite == 0 ? null : Norms / Finite;

    /// <summary>Returns the counts after one more step.</summary>
    /// <param name="norm">Norm of the step's gradients before clipping.</param>
    /// <param name="updated">Whether the step's update was made.</param>
    public UpdateTally Add(double norm, bool updated) => this with
    {
        Norms = double.IsFinite(norm) ? Norms + norm : Norms,
        Finite = double.IsFinite(norm) ? Finite + 1 : Finite,
        Skipped = updated ? Skipped : Skipped + 1,
        SkippedInARow = updated ? 0 : SkippedInARow + 1,
    };

    /// <summary>Returns the counts at the beginning of the next epoch.</summary>
    public UpdateTally NextEpoch() => None with { SkippedInARow = SkippedInARow };
}

// What one step does to a model's weights: gradients within their limits, the optimiser, and the moving average.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Moves the weights of one model.</summary>
internal sealed class WeightUpdate : IDisposable
{
    private readonly TrainingSettings settings;
    private readonly Parameter[] parameters;

    /// <param name="model">Whose weights; the average begins at those that it has.</param>
    /// <param name="settings">Optimiser, limits, average.</param>
    public WeightUpdate(nn.Module model, TrainingSettings settings)
    {
        this.settings = settings;
        parameters = [.. model.parameters()];
        Optimiser = settings.Optimisation.Over(parameters, settings.LearningRate);
        Average = settings.AverageDecay is { } decay ? new(model, decay) : null;
    }

    /// <summary>Its states are part of a checkpoint.</summary>
    public OptimizerHelper Optimiser { get; }

    /// <summary>The moving average, where there is one.</summary>
    public WeightAverage? Average { get; }

    /// <summary>One step along the gradient of <paramref name="loss"/>, unless the limits forbid it.</summary>
    /// <param name="loss">Scalar.</param>
    /// <param name="value">Its value.</param>
    /// <param name="learningRate">Of this step.</param>
    /// <returns>The norm of all gradients before clipping, which is NaN where it was not computed; and whether the weights moved.</returns>
    public (double Norm, bool Updated) Run(Tensor loss, double value, double learningRate)
    {
        if (settings.GradientLimits is not null && !double.IsFinite(value)) return (double.NaN, false);
        Optimiser.zero_grad();
        loss.backward();
        var norm = double.NaN;
        if (settings.GradientLimits is { } limits)
        {
            norm = nn.utils.clip_grad_norm_(parameters, limits.Clip ?? double.PositiveInfinity);
            if (!limits.Allow(norm)) return (norm, false);
        }

        foreach (var group in Optimiser.ParamGroups) group.LearningRate = learningRate;
        Optimiser.step();
        Average?.Follow();
        return (norm, true);
    }

    /// <summary>Releases optimiser and average.</summary>
    public void Dispose()
    {
        Optimiser.Dispose();
        Average?.Dispose();
    }
}

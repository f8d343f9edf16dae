// The exponential moving average of a model's weights, which is what VDVAEs are evaluated with.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>
/// average ← decay · average + (1 − decay) · θ after each update, from the starting weights on, without correction of that bias (as
/// VDVAE's code). Buffers are not averaged.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly (string name, Parameter parameter)[] parameters;
    private readonly Tensor[] averages;
    private readonly double decay;

    /// <param name="model">The average begins at the parameters that it has.</param>
    /// <param name="decay">In [0, 1).</param>
    public WeightAverage(nn.Module model, double decay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        this.decay = decay;
        parameters = [.. model.named_parameters()];
        averages = [.. parameters.Select(entry => entry.parameter.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>What a checkpoint keeps.</summary>
    public IEnumerable<SavedTensor> State => parameters.Zip(averages, (entry, average) => SavedTensor.Of($"average.{entry.name}", average));

    /// <summary>Takes in the parameters after an update.</summary>
    public void Follow()
    {
        using var noGradient = no_grad();
        foreach (var (entry, average) in parameters.Zip(averages)) average.mul_(decay).add_(entry.parameter, 1 - decay);
    }

    /// <summary>Gives the model the average in place of the last weights.</summary>
    public void Apply()
    {
        using var noGradient = no_grad();
        foreach (var (entry, average) in parameters.Zip(averages)) entry.parameter.copy_(average);
    }

    /// <summary>Releases the averages.</summary>
    public void Dispose()
    {
        foreach (var average in averages) average.Dispose();
    }
}

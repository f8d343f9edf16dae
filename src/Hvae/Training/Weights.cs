// A model's weights: written to and read from disk, and averaged over updates.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>
/// Saves and loads a model's parameters and buffers (such as a batch normalisation's running statistics) under their dotted names, as
/// safetensors.
/// </summary>
public static class Weights
{
    /// <summary>Writes all parameters and buffers atomically.</summary>
    public static void Save(nn.Module model, string path) =>
        new SafetensorsFile(model.state_dict(), new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" }).Write(path);

    /// <summary>Reads all parameters and buffers.</summary>
    /// <exception cref="DamagedFileException">Thrown when the file is damaged or belongs to another model.</exception>
    public static void Load(nn.Module model, string path)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var file = SafetensorsFile.Read(path);
        foreach (var (name, own) in model.state_dict())
        {
            if (!file.Tensors.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(own.shape))
                throw new DamagedFileException(path, $"it lacks {name} of shape ({string.Join(", ", own.shape)})");
            own.copy_(saved);
        }
    }
}

/// <summary>
/// The exponential moving average of a model's weights, with which VDVAEs are evaluated: average ← decay · average + (1 − decay) · θ
/// after each update. It starts at the starting weights, and that bias is not corrected (as in VDVAE's code). Buffers are not averaged.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly (string name, Parameter parameter)[] parameters;
    private readonly Tensor[] averages;
    private readonly double decay;

    /// <param name="model">The model, whose present parameters are the start of the average.</param>
    /// <param name="decay">Share of the average that an update keeps, in [0, 1).</param>
    public WeightAverage(nn.Module model, double decay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        this.decay = decay;
        parameters = [.. model.named_parameters()];
        averages = [.. parameters.Select(entry => entry.parameter.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>The tensors that a checkpoint keeps.</summary>
    public IEnumerable<SavedTensor> State => parameters.Zip(averages, (entry, average) => SavedTensor.Of($"average.{entry.name}", average));

    /// <summary>Updates the average with the present parameters.</summary>
    public void Follow()
    {
        using var noGradient = no_grad();
        foreach (var (entry, average) in parameters.Zip(averages)) average.mul_(decay).add_(entry.parameter, 1 - decay);
    }

    /// <summary>Replaces the model's parameters by the average.</summary>
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

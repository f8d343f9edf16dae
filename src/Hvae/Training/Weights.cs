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
/// The weights of a model that are trained, as one vector in whose memory they lie, and their gradients as another. So an optimiser
/// computes a step in a few operations on one parameter, and not in as many for each weight; on a GPU most of a small model's step is
/// the time to start them. Every weight begins where libtorch would place memory of its own, and the numbers are the same to the last
/// bit. A weight that the loss does not depend on has the gradient 0.
/// </summary>
internal sealed class JoinedWeights : IDisposable
{
    /// <summary>Numbers between which weights begin: libtorch's 64 bytes of float32.</summary>
    private const long Alignment = 16;

    /// <param name="model">The model, which keeps its weights in this vector from now on.</param>
    public JoinedWeights(nn.Module model)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var weights = model.parameters().Where(weight => weight.requires_grad).ToList();
        var starts = weights.Aggregate(
            new List<long> { 0 }, (ends, weight) => [.. ends, ends[^1] + ((weight.numel() + Alignment - 1) / Alignment * Alignment)]);
        var numbers = zeros(starts[^1], weights[0].dtype, weights[0].device);
        var gradient = zeros_like(numbers);
        foreach (var (weight, start) in weights.Zip(starts))
        {
            var own = numbers.narrow(0, start, weight.numel()).view(weight.shape);
            weight.set_(own.copy_(weight));
            weight.grad = gradient.narrow(0, start, weight.numel()).view(weight.shape);
        }

        Vector = new Parameter(numbers, requires_grad: true) { grad = gradient };
        Vector.DetachFromDisposeScope();
        Gradient = gradient.DetachFromDisposeScope();
    }

    /// <summary>All weights, shape (numbers), with zeros between them.</summary>
    public Parameter Vector { get; }

    /// <summary>Their gradients, to which each backward pass adds.</summary>
    public Tensor Gradient { get; }

    /// <summary>Releases the vectors; the model keeps the memory of its weights.</summary>
    public void Dispose()
    {
        Vector.Dispose();
        Gradient.Dispose();
    }
}

/// <summary>
/// The exponential moving average of a model's weights, with which VDVAEs are evaluated: average ← decay · average + (1 − decay) · θ
/// after each update. It starts at the starting weights, and that bias is not corrected (as in VDVAE's code). Buffers are not averaged.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly Tensor weights;
    private readonly Tensor average;
    private readonly double decay;

    /// <param name="weights">The weights, whose present values are the start of the average.</param>
    /// <param name="decay">Share of the average that an update keeps, in [0, 1).</param>
    public WeightAverage(Tensor weights, double decay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        this.decay = decay;
        this.weights = weights;
        average = weights.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>The tensor that a checkpoint keeps.</summary>
    public SavedTensor State => SavedTensor.Of("average", average);

    /// <summary>Updates the average with the present weights.</summary>
    public void Follow()
    {
        using var noGradient = no_grad();
        average.mul_(decay).add_(weights, 1 - decay);
    }

    /// <summary>Replaces the model's weights by the average.</summary>
    public void Apply()
    {
        using var noGradient = no_grad();
        weights.copy_(average);
    }

    /// <summary>Releases the average.</summary>
    public void Dispose() => average.Dispose();
}

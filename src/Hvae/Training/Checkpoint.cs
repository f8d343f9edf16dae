// The whole state of a training run on disk, so that an interrupted run continues as if it had not been interrupted.

using System.Text.Json;
using Hvae.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>
/// The file of a run's checkpoints and the time between them. The clock decides when, because the cost of a save does not depend on the
/// length of an epoch.
/// </summary>
/// <param name="path">Path of the checkpoint.</param>
/// <param name="identity">Identity of the run; a checkpoint of another run is not used.</param>
/// <param name="interval">Time between two saves.</param>
/// <param name="clock">Clock that measures the interval.</param>
public sealed class CheckpointPlan(string path, string identity, TimeSpan interval, TimeProvider clock)
{
    private long last = clock.GetTimestamp();

    /// <summary>Path of the checkpoint.</summary>
    public string Path { get; } = path;

    /// <summary>Identity of the run; a checkpoint of another run is not used.</summary>
    public string Identity { get; } = identity;

    /// <summary>Returns whether the interval has passed since the last save.</summary>
    internal bool IsDue() => clock.GetElapsedTime(last) >= interval;

    /// <summary>Starts the next interval, after a save.</summary>
    internal void Written() => last = clock.GetTimestamp();
}

/// <summary>The state of a training run besides the model, the optimiser and the generators.</summary>
/// <param name="Identity">Identity of the run; a checkpoint of another run is not used.</param>
/// <param name="Epoch">Number of finished epochs.</param>
/// <param name="Batch">Number of finished batches of the current epoch.</param>
/// <param name="Sums">Sums of loss and terms over the images of the current epoch, by name.</param>
/// <param name="Log">Records of the finished epochs.</param>
internal sealed record TrainingPosition(
    string Identity, int Epoch, int Batch, IReadOnlyDictionary<string, double> Sums, IReadOnlyList<EpochRecord> Log)
{
    /// <summary>Counts of the updates of the current epoch.</summary>
    public UpdateTally Updates { get; init; } = UpdateTally.None;

    /// <summary>State of the objective's multiplier; null when it has none.</summary>
    public MultiplierState? Multiplier { get; init; }
}

/// <summary>Saves and restores a training run: parameters and buffers, the optimiser's state, the average, and the generators.</summary>
internal sealed class Checkpoint(nn.Module model, WeightUpdate update, IReadOnlyDictionary<string, Generator> generators)
{
    private const string PositionName = "position";

    private static readonly JsonSerializerOptions Complete =
        new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>
    /// Writes the state atomically. <paramref name="shuffling"/> is the state of the shuffling generator at the start of the current
    /// epoch.
    /// </summary>
    public void Save(string path, TrainingPosition position, Tensor shuffling)
    {
        using var scope = NewDisposeScope();
        var tensors = State().ToDictionary(part => part.Name, part => part.Read(), StringComparer.Ordinal);
        tensors["generator.shuffling"] = shuffling;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [PositionName] = JsonSerializer.Serialize(position) };
        new SafetensorsFile(tensors, metadata).Write(path);
    }

    /// <summary>Restores the state and returns the position of the run.</summary>
    /// <param name="path">Path of the checkpoint.</param>
    /// <param name="identity">Identity of the run.</param>
    /// <param name="isUsable">
    /// Returns whether the other files that the run has written up to a position are there; null where it writes none.
    /// </param>
    /// <exception cref="DamagedFileException">
    /// Thrown when the file is damaged, belongs to another run or cannot be used; nothing is restored then.
    /// </exception>
    public TrainingPosition Restore(string path, string identity, Func<TrainingPosition, bool>? isUsable = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var file = SafetensorsFile.Read(path);
        var position = ReadPosition(file, path, identity);
        if (isUsable?.Invoke(position) == false)
            throw new DamagedFileException(path, "weights that were kept before it are no longer there");
        var state = State().ToList();
        if (state.Find(part => !file.Tensors.TryGetValue(part.Name, out var saved) || !part.Fits(saved)) is { } misfit)
            throw new DamagedFileException(path, $"it has no {misfit.Name} that fits this model");
        state.ForEach(part => part.Write(file.Tensors[part.Name]));
        return position;
    }

    private static TrainingPosition ReadPosition(SafetensorsFile file, string path, string identity)
    {
        var position = (file.Metadata.TryGetValue(PositionName, out var text) ? Position(text) : null)
            ?? throw new DamagedFileException(path, "it does not contain the position of its run");
        if (!string.Equals(position.Identity, identity, StringComparison.Ordinal))
            throw new DamagedFileException(path, $"it belongs to another run ({position.Identity} instead of {identity})");
        return position;
    }

    private static TrainingPosition? Position(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingPosition>(text, Complete);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IEnumerable<SavedTensor> State() =>
    [
        .. model.state_dict().Select(entry => SavedTensor.Of($"model.{entry.Key}", entry.Value)),
        .. update.State,
        .. generators.Select(entry => SavedTensor.Of($"generator.{entry.Key}", entry.Value)),
    ];
}

/// <summary>One tensor of a training run's state.</summary>
/// <param name="Name">Name in the checkpoint.</param>
/// <param name="Read">Returns its present value.</param>
/// <param name="Write">Restores a saved value.</param>
/// <param name="Fits">Returns whether a saved value can be restored.</param>
internal sealed record SavedTensor(string Name, Func<Tensor> Read, Action<Tensor> Write, Func<Tensor, bool> Fits)
{
    /// <summary>Returns the part for a tensor that keeps its shape.</summary>
    public static SavedTensor Of(string name, Tensor own) =>
        new(name, () => own, saved => own.copy_(saved), saved => saved.shape.SequenceEqual(own.shape));

    /// <summary>Returns the part for the state of a generator.</summary>
    public static SavedTensor Of(string name, Generator generator) =>
        new(name, generator.get_state, generator.set_state, saved => GeneratorState.IsValid(saved, generator));

    /// <summary>Returns the parts for an optimiser's state of its one parameter.</summary>
    /// <exception cref="NotSupportedException">Thrown when the optimiser is not one of <see cref="Optimiser"/>.</exception>
    public static IEnumerable<SavedTensor> Of(Parameter parameter, OptimizerState state) => state switch
    {
        Adam.State adam =>
        [
            Of("adam.exp_avg", adam.exp_avg),
            Of("adam.exp_avg_sq", adam.exp_avg_sq),
            Number("adam.step", () => adam.step, saved => adam.step = saved),
        ],
        AdamW.State adam =>
        [
            Of("adamw.exp_avg", adam.exp_avg),
            Of("adamw.exp_avg_sq", adam.exp_avg_sq),
            Number("adamw.step", () => adam.step, saved => adam.step = saved),
        ],
        SGD.State sgd => [Momentum("sgd.momentum_buffer", parameter, sgd)],
        Adadelta.State adadelta =>
        [
            Of("adadelta.square_avg", adadelta.square_avg),
            Of("adadelta.acc_delta", adadelta.acc_delta),
            Number("adadelta.step", () => adadelta.step, saved => adadelta.step = saved),
        ],
        _ => throw new NotSupportedException($"Checkpoints do not support {state.GetType()}; add it to {nameof(SavedTensor)}."),
    };

    private static SavedTensor Number(string name, Func<long> read, Action<long> write) =>
        new(
            name, () => tensor(read()), saved => write(saved.item<long>()),
            saved => saved.dtype == ScalarType.Int64 && saved.shape.Length == 0);

    /// <summary>
    /// Returns the part for a momentum buffer. The first step creates the buffer, and without momentum there never is one; an empty
    /// tensor stands for its absence.
    /// </summary>
    private static SavedTensor Momentum(string name, Parameter parameter, SGD.State state)
    {
        return new(
            name, () => state.momentum_buffer ?? zeros(0), Write,
            saved => saved.shape.SequenceEqual(parameter.shape) || saved.shape is [0]);

        void Write(Tensor saved)
        {
            state.momentum_buffer?.Dispose();
            state.momentum_buffer = saved.shape is [0] ? null : empty_like(parameter).copy_(saved).DetachFromDisposeScope();
        }
    }
}

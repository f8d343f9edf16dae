// The whole state of a training run on disk, so that an interrupted run goes on as if nothing had happened.

using System.Text.Json;
using Hvae.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>What a training run must remember besides the model, the optimiser and the generators.</summary>
/// <param name="Identity">Of the run; a checkpoint of another run is not used.</param>
/// <param name="Epoch">Whole epochs done.</param>
/// <param name="Batch">Batches of the running epoch that are done.</param>
/// <param name="Sums">Of loss and terms over the images of the running epoch.</param>
/// <param name="Log">The finished epochs.</param>
internal sealed record TrainingPosition(
    string Identity, int Epoch, int Batch, IReadOnlyDictionary<string, double> Sums, IReadOnlyList<EpochRecord> Log)
{
    /// <summary>What became of the updates of the running epoch.</summary>
    public UpdateTally Updates { get; init; } = UpdateTally.None;

    /// <summary>Of the objective's multiplier, where it has one.</summary>
    public MultiplierState? Multiplier { get; init; }
}

/// <summary>Saves and restores a training run: parameters and buffers, the optimiser's state, the average, and the generators.</summary>
internal sealed class Checkpoint(nn.Module model, WeightUpdate update, IReadOnlyDictionary<string, Generator> generators)
{
    private const string PositionName = "position";

    private static readonly JsonSerializerOptions Complete = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Writes everything atomically. <paramref name="shuffling"/> is that generator's state when the running epoch began.</summary>
    public void Save(string path, TrainingPosition position, Tensor shuffling)
    {
        using var scope = NewDisposeScope();
        var tensors = State().ToDictionary(part => part.Name, part => part.Read(), StringComparer.Ordinal);
        tensors["generator.shuffling"] = shuffling;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [PositionName] = JsonSerializer.Serialize(position) };
        new SafetensorsFile(tensors, metadata).Write(path);
    }

    /// <summary>Puts everything back and tells where the run stood.</summary>
    /// <exception cref="DamagedFileException">The file is damaged or belongs to another run; nothing was put back.</exception>
    public TrainingPosition Restore(string path, string identity)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var file = SafetensorsFile.Read(path);
        var position = ReadPosition(file, path, identity);
        var state = State().ToList();
        if (state.Find(part => !file.Tensors.TryGetValue(part.Name, out var saved) || !part.Fits(saved)) is { } misfit)
            throw new DamagedFileException(path, $"it lacks {misfit.Name} as this model has it");
        state.ForEach(part => part.Write(file.Tensors[part.Name]));
        return position;
    }

    private static TrainingPosition ReadPosition(SafetensorsFile file, string path, string identity)
    {
        var position = (file.Metadata.TryGetValue(PositionName, out var text) ? Position(text) : null)
            ?? throw new DamagedFileException(path, "it does not say where its run stood");
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
        .. Parameters().SelectMany(entry => SavedTensor.Of(entry.Name, entry.Parameter, entry.State)),
        .. update.Average?.State ?? [],
        .. generators.Select(entry => SavedTensor.Of($"generator.{entry.Key}", entry.Value)),
    ];

    /// <summary>The optimiser holds its states in the order in which it was given the parameters.</summary>
    private IEnumerable<(string Name, Parameter Parameter, OptimizerState State)> Parameters()
    {
        foreach (var ((name, parameter), state) in model.named_parameters().Zip(update.Optimiser.state_dict().State))
            yield return (name, parameter, state);
    }
}

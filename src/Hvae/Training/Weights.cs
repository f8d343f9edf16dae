// A trained model on disk.

using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Saves and loads a model's parameters and buffers (a batch norm's running statistics) under their dotted names (safetensors).</summary>
public static class Weights
{
    /// <summary>Writes all parameters and buffers atomically.</summary>
    public static void Save(nn.Module model, string path) =>
        new SafetensorsFile(model.state_dict(), new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" }).Write(path);

    /// <summary>Reads all parameters and buffers.</summary>
    /// <exception cref="DamagedFileException">The file is damaged, or is not of this model.</exception>
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

// A model's parameters on disk.

using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Saves and loads the parameters of a model under their dotted names (safetensors).</summary>
public static class Weights
{
    /// <summary>Writes all parameters atomically.</summary>
    public static void Save(nn.Module model, string path)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, parameter) in model.named_parameters()) tensors[name] = parameter;
        new SafetensorsFile(tensors, new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" }).Write(path);
    }

    /// <summary>Reads all parameters.</summary>
    /// <exception cref="DamagedFileException">The file is damaged, or is not of this model.</exception>
    public static void Load(nn.Module model, string path)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var file = SafetensorsFile.Read(path);
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!file.Tensors.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(parameter.shape))
                throw new DamagedFileException(path, $"it lacks the parameter {name} of shape ({string.Join(", ", parameter.shape)})");
            parameter.copy_(saved);
        }
    }
}

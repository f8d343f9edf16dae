// A model that others learn from, and that does not learn itself.

using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Stops models from learning.</summary>
public static class FrozenModel
{
    /// <summary>Stops all gradients of <paramref name="model"/> and puts it in evaluation mode.</summary>
    public static void Freeze(nn.Module model)
    {
        model.eval();
        foreach (var parameter in model.parameters()) parameter.requires_grad = false;
    }
}

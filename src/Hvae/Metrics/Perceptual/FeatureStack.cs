// The convolutional part of a published image classifier, and the layers at which a metric looks.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Metrics.Perceptual;

/// <summary>Layers one after another, numbered as torchvision numbers them, so that its weights fit by name (<c>features.0.weight</c> …).</summary>
internal sealed class FeatureStack : nn.Module
{
    private readonly Sequential features;
    private readonly int[] taps;

    /// <param name="layers">In order.</param>
    /// <param name="taps">Numbers of the layers whose results are wanted, ascending; all are rectified.</param>
    public FeatureStack(IEnumerable<Module<Tensor, Tensor>> layers, params int[] taps)
        : base(nameof(FeatureStack))
    {
        features = Sequential([.. layers]);
        this.taps = taps;
        RegisterComponents();
    }

    /// <summary>What the layers at the taps make of images, shape (N, C, h, w) each.</summary>
    public IReadOnlyList<Tensor> Layers(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (layer, kept) = (images, new List<Tensor>(taps.Length));
        for (var number = 0; number <= taps[^1]; number++)
        {
            layer = features[number].call(layer);
            if (taps.Contains(number)) kept.Add(layer.MoveToOuterDisposeScope());
        }

        return kept;
    }
}

// The seam between the Fréchet distance and the networks whose features it compares.

using static TorchSharp.torch;

namespace Hvae.Metrics.Features;

/// <summary>What a network sees in an image.</summary>
public interface IImageFeatures : IDisposable
{
    /// <summary>
    /// Which network, for records, and with which weights where those have a name. Those of a classifier have none: which training
    /// made them, a record says beside it.
    /// </summary>
    string Name { get; }

    /// <summary>What the Fréchet distance of these features is called; <c>FID</c> for the published network alone.</summary>
    string DistanceName { get; }

    /// <summary>Features of an image, D.</summary>
    int Dimensions { get; }

    /// <summary>The features, shape (N, D).</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1], on the network's device.</param>
    Tensor Of(Tensor images);
}

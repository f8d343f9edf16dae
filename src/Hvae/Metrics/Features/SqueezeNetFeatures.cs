// Features for data sets without labels, which have no classifier: those of a SqueezeNet with weights from ImageNet or random weights.

using Hvae.Metrics.Perceptual;
using Hvae.Pretrained;
using Hvae.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Hvae.Metrics.Features;

/// <summary>
/// The 512 channels of SqueezeNet 1.1's last convolutional block, averaged over the image without resizing. With weights from ImageNet
/// they represent objects, textures and edges. With random weights they still distinguish sets, mostly by textures and colours; Naeem et
/// al. (ICML 2020) argue for such features when images are unlike ImageNet's. They are used when nothing else is there.
/// </summary>
public sealed class SqueezeNetFeatures : IImageFeatures
{
    /// <summary>The only seed of the random weights, so that all distances with random weights are comparable.</summary>
    private const long Seed = 0;

    private readonly FeatureStack network = ClassifierStacks.SqueezeNet();
    private readonly string weights;

    private SqueezeNetFeatures(string weights, string distanceName) => (this.weights, DistanceName) = (weights, distanceName);

    /// <inheritdoc/>
    public string Name => $"last block of SqueezeNet 1.1, averaged ({weights})";

    /// <inheritdoc/>
    public string DistanceName { get; }

    /// <inheritdoc/>
    public int Dimensions => 512;

    /// <summary>Returns the features with weights from ImageNet.</summary>
    /// <param name="folder">Folder of the weights.</param>
    /// <param name="device">Device on which features are computed.</param>
    /// <exception cref="WeightsMissingException">Thrown when the weights are missing.</exception>
    /// <exception cref="Data.DataFormatException">Thrown when the weights are damaged or belong to another network.</exception>
    public static SqueezeNetFeatures Load(PretrainedFolder folder, Device device)
    {
        using var scope = NewDisposeScope();
        var read = folder.Read(LpipsNetwork.Squeeze.Features);
        var words = read.IsOfficial ? "official weights" : "unofficial weights";
        var features = new SqueezeNetFeatures(
            words, $"Fréchet distance of SqueezeNet features{(read.IsOfficial ? "" : " (unofficial weights)")}");
        read.CopyTo(features.network);
        return features.On(device);
    }

    /// <summary>
    /// Returns the features with random weights, which are the same on every machine: normal with variance 2/fan, so that features keep
    /// their size (He et al., 2015), and biases of 0.
    /// </summary>
    /// <param name="device">Device on which features are computed.</param>
    public static SqueezeNetFeatures Random(Device device)
    {
        using var noGradient = no_grad();
        using var generator = new Randomness(Seed).For("random features");
        var features = new SqueezeNetFeatures($"random weights, seed {Seed}", "Fréchet distance of random features");
        foreach (var parameter in features.network.parameters())
        {
            if (parameter.Dimensions == 1) parameter.zero_();
            else parameter.normal_(0, Math.Sqrt(2.0 * parameter.shape[0] / parameter.numel()), generator);
        }

        return features.On(device);
    }

    /// <inheritdoc/>
    public Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return network.Layers(ImageNetScaling.Of(images))[^1].mean([2L, 3L]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private SqueezeNetFeatures On(Device device)
    {
        network.to(device);
        return this;
    }
}

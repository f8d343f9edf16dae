// d(a, b) = Σ_l mean_{h,w} Σ_c w_lc (â_lchw − b̂_lchw)², â_l the features of layer l divided by their length over channels
// (Zhang et al. 2018, Eq. 1; richzhang/PerceptualSimilarity, v0.1).

using Hvae.Pretrained;
using TorchSharp;
using static TorchSharp.torch;

namespace Hvae.Metrics.Perceptual;

/// <summary>The learned perceptual distance between two images, which is 0 for equal images and rarely above 1.</summary>
public sealed class Lpips : IDisposable
{
    /// <summary>Smallest accepted height and width, for which the features of all three networks reach their last layers.</summary>
    public const int SmallestSide = 32;

    /// <summary>Number that is added to lengths so that the division by a length of 0 is finite, as in the public code.</summary>
    private const double Tiny = 1e-10;

    private readonly FeatureStack features;
    private readonly Tensor[] weights;

    /// <param name="network">One of the three networks.</param>
    /// <param name="isOfficial">Whether both files of weights are the published ones.</param>
    /// <param name="features">Convolutional part of the network, with its weights.</param>
    /// <param name="weights">Weights of each layer's channels, shape (1, C, 1, 1).</param>
    internal Lpips(LpipsNetwork network, bool isOfficial, FeatureStack features, IEnumerable<Tensor> weights)
    {
        Network = network;
        IsOfficial = isOfficial;
        this.features = features;
        this.weights = [.. weights.Select(weight => weight.DetachFromDisposeScope())];
        foreach (var parameter in features.parameters()) parameter.requires_grad = false;
    }

    /// <summary>The network whose layers are compared.</summary>
    public LpipsNetwork Network { get; }

    /// <summary>Whether the weights are the published ones, by their hashes.</summary>
    public bool IsOfficial { get; }

    /// <summary>
    /// Name of the distance: <c>LPIPS (squeeze, v0.1)</c>, or with other weights <c>LPIPS (squeeze, unofficial weights)</c>.
    /// </summary>
    public string Name => $"LPIPS ({Network.Name}, {(IsOfficial ? "v0.1" : "unofficial weights")})";

    /// <summary>Reads the weights.</summary>
    /// <param name="folder">Folder of the weights.</param>
    /// <param name="network">One of the three networks.</param>
    /// <param name="device">Device on which distances are computed.</param>
    /// <exception cref="WeightsMissingException">Thrown when one of the two files is missing.</exception>
    /// <exception cref="Data.DataFormatException">Thrown when one of the files is damaged or belongs to another network.</exception>
    public static Lpips Load(PretrainedFolder folder, LpipsNetwork network, Device device)
    {
        using var scope = NewDisposeScope();
        var trunk = folder.Read(network.Features);
        var linear = folder.Read(network.Linear);
        var stack = network.Make();
        trunk.CopyTo(stack);
        stack.to(device);
        var channelWeights = network.Channels.Select(
            (channels, layer) => linear.Tensor($"lin{layer}.model.1.weight", 1, channels, 1, 1).to(device).clone());
        return new(network, trunk.IsOfficial && linear.IsOfficial, stack, channelWeights);
    }

    /// <summary>Computes the distance of each pair of images, shape (N).</summary>
    /// <param name="a">
    /// Images, shape (N, 3, H, W), H and W at least <see cref="SmallestSide"/>, range [0, 1], on the device of the weights.
    /// </param>
    /// <param name="b">Images to compare with <paramref name="a"/>, of the same shape, range and device.</param>
    /// <exception cref="ArgumentException">Thrown when the images have other shapes.</exception>
    public Tensor Distance(Tensor a, Tensor b)
    {
        if (a.shape is not [_, 3, >= SmallestSide, >= SmallestSide] || !a.shape.SequenceEqual(b.shape))
        {
            throw new ArgumentException(
                $"LPIPS compares two batches of one shape (N, 3, H, W) with H and W at least {SmallestSide}, "
                + $"not ({string.Join(", ", a.shape)}) and ({string.Join(", ", b.shape)}).",
                nameof(b));
        }

        using var scope = NewDisposeScope();
        var layers = features.Layers(ImageNetScaling.Of(cat([a, b], 0)));
        var distance = zeros(a.shape[0], dtype: a.dtype, device: a.device);
        foreach (var (layer, weight) in layers.Zip(weights))
        {
            var unit = layer / (layer.square().sum(1, keepdim: true).sqrt() + Tiny);
            var difference = (unit.narrow(0, 0, a.shape[0]) - unit.narrow(0, a.shape[0], a.shape[0])).square();
            distance += (difference * weight).sum(1).mean([1L, 2L]);
        }

        return distance.MoveToOuterDisposeScope();
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose()
    {
        features.Dispose();
        foreach (var weight in weights) weight.Dispose();
    }
}

/// <summary>
/// Scales images for networks that were trained on ImageNet, with torchvision's mean and deviation of each colour as LPIPS rounds them
/// for images in [-1, 1].
/// </summary>
internal static class ImageNetScaling
{
    private static readonly double[] Shift = [-0.030, -0.088, -0.188];
    private static readonly double[] Scale = [0.458, 0.448, 0.450];

    /// <summary>Returns (2x − 1 − shift) / scale of each channel.</summary>
    /// <param name="images">Images, shape (N, 3, H, W), range [0, 1].</param>
    public static Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        return (((2 * images) - 1 - Channels(Shift, images)) / Channels(Scale, images)).MoveToOuterDisposeScope();
    }

    private static Tensor Channels(double[] values, Tensor like) => tensor(values).reshape(1, 3, 1, 1).to(like.dtype).to(like.device);
}

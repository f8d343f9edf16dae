// The features behind the FID: 2,048 of the Inception-v3 that TensorFlow published on 2015-12-05 (Heusel et al. 2017).

using Hvae.Pretrained;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Metrics.Features;

/// <summary>
/// Inception-v3 without its last, linear layer: 21,785,568 parameters in 94 normalised convolutions. It differs from torchvision's in its
/// poolings (<see cref="InceptionBlock"/>) and serves for evaluation only.
/// </summary>
public sealed class InceptionFeatures : IImageFeatures
{
    private readonly Sequential network;
    private readonly bool isOfficial;

    /// <param name="network">Network with its weights.</param>
    /// <param name="isOfficial">Whether the weights are the published ones.</param>
    internal InceptionFeatures(Sequential network, bool isOfficial)
    {
        (this.network, this.isOfficial) = (network, isOfficial);
        foreach (var parameter in network.parameters()) parameter.requires_grad = false;
        network.eval();
    }

    /// <summary>The file of the weights, as mseitzer/pytorch-fid and toshas/torch-fidelity publish it (95,628,359 bytes).</summary>
    public static PublishedWeights Weights { get; } = new(
        "weights of the FID network",
        ["pt_inception-2015-12-05-6726825d.pth", "weights-inception-2015-12-05-6726825d.pth", "inception-2015-12-05.safetensors"],
        "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth",
        "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2");

    /// <inheritdoc/>
    public string Name =>
        $"Inception-v3 of 2015-12-05 ({(isOfficial ? "official weights" : "unofficial weights")}, {InceptionInput.Name} input)";

    /// <inheritdoc/>
    public string DistanceName => isOfficial ? "FID" : "Fréchet distance of Inception features (unofficial weights)";

    /// <inheritdoc/>
    public int Dimensions => 2048;

    /// <summary>Reads the weights.</summary>
    /// <param name="folder">Folder of the weights.</param>
    /// <param name="device">Device on which features are computed.</param>
    /// <exception cref="WeightsMissingException">Thrown when the weights are missing.</exception>
    /// <exception cref="Data.DataFormatException">Thrown when the weights are damaged or belong to another network.</exception>
    public static InceptionFeatures Load(PretrainedFolder folder, Device device)
    {
        using var scope = NewDisposeScope();
        var weights = folder.Read(Weights);
        var made = Network();
        weights.CopyTo(made);
        made.to(device);
        return new(made, weights.IsOfficial);
    }

    /// <inheritdoc/>
    /// <remarks>In float32 an image takes about 20 MB while it is computed, so a batch of 50 takes 1 GB.</remarks>
    public Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return network.call(InceptionInput.Of(images)).mean([2L, 3L]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    /// <summary>Returns the network, whose layers have the names of the published weights.</summary>
    internal static Sequential Network() => Sequential(
        ("Conv2d_1a_3x3", InceptionConvolution.Valid(3, 32, 3, 2)), // 149×149
        ("Conv2d_2a_3x3", InceptionConvolution.Valid(32, 32, 3, 1)),
        ("Conv2d_2b_3x3", InceptionConvolution.Same(32, 64, 3, 3)),
        ("maxpool1", MaxPool2d(3, stride: 2)), // 73×73
        ("Conv2d_3b_1x1", InceptionConvolution.Valid(64, 80, 1, 1)),
        ("Conv2d_4a_3x3", InceptionConvolution.Valid(80, 192, 3, 1)),
        ("maxpool2", MaxPool2d(3, stride: 2)), // 35×35
        ("Mixed_5b", InceptionBlock.A(192, 32)),
        ("Mixed_5c", InceptionBlock.A(256, 64)),
        ("Mixed_5d", InceptionBlock.A(288, 64)),
        ("Mixed_6a", InceptionBlock.B(288)), // 17×17
        ("Mixed_6b", InceptionBlock.C(768, 128)),
        ("Mixed_6c", InceptionBlock.C(768, 160)),
        ("Mixed_6d", InceptionBlock.C(768, 160)),
        ("Mixed_6e", InceptionBlock.C(768, 192)),
        ("Mixed_7a", InceptionBlock.D(768)), // 8×8
        ("Mixed_7b", InceptionBlock.E(1280, isLast: false)),
        ("Mixed_7c", InceptionBlock.E(2048, isLast: true)));
}

/// <summary>
/// Converts images to the 299×299 input of the FID network, by bilinear resizing with PyTorch's rule (align_corners false) and values 2x
/// − 1. Of the two conventions in use this is the more common one (mseitzer/pytorch-fid).
/// </summary>
internal static class InceptionInput
{
    /// <summary>Name of the convention, for records.</summary>
    public const string Name = "pytorch-fid";

    private const int Side = 299;

    /// <summary>Returns the network's input, shape (N, 3, 299, 299).</summary>
    /// <param name="images">Images, shape (N, 3, H, W), range [0, 1].</param>
    public static Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        var rows = Interpolation(images.shape[2], images);
        var columns = Interpolation(images.shape[3], images);
        return ((rows.matmul(images).matmul(columns.t()) * 2) - 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Returns the matrix, shape (299, size), that interpolates between the centres of two neighbouring pixels and repeats the last pixel
    /// at the edges.
    /// </summary>
    private static Tensor Interpolation(long size, Tensor like)
    {
        var step = (double)size / Side;
        var weights = new double[Side, size];
        for (var i = 0; i < Side; i++)
        {
            var place = Math.Max(0, ((i + 0.5) * step) - 0.5);
            var lower = Math.Min((long)place, size - 1);
            weights[i, lower] += 1 - (place - (long)place);
            weights[i, Math.Min(lower + 1, size - 1)] += place - (long)place;
        }

        return tensor(weights).to(like.dtype).to(like.device);
    }
}

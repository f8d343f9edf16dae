// The features behind the FID: 2,048 of the Inception-v3 that TensorFlow published on 2015-12-05 (Heusel et al. 2017).

using Hvae.Pretrained;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Conv = Hvae.Metrics.Features.InceptionConvolution;

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

/// <summary>
/// A block of Inception-v3 (Szegedy et al. 2016, Figures 5 to 7 and 10) in the variant of the FID network: parallel branches, whose
/// channels are concatenated.
/// </summary>
internal sealed class InceptionBlock : Module<Tensor, Tensor>
{
    private readonly InceptionBranch[] branches;

    private InceptionBlock(params InceptionBranch[] branches)
        : base(nameof(InceptionBlock))
    {
        this.branches = branches;
        foreach (var (name, convolution) in branches.SelectMany(branch => branch.Named())) register_module(name, convolution);
    }

    /// <summary>Returns a block at 35×35.</summary>
    public static InceptionBlock A(long from, long pooled) => new(
        new("branch1x1", Conv.Same(from, 64, 1, 1)),
        new("branch5x5", Conv.Same(from, 48, 1, 1), Conv.Same(48, 64, 5, 5)),
        new("branch3x3dbl", Conv.Same(from, 64, 1, 1), Conv.Same(64, 96, 3, 3), Conv.Same(96, 96, 3, 3)),
        new("branch_pool", Conv.Same(from, pooled, 1, 1)) { Pooling = Average });

    /// <summary>Returns the block from 35×35 to 17×17.</summary>
    public static InceptionBlock B(long from) => new(
        new("branch3x3", Conv.Valid(from, 384, 3, 2)),
        new("branch3x3dbl", Conv.Same(from, 64, 1, 1), Conv.Same(64, 96, 3, 3), Conv.Valid(96, 96, 3, 2)),
        new("branch_pool") { Pooling = Halve });

    /// <summary>Returns a block at 17×17 with <paramref name="between"/> channels between the long convolutions.</summary>
    public static InceptionBlock C(long from, long between) => new(
        new("branch1x1", Conv.Same(from, 192, 1, 1)),
        new("branch7x7", Conv.Same(from, between, 1, 1), Conv.Same(between, between, 1, 7), Conv.Same(between, 192, 7, 1)),
        new(
            "branch7x7dbl",
            Conv.Same(from, between, 1, 1),
            Conv.Same(between, between, 7, 1),
            Conv.Same(between, between, 1, 7),
            Conv.Same(between, between, 7, 1),
            Conv.Same(between, 192, 1, 7)),
        new("branch_pool", Conv.Same(from, 192, 1, 1)) { Pooling = Average });

    /// <summary>Returns the block from 17×17 to 8×8.</summary>
    public static InceptionBlock D(long from) => new(
        new("branch3x3", Conv.Same(from, 192, 1, 1), Conv.Valid(192, 320, 3, 2)),
        new("branch7x7x3", Conv.Same(from, 192, 1, 1), Conv.Same(192, 192, 1, 7), Conv.Same(192, 192, 7, 1), Conv.Valid(192, 192, 3, 2)),
        new("branch_pool") { Pooling = Halve });

    /// <summary>Returns a block at 8×8.</summary>
    /// <param name="from">Number of channels of its input.</param>
    /// <param name="isLast">
    /// Whether it is the last block, which takes the largest of nine places where all others average, like the network that the FID
    /// network was ported from.
    /// </param>
    public static InceptionBlock E(long from, bool isLast) => new(
        new("branch1x1", Conv.Same(from, 320, 1, 1)),
        new("branch3x3", Conv.Same(from, 384, 1, 1)) { Fork = [Conv.Same(384, 384, 1, 3), Conv.Same(384, 384, 3, 1)] },
        new("branch3x3dbl", Conv.Same(from, 448, 1, 1), Conv.Same(448, 384, 3, 3))
        {
            Fork = [Conv.Same(384, 384, 1, 3), Conv.Same(384, 384, 3, 1)],
        },
        new("branch_pool", Conv.Same(from, 192, 1, 1)) { Pooling = isLast ? Largest : Average });

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return cat([.. branches.SelectMany(branch => branch.Apply(input))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Averages over the places that exist, without the padding.</summary>
    private static Tensor Average(Tensor input) => functional.avg_pool2d(input, 3, stride: 1, padding: 1, count_include_pad: false);

    private static Tensor Largest(Tensor input) => functional.max_pool2d(input, 3, stride: 1, padding: 1);

    private static Tensor Halve(Tensor input) => functional.max_pool2d(input, 3, stride: 2);
}

/// <summary>
/// One path through an Inception block: an optional pooling, consecutive convolutions, and optionally two parallel ones at the end.
/// </summary>
/// <param name="Name">
/// Name in the published weights. Several convolutions have the suffixes <c>_1</c>, <c>_2</c>, …, and two parallel ones <c>_2a</c> and
/// <c>_2b</c>.
/// </param>
/// <param name="Convolutions">Consecutive convolutions.</param>
internal sealed record InceptionBranch(string Name, params InceptionConvolution[] Convolutions)
{
    /// <summary>Pooling before the convolutions; null for none.</summary>
    public Func<Tensor, Tensor>? Pooling { get; init; }

    /// <summary>Two parallel convolutions of the same input at the end, whose channels are concatenated; empty for none.</summary>
    public InceptionConvolution[] Fork { get; init; } = [];

    /// <summary>Returns the convolutions with their names.</summary>
    public IEnumerable<(string Name, InceptionConvolution Convolution)> Named()
    {
        if (Convolutions.Length + Fork.Length == 1) return [(Name, Convolutions[0])];
        return
        [
            .. Convolutions.Select((convolution, index) => ($"{Name}_{index + 1}", convolution)),
            .. Fork.Select((convolution, index) => ($"{Name}_{Convolutions.Length + 1}{"ab"[index]}", convolution)),
        ];
    }

    /// <summary>Computes the branch's outputs from the block's input.</summary>
    public IEnumerable<Tensor> Apply(Tensor input)
    {
        var features = Pooling?.Invoke(input) ?? input;
        foreach (var convolution in Convolutions) features = convolution.call(features);
        return Fork.Length == 0 ? [features] : Fork.Select(convolution => convolution.call(features));
    }
}

/// <summary>
/// Computes relu(bn(conv(x))) in evaluation, where the normalisation is a fixed scale and shift that the convolution's weights include.
/// </summary>
internal sealed class InceptionConvolution : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-3;

    // The names are those of the published weights.
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;

    private InceptionConvolution(long from, long to, (long Height, long Width) kernel, long stride, (long Height, long Width) padding)
        : base(nameof(InceptionConvolution))
    {
        conv = Conv2d(from, to, kernel, (stride, stride), padding, bias: false);
        bn = BatchNorm2d(to, eps: Epsilon);
        RegisterComponents();
    }

    /// <summary>Returns a convolution that keeps height and width.</summary>
    public static InceptionConvolution Same(long from, long to, long height, long width) =>
        new(from, to, (height, width), 1, (height / 2, width / 2));

    /// <summary>Returns a convolution without padding.</summary>
    public static InceptionConvolution Valid(long from, long to, long side, long stride) =>
        new(from, to, (side, side), stride, (0, 0));

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var scale = bn.weight * (bn.running_var! + Epsilon).rsqrt();
        var shift = bn.bias! - (bn.running_mean! * scale);
        var weight = conv.weight * scale.reshape(-1, 1, 1, 1);
        return functional.conv2d(input, weight, shift, conv.stride, conv.padding).relu_().MoveToOuterDisposeScope();
    }
}

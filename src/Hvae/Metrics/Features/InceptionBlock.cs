// The blocks of Inception-v3 (Szegedy et al., 2016), in the variant of the FID network.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Conv = Hvae.Metrics.Features.InceptionConvolution;

namespace Hvae.Metrics.Features;

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

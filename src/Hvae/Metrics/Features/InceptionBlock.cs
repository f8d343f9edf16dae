// The blocks of Inception-v3 (Szegedy et al. 2016, Figures 5 to 7 and 10) in the variant of the FID network.

using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Conv = Hvae.Metrics.Features.InceptionConvolution;

namespace Hvae.Metrics.Features;

/// <summary>Branches side by side, whose channels follow one another.</summary>
internal sealed class InceptionBlock : Module<Tensor, Tensor>
{
    private readonly InceptionBranch[] branches;

    private InceptionBlock(params InceptionBranch[] branches)
        : base(nameof(InceptionBlock))
    {
        this.branches = branches;
        foreach (var (name, convolution) in branches.SelectMany(branch => branch.Named())) register_module(name, convolution);
    }

    /// <summary>At 35×35.</summary>
    public static InceptionBlock A(long from, long pooled) => new(
        new("branch1x1", Conv.Same(from, 64, 1, 1)),
        new("branch5x5", Conv.Same(from, 48, 1, 1), Conv.Same(48, 64, 5, 5)),
        new("branch3x3dbl", Conv.Same(from, 64, 1, 1), Conv.Same(64, 96, 3, 3), Conv.Same(96, 96, 3, 3)),
        new("branch_pool", Conv.Same(from, pooled, 1, 1)) { Pooling = Average });

    /// <summary>From 35×35 to 17×17.</summary>
    public static InceptionBlock B(long from) => new(
        new("branch3x3", Conv.Valid(from, 384, 3, 2)),
        new("branch3x3dbl", Conv.Same(from, 64, 1, 1), Conv.Same(64, 96, 3, 3), Conv.Valid(96, 96, 3, 2)),
        new("branch_pool") { Pooling = Halve });

    /// <summary>At 17×17, with <paramref name="between"/> channels between the long convolutions.</summary>
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

    /// <summary>From 17×17 to 8×8.</summary>
    public static InceptionBlock D(long from) => new(
        new("branch3x3", Conv.Same(from, 192, 1, 1), Conv.Valid(192, 320, 3, 2)),
        new("branch7x7x3", Conv.Same(from, 192, 1, 1), Conv.Same(192, 192, 1, 7), Conv.Same(192, 192, 7, 1), Conv.Valid(192, 192, 3, 2)),
        new("branch_pool") { Pooling = Halve });

    /// <summary>At 8×8.</summary>
    /// <param name="from">Channels of its input.</param>
    /// <param name="isLast">The last block of the FID network takes the largest of nine places where all others average, as the network that it was ported from does.</param>
    public static InceptionBlock E(long from, bool isLast) => new(
        new("branch1x1", Conv.Same(from, 320, 1, 1)),
        new("branch3x3", Conv.Same(from, 384, 1, 1)) { Fork = [Conv.Same(384, 384, 1, 3), Conv.Same(384, 384, 3, 1)] },
        new("branch3x3dbl", Conv.Same(from, 448, 1, 1), Conv.Same(448, 384, 3, 3)) { Fork = [Conv.Same(384, 384, 1, 3), Conv.Same(384, 384, 3, 1)] },
        new("branch_pool", Conv.Same(from, 192, 1, 1)) { Pooling = isLast ? Largest : Average });

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return cat([.. branches.SelectMany(branch => branch.Apply(input))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Over the places that exist, not over those of the padding.</summary>
    private static Tensor Average(Tensor input) => functional.avg_pool2d(input, 3, stride: 1, padding: 1, count_include_pad: false);

    private static Tensor Largest(Tensor input) => functional.max_pool2d(input, 3, stride: 1, padding: 1);

    private static Tensor Halve(Tensor input) => functional.max_pool2d(input, 3, stride: 2);
}

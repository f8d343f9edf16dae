// One latent of a VDVAE: its posterior, its prior, and how it enters the feature map.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>
/// q(z|x, z before) from the feature map and the encoder's; p(z|z before) from the feature map, together with an addition to
/// it; and the projection of z. In a conditional model both distributions see the condition's feature map too.
/// </summary>
internal sealed class LatentLayer : nn.Module, ILatentPart
{
    private readonly int width;
    private readonly int zDim;
    private readonly BottleneckBlock posterior;
    private readonly BottleneckBlock prior;
    private readonly Conv2d projection;

    public LatentLayer(VdvaeConfiguration c, DecoderStep step)
        : base(nameof(LatentLayer))
    {
        (width, zDim, Resolution) = (c.Width, c.ZDim, step.Resolution);
        var conditions = c.IsConditional ? 1 : 0;
        posterior = new((2 + conditions) * c.Width, c.BottleneckWidth, 2 * c.ZDim, step.Resolution);
        prior = new((1 + conditions) * c.Width, c.BottleneckWidth, (2 * c.ZDim) + c.Width, step.Resolution);
        projection = Conv2d(c.ZDim, c.Width, 1);
        RegisterComponents();
    }

    /// <summary>Of its feature map.</summary>
    public int Resolution { get; }

    /// <summary>The first convolution of the posterior, which sees the decoder's feature map and then the encoders'.</summary>
    public Conv2d PosteriorInput => posterior.First;

    /// <summary>The first convolution of the prior, which sees the decoder's feature map and then the condition's.</summary>
    public Conv2d PriorInput => prior.First;

    /// <summary>Infers the latent, and lets it enter.</summary>
    /// <param name="features">The decoder's feature map, shape (N, width, r, r).</param>
    /// <param name="evidence">What encoders have to say here.</param>
    /// <param name="rule">How the latent is taken from its posterior.</param>
    public InferredLatent Infer(Tensor features, Evidence evidence, LatentRule rule)
    {
        using var scope = NewDisposeScope();
        // Both blocks begin with a convolution of the same activated features: one convolution computes both.
        var weight = cat([OfFeatures(posterior), OfFeatures(prior)], 0);
        var first = BottleneckBlock.ToFewChannels(Activation.Gelu(features), weight, cat([posterior.First.bias!, prior.First.bias!], 0)).chunk(2, 1);
        var q = Gaussian(posterior.Last.Run(posterior.Inside(first[0] + evidence.OfPosterior!)));
        var inside = prior.Inside(evidence.OfPrior is { } condition ? first[1] + condition : first[1]);
        var p = Prior(inside);
        var z = rule(q.ByStd()).alias(); // The rule may give what is somebody else's: the mean, or a tensor of its own.
        var entered = Enter(features, inside, z);
        return new(q.MoveToOuterDisposeScope(), p.MoveToOuterDisposeScope(), z.MoveToOuterDisposeScope(), entered.MoveToOuterDisposeScope());
    }

    /// <summary>Chooses the latent by its prior, and lets it enter: the feature map with it.</summary>
    /// <param name="features">The decoder's feature map, shape (N, width, r, r).</param>
    /// <param name="evidence">What a condition's encoder has to say here.</param>
    /// <param name="choose">Gives the latent from its prior.</param>
    public Tensor Generate(Tensor features, Evidence evidence, Func<LogScaleGaussian, Tensor> choose)
    {
        using var scope = NewDisposeScope();
        var first = BottleneckBlock.ToFewChannels(Activation.Gelu(features), OfFeatures(prior), prior.First.bias!);
        var inside = prior.Inside(evidence.OfPrior is { } condition ? first + condition : first);
        return Enter(features, inside, choose(Prior(inside))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Start(int blocks)
    {
        prior.Last.weight.zero_();
        Starts.Shrink(projection.weight, blocks);
    }

    private Tensor OfFeatures(BottleneckBlock block) => block.First.weight.narrow(1, 0, width);

    private LogScaleGaussian Prior(Tensor inside)
    {
        var (weight, bias) = (prior.Last.weight.narrow(0, 0, 2 * zDim), prior.Last.bias!.narrow(0, 0, 2 * zDim));
        return Gaussian(Layers.Convolve(inside, weight, bias));
    }

    private static LogScaleGaussian Gaussian(Tensor parameters)
    {
        var halves = parameters.chunk(2, 1);
        return new(halves[0], halves[1]);
    }

    /// <summary>
    /// features + the prior's addition + the projection of z. Addition and projection are convolutions of 1×1, so one of both
    /// inputs side by side is their sum.
    /// </summary>
    private Tensor Enter(Tensor features, Tensor inside, Tensor z)
    {
        var addition = prior.Last.weight.narrow(0, 2 * zDim, width);
        var bias = prior.Last.bias!.narrow(0, 2 * zDim, width) + projection.bias!;
        return Layers.Convolve(cat([inside, z], 1), cat([addition, projection.weight], 1), bias).add_(features);
    }
}

/// <summary>A latent of a batch, and the feature map that it has entered.</summary>
internal readonly record struct InferredLatent(LogScaleGaussian Posterior, LogScaleGaussian Prior, Tensor Z, Tensor Features);

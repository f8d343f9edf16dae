// The top-down decoder of a VDVAE: its blocks in the order of generation, and the layers that add latents (Child, 2021; VDVAE's public
// code).

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>The part of a decoder block that adds a latent to the feature map.</summary>
internal interface ILatentLayer
{
    /// <summary>Initialises the parameters that do not follow the general rule, in a decoder with this many blocks.</summary>
    void Initialise(int blocks);
}

/// <summary>
/// The posterior q(z|x, earlier z) and the prior p(z|earlier z) of one latent, and its projection onto the feature map. The prior's network
/// also gives an addition to the feature map. In a conditional model both distributions also see the condition's feature map.
/// </summary>
internal sealed class LatentLayer : nn.Module, ILatentLayer
{
    private readonly int zDim;
    private readonly int width;
    private readonly BottleneckBlock posterior;
    private readonly BottleneckBlock prior;
    private readonly Conv2d projection;

    public LatentLayer(VdvaeConfiguration c, DecoderStep step)
        : base(nameof(LatentLayer))
    {
        (zDim, width, Resolution) = (c.ZDim, c.Width, step.Resolution);
        var conditions = c.IsConditional ? 1 : 0;
        posterior = new((2 + conditions) * c.Width, c.BottleneckWidth, 2 * c.ZDim, step.Resolution);
        prior = new((1 + conditions) * c.Width, c.BottleneckWidth, (2 * c.ZDim) + c.Width, step.Resolution);
        projection = Conv2d(c.ZDim, c.Width, 1);
        RegisterComponents();
    }

    /// <summary>Side of the feature map in pixels.</summary>
    public int Resolution { get; }

    /// <summary>Infers the latent and adds it to the feature map.</summary>
    /// <param name="features">Feature map of the decoder, shape (N, width, r, r).</param>
    /// <param name="images">Feature map of the images, same shape.</param>
    /// <param name="condition">Feature map of the condition, same shape; null in a model without one.</param>
    /// <param name="rule">Picks the latent from its posterior.</param>
    public InferredLatent Infer(Tensor features, Tensor images, Tensor? condition, LatentRule rule)
    {
        using var scope = NewDisposeScope();
        var activated = Layers.Gelu(features);
        var (q, _) = Split(posterior.AfterGelu(activated, images, condition));
        var (p, addition) = Split(prior.AfterGelu(activated, condition));
        var z = rule(q.ByStd()).alias(); // The rule may return the mean itself or a tensor that the caller owns.
        var next = (features + addition!).add_(projection.Run(z));
        return new(q.MoveToOuterDisposeScope(), p.MoveToOuterDisposeScope(), z.MoveToOuterDisposeScope(), next.MoveToOuterDisposeScope());
    }

    /// <summary>Picks the latent from its prior and returns the feature map with the latent added.</summary>
    /// <param name="features">Feature map of the decoder, shape (N, width, r, r).</param>
    /// <param name="condition">Feature map of the condition, same shape; null in a model without one.</param>
    /// <param name="choose">Picks the latent from its prior.</param>
    public Tensor Generate(Tensor features, Tensor? condition, Func<LogScaleGaussian, Tensor> choose)
    {
        using var scope = NewDisposeScope();
        var (p, addition) = Split(prior.AfterGelu(Layers.Gelu(features), condition));
        return (features + addition!).add_(projection.Run(choose(p))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Initialise(int blocks)
    {
        prior.Last.weight.zero_();
        VdvaeInitialisation.ScaleDown(projection.weight, blocks);
    }

    private (LogScaleGaussian Distribution, Tensor? Addition) Split(Tensor output)
    {
        var addition = output.shape[1] > 2 * zDim ? output.narrow(1, 2 * zDim, width) : null;
        return (new(output.narrow(1, 0, zDim), output.narrow(1, zDim, zDim)), addition);
    }
}

/// <summary>The distributions and the value of a latent for a batch, and the feature map to which it was added.</summary>
internal readonly record struct InferredLatent(LogScaleGaussian Posterior, LogScaleGaussian Prior, Tensor Z, Tensor Features);

/// <summary>Adds the 1×1 projection of a given latent to the feature map, without a distribution of the latent.</summary>
internal sealed class GivenLatent : nn.Module, ILatentLayer
{
    private readonly Conv2d projection;

    public GivenLatent(VdvaeConfiguration c)
        : base(nameof(GivenLatent))
    {
        projection = Conv2d(c.ZDim, c.Width, 1);
        RegisterComponents();
    }

    /// <summary>Returns the feature map with <paramref name="z"/> added.</summary>
    public Tensor Add(Tensor features, Tensor z) => projection.Run(z).add_(features);

    /// <inheritdoc/>
    public void Initialise(int blocks) => VdvaeInitialisation.ScaleDown(projection.weight, blocks);
}

/// <summary>
/// The decoder's blocks in the order of generation. The feature map begins as a bias. Where the resolution rises, it is enlarged to its
/// nearest neighbours and added to the bias of the new resolution. The first blocks add a latent each; every block ends with a residual.
/// </summary>
/// <typeparam name="TLatent">The layer that adds a latent.</typeparam>
internal sealed class TopDownDecoder<TLatent> : nn.Module, ICustomInitialisation
    where TLatent : nn.Module, ILatentLayer
{
    private readonly Parameter gain;
    private readonly Parameter bias;
    private readonly ModuleList<DecoderBlock<TLatent>> blocks;
    private readonly ResolutionBiases biases;

    /// <param name="c">Sizes of the model.</param>
    /// <param name="latents">Number of blocks, counted from the first, that add a latent.</param>
    /// <param name="layer">Makes the layer that adds a block's latent.</param>
    public TopDownDecoder(VdvaeConfiguration c, int latents, Func<DecoderStep, TLatent> layer)
        : base(nameof(TopDownDecoder<>))
    {
        var steps = c.DecoderSteps();
        gain = new(ones(1, c.Width, 1, 1));
        bias = new(zeros(1, c.Width, 1, 1));
        blocks = new([.. steps.Select((step, index) => new DecoderBlock<TLatent>(c, step, index < latents ? layer(step) : null))]);
        biases = new(c.Width, steps.Select(step => step.Resolution).Distinct().Where(resolution => resolution <= c.NoBiasAbove));
        RegisterComponents();
    }

    /// <summary>Returns the last feature map, shape (count, width, H, W).</summary>
    /// <param name="count">Number of images, N.</param>
    /// <param name="add">
    /// Returns the feature map with a latent added, given the latent's index, its layer and the feature map so far. It runs in a dispose
    /// scope of its own.
    /// </param>
    public Tensor Run(long count, Func<int, TLatent, Tensor, Tensor> add)
    {
        using var features = Run(blocks, count, add)!;
        return addcmul(bias, features, gain, 1);
    }

    /// <summary>Runs the decoder until <paramref name="latents"/> latents, at least 1, have been added.</summary>
    public void RunUpTo(int latents, long count, Func<int, TLatent, Tensor, Tensor> add)
    {
        using var before = Run(blocks.Take(latents - 1), count, add);
        using var scope = NewDisposeScope();
        AddLatent(latents - 1, before, count, add);
    }

    /// <inheritdoc/>
    public void Initialise()
    {
        VdvaeInitialisation.ZeroBiases(this);
        gain.fill_(1);
        bias.zero_();
        foreach (var block in blocks)
        {
            VdvaeInitialisation.ScaleDown(block.Residual.Last.weight, blocks.Count);
            block.Latent?.Initialise(blocks.Count);
        }
    }

    private Tensor? Run(IEnumerable<DecoderBlock<TLatent>> first, long count, Func<int, TLatent, Tensor, Tensor> add)
    {
        Tensor? features = null;
        foreach (var (index, block) in first.Index())
        {
            using var scope = NewDisposeScope();
            var withLatent = AddLatent(index, features, count, add);
            var next = block.Residual.call(withLatent).add_(withLatent).MoveToOuterDisposeScope();
            features?.Dispose();
            features = next;
        }

        return features;
    }

    private Tensor AddLatent(int index, Tensor? features, long count, Func<int, TLatent, Tensor, Tensor> add)
    {
        var block = blocks[index];
        var input = Input(block.Step, features, count);
        return block.Latent is { } latent ? add(index, latent, input) : input;
    }

    private Tensor Input(DecoderStep step, Tensor? features, long count)
    {
        if (features is not null && step.Mixin is null) return features;

        var start = biases.At(step.Resolution);
        if (features is null)
            return start?.expand(count, -1, -1, -1)
                ?? zeros([count, bias.shape[1], step.Resolution, step.Resolution], dtype: bias.dtype, device: bias.device);

        double factor = step.Resolution / step.Mixin!.Value;
        var enlarged = functional.interpolate(features, scale_factor: [factor, factor]).Arranged();
        return start is null ? enlarged : enlarged.add_(start);
    }
}

/// <summary>A block of the decoder: the layer that adds its latent, if it has one, and the residual.</summary>
internal sealed class DecoderBlock<TLatent> : nn.Module
    where TLatent : nn.Module
{
    private readonly TLatent? latent;
    private readonly BottleneckBlock residual;

    public DecoderBlock(VdvaeConfiguration c, DecoderStep step, TLatent? latent)
        : base(nameof(DecoderBlock<>))
    {
        Step = step;
        this.latent = latent;
        residual = new(c.Width, c.BottleneckWidth, c.Width, step.Resolution);
        RegisterComponents();
    }

    public DecoderStep Step { get; }

    public TLatent? Latent => latent;

    public BottleneckBlock Residual => residual;
}

/// <summary>The bias with which the feature map of each resolution begins.</summary>
internal sealed class ResolutionBiases : nn.Module, ICustomInitialisation
{
    public ResolutionBiases(int width, IEnumerable<int> resolutions)
        : base(nameof(ResolutionBiases))
    {
        foreach (var resolution in resolutions) register_parameter(Name(resolution), new(zeros(1, width, resolution, resolution)));
    }

    /// <summary>Returns the bias in channels-last order, shape (1, width, resolution, resolution), or null where there is none.</summary>
    public Tensor? At(int resolution) => get_parameter(Name(resolution))?.Arranged();

    /// <inheritdoc/>
    public void Initialise()
    {
        foreach (var bias in parameters()) bias.zero_();
    }

    private static string Name(int resolution) => $"at{resolution}";
}

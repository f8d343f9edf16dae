// The generative half of a VDVAE: a feature map that grows from the lowest resolution to the image's, fed by latents.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>
/// Blocks in the order of generation. The feature map begins as a bias; where the resolution rises it is enlarged to its
/// nearest neighbours and added to the bias there; a latent enters each of the first blocks; all of them end with a residual.
/// </summary>
/// <typeparam name="TLatent">The part of a block by which its latent enters.</typeparam>
internal sealed class TopDownDecoder<TLatent> : nn.Module, IOwnStart
    where TLatent : nn.Module, ILatentPart
{
    private readonly Parameter gain;
    private readonly Parameter bias;
    private readonly ModuleList<DecoderBlock<TLatent>> blocks;
    private readonly ResolutionBiases biases;

    /// <param name="c">Sizes.</param>
    /// <param name="latents">How many of the first blocks have a latent.</param>
    /// <param name="part">Makes the part of a block by which its latent enters.</param>
    public TopDownDecoder(VdvaeConfiguration c, int latents, Func<DecoderStep, TLatent> part)
        : base(nameof(TopDownDecoder<>))
    {
        var steps = c.DecoderSteps();
        gain = new(ones(1, c.Width, 1, 1));
        bias = new(zeros(1, c.Width, 1, 1));
        blocks = new([.. steps.Select((step, index) => new DecoderBlock<TLatent>(c, step, index < latents ? part(step) : null))]);
        biases = new(c.Width, steps.Select(step => step.Resolution).Distinct().Where(resolution => resolution <= c.NoBiasAbove));
        RegisterComponents();
    }

    /// <summary>The parts by which latents enter, in the order of generation.</summary>
    public IEnumerable<TLatent> Latents => blocks.Select(block => block.Latent).OfType<TLatent>();

    /// <summary>The last feature map, shape (count, width, H, W).</summary>
    /// <param name="count">Number of images, N.</param>
    /// <param name="enter">
    /// Gives the feature map with a latent in it, from the latent's index, its part and the feature map so far; called in a
    /// dispose scope of its own.
    /// </param>
    public Tensor Run(long count, Func<int, TLatent, Tensor, Tensor> enter)
    {
        using var features = Run(blocks, count, enter)!;
        return addcmul(bias, features, gain, 1);
    }

    /// <summary>The same as far as it takes for <paramref name="latents"/> latents, at least 1, to enter.</summary>
    public void RunUpTo(int latents, long count, Func<int, TLatent, Tensor, Tensor> enter)
    {
        using var before = Run(blocks.Take(latents - 1), count, enter);
        using var scope = NewDisposeScope();
        Entered(latents - 1, before, count, enter);
    }

    /// <inheritdoc/>
    public void Start()
    {
        Starts.ZeroBiases(this);
        gain.fill_(1);
        bias.zero_();
        foreach (var block in blocks)
        {
            Starts.Shrink(block.Residual.Last.weight, blocks.Count);
            block.Latent?.Start(blocks.Count);
        }
    }

    private Tensor? Run(IEnumerable<DecoderBlock<TLatent>> first, long count, Func<int, TLatent, Tensor, Tensor> enter)
    {
        Tensor? features = null;
        foreach (var (index, block) in first.Index())
        {
            using var scope = NewDisposeScope();
            var entered = Entered(index, features, count, enter);
            var next = block.Residual.call(entered).add_(entered).MoveToOuterDisposeScope();
            features?.Dispose();
            features = next;
        }

        return features;
    }

    private Tensor Entered(int index, Tensor? features, long count, Func<int, TLatent, Tensor, Tensor> enter)
    {
        var block = blocks[index];
        var begun = Begun(block.Step, features, count);
        return block.Latent is { } latent ? enter(index, latent, begun) : begun;
    }

    private Tensor Begun(DecoderStep step, Tensor? features, long count)
    {
        if (features is not null && step.Mixin is null) return features;

        var start = biases.At(step.Resolution);
        if (features is null)
            return start?.expand(count, -1, -1, -1) ?? zeros([count, bias.shape[1], step.Resolution, step.Resolution], dtype: bias.dtype, device: bias.device);

        double factor = step.Resolution / step.Mixin!.Value;
        var enlarged = functional.interpolate(features, scale_factor: [factor, factor]).Arranged();
        return start is null ? enlarged : enlarged.add_(start);
    }
}

/// <summary>A block of the decoder: the part by which its latent enters, if it has one, and the residual.</summary>
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

    /// <summary>Where it stands.</summary>
    public DecoderStep Step { get; }

    public TLatent? Latent => latent;

    public BottleneckBlock Residual => residual;
}

/// <summary>What the feature map of each resolution begins with.</summary>
internal sealed class ResolutionBiases : nn.Module, IOwnStart
{
    public ResolutionBiases(int width, IEnumerable<int> resolutions)
        : base(nameof(ResolutionBiases))
    {
        foreach (var resolution in resolutions) register_parameter(Name(resolution), new(zeros(1, width, resolution, resolution)));
    }

    /// <summary>Shape (1, width, resolution, resolution), channels last in memory as feature maps are; null where there is none.</summary>
    public Tensor? At(int resolution) => get_parameter(Name(resolution))?.Arranged();

    /// <inheritdoc/>
    public void Start()
    {
        foreach (var start in parameters()) start.zero_();
    }

    private static string Name(int resolution) => $"at{resolution}";
}

// The very deep VAE (Child, 2021), with which Shu22 experiments: many latents, the lowest resolution first.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// p(z_1:T) p(x|z_1:T) = Π p(z_i|z_&lt;i) · p(x|z_1:T) with q(z_1:T|x) = Π q(z_i|x, z_&lt;i) (Shu22 Section 2; z_1 is
/// generated first). A conditional model has another image as condition of all of these.
/// </summary>
public sealed class Vdvae : nn.Module
{
    private readonly ImageEncoder? conditionEncoder;
    private readonly ImageEncoder encoder;
    private readonly TopDownDecoder<LatentLayer> decoder;
    private readonly ImageHead head;
    private readonly IReadOnlyList<LatentLayer> latents;
    private readonly EvidenceSource evidence;

    /// <summary>Makes the networks; <see cref="Initialisation"/> gives them their seeded parameters.</summary>
    /// <exception cref="VdvaeConfigurationException">The sizes describe no model.</exception>
    public Vdvae(VdvaeConfiguration configuration)
        : base("VDVAE")
    {
        Configuration = configuration;
        var channels = configuration.Image.Channels;
        var steps = configuration.LatentSteps().ToList();
        LatentShapes = [.. steps.Select(step => new long[] { configuration.ZDim, step.Resolution, step.Resolution })];
        conditionEncoder = configuration.IsConditional ? new(configuration, channels) : null;
        encoder = new(configuration, configuration.IsConditional ? 2 * channels : channels);
        decoder = new(configuration, steps.Count, step => new LatentLayer(configuration, step));
        head = configuration.Mixtures > 0
            ? new DmolHead(configuration.Width, channels, configuration.Mixtures, configuration.PixelBits)
            : new LinearHead(configuration.Width, channels);
        latents = [.. decoder.Latents];
        evidence = new(configuration, encoder, conditionEncoder);
        RegisterComponents();
    }

    /// <summary>The sizes.</summary>
    public VdvaeConfiguration Configuration { get; }

    /// <summary>Channels, height and width of each latent, in the order of generation.</summary>
    public IReadOnlyList<long[]> LatentShapes { get; }

    /// <summary>p(x|z_1:T), or the decoder d of a squared error.</summary>
    public ImageHead Head => head;

    /// <summary>Encodes and decodes; <paramref name="rule"/> picks the latents in the order of generation.</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="rule">How latents are taken from their posteriors.</param>
    /// <param name="condition">Of a conditional model, shape and range of <paramref name="images"/>.</param>
    /// <exception cref="ArgumentException">The model is conditional and there is no condition, or the other way round.</exception>
    public VdvaePass Pass(Tensor images, LatentRule rule, Tensor? condition = null)
    {
        using var scope = NewDisposeScope();
        var inference = new Inference(evidence.Of(latents, images, condition), rule);
        var features = decoder.Run(images.shape[0], inference.Enter);
        var output = head.call(features);
        return new(
            [.. inference.Posteriors.Select(q => q.MoveToOuterDisposeScope())],
            [.. inference.Priors.Select(p => p.MoveToOuterDisposeScope())],
            [.. inference.Latents.Select(z => z.MoveToOuterDisposeScope())],
            features.MoveToOuterDisposeScope(), output.MoveToOuterDisposeScope());
    }

    /// <summary>The first latents of images, to the bit those of a <see cref="Pass"/>, without computing what later blocks and higher resolutions need.</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="rule">How latents are taken from their posteriors.</param>
    /// <param name="blocks">How many latents, from 1 to all.</param>
    /// <param name="condition">Of a conditional model.</param>
    /// <returns>z_1 … z_blocks, each of shape (N, <see cref="LatentShapes"/>).</returns>
    public IReadOnlyList<Tensor> Encode(Tensor images, LatentRule rule, int blocks, Tensor? condition = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, LatentShapes.Count);
        using var scope = NewDisposeScope();
        // Resolutions whole: one convolution sees to all latents of one, and its rounding depends on how many they are.
        var seen = latents.Where(latent => latent.Resolution <= latents[blocks - 1].Resolution);
        var inference = new Inference(evidence.Of([.. seen], images, condition), rule);
        decoder.RunUpTo(blocks, images.shape[0], inference.Enter);
        return [.. inference.Latents.Select(z => z.MoveToOuterDisposeScope())];
    }

    /// <summary>
    /// Images that the model makes up: latents that are not given from their priors, then the pixels from the head. Without
    /// gradients.
    /// </summary>
    /// <param name="count">How many, N.</param>
    /// <param name="noise">On the model's device.</param>
    /// <param name="temperature">Factor of every prior's standard deviation, positive.</param>
    /// <param name="given">Values of the first latents, each of shape (N, <see cref="LatentShapes"/>); null for none.</param>
    /// <param name="condition">Of a conditional model, shape (N, C, H, W), range [0, 1].</param>
    /// <returns>Shape (N, C, H, W), range [0, 1].</returns>
    /// <exception cref="ArgumentException">The model is conditional and there is no condition, or the other way round.</exception>
    public Tensor Sample(int count, Generator noise, double temperature = 1, IReadOnlyList<Tensor>? given = null, Tensor? condition = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(given?.Count ?? 0, LatentShapes.Count, nameof(given));
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var ofCondition = evidence.Of(latents, images: null, condition);
        var sampled = LatentRules.Sampled(noise);
        var features = decoder.Run(count, (index, latent, before) => latent.Generate(
            before, ofCondition[index], prior => index < given?.Count ? given[index] : sampled(prior.At(temperature).ByStd())));
        return head.Sample(head.call(features), noise).MoveToOuterDisposeScope();
    }

    /// <summary>The head's mean for a pass, as images of shape (N, C, H, W), clamped to [0, 1].</summary>
    public Tensor Reconstruct(VdvaePass pass) => head.Image(pass.Output);

    /// <summary>Images as the head knows them: 2x − 1, where only five bits are modelled after setting the others to 0.</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    public Tensor Targets(Tensor images)
    {
        using var scope = NewDisposeScope();
        var step = 1 << (8 - Configuration.PixelBits);
        var modelled = step == 1 ? images : (images * 255).round_().div_(step).floor_().mul_(step / 255.0);
        return (modelled * 2).sub_(1).MoveToOuterDisposeScope();
    }

    /// <summary>Infers one latent after the other, and remembers them.</summary>
    private sealed class Inference(Evidence[] evidence, LatentRule rule)
    {
        public List<LogScaleGaussian> Posteriors { get; } = [];

        public List<LogScaleGaussian> Priors { get; } = [];

        public List<Tensor> Latents { get; } = [];

        public Tensor Enter(int index, LatentLayer layer, Tensor features)
        {
            var inferred = layer.Infer(features, evidence[index], rule);
            Posteriors.Add(inferred.Posterior.MoveToOuterDisposeScope());
            Priors.Add(inferred.Prior.MoveToOuterDisposeScope());
            Latents.Add(inferred.Z.MoveToOuterDisposeScope());
            return inferred.Features;
        }
    }
}

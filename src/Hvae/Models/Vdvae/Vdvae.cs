// The very deep VAE of Child (2021), which Shu22 uses: many latents, of which those of the lowest resolution are generated first.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// p(z_1:T) p(x|z_1:T) = Π p(z_i|z_&lt;i) · p(x|z_1:T) with q(z_1:T|x) = Π q(z_i|x, z_&lt;i) (Shu22 Section 2). z_1 is generated
/// first. In a conditional model all these distributions are given another image.
/// </summary>
public sealed class Vdvae : nn.Module
{
    private readonly ImageEncoder? conditionEncoder;
    private readonly ImageEncoder encoder;
    private readonly TopDownDecoder<LatentLayer> decoder;
    private readonly ImageHead head;

    /// <summary>Makes the networks. <see cref="Initialisation"/> draws their parameters.</summary>
    /// <exception cref="VdvaeConfigurationException">Thrown when the sizes do not describe a model.</exception>
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
            ? new DmolHead(configuration.Width, channels, configuration.Mixtures)
            : new LinearHead(configuration.Width, channels);
        RegisterComponents();
    }

    /// <summary>Sizes of the model.</summary>
    public VdvaeConfiguration Configuration { get; }

    /// <summary>Channels, height and width of each latent, in the order of generation.</summary>
    public IReadOnlyList<long[]> LatentShapes { get; }

    /// <summary>The distribution p(x|z_1:T), or the decoder d of a squared error.</summary>
    public ImageHead Head => head;

    /// <summary>
    /// Encodes images and decodes them again. <paramref name="rule"/> is called for each latent in the order of generation.
    /// </summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="rule">Picks the value of a latent from its posterior.</param>
    /// <param name="condition">Condition of a conditional model, with the shape and range of <paramref name="images"/>.</param>
    /// <exception cref="ArgumentException">Thrown when a conditional model gets no condition, or another model gets one.</exception>
    public VdvaePass Pass(Tensor images, LatentRule rule, Tensor? condition = null)
    {
        using var scope = NewDisposeScope();
        var inference = Infer(images, rule, condition);
        var features = decoder.Run(images.shape[0], inference.AddLatent);
        var output = head.call(features);
        return new(
            [.. inference.Posteriors.Select(q => q.MoveToOuterDisposeScope())],
            [.. inference.Priors.Select(p => p.MoveToOuterDisposeScope())],
            [.. inference.Latents.Select(z => z.MoveToOuterDisposeScope())],
            features.MoveToOuterDisposeScope(), output.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// Returns the first latents of images, equal to the bit to those of a <see cref="Pass"/>, without running later blocks of the decoder.
    /// </summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="rule">Picks the value of a latent from its posterior.</param>
    /// <param name="blocks">Number of latents, from 1 to all.</param>
    /// <param name="condition">Condition of a conditional model.</param>
    /// <returns>z_1 … z_blocks, each of shape (N, <see cref="LatentShapes"/>).</returns>
    public IReadOnlyList<Tensor> Encode(Tensor images, LatentRule rule, int blocks, Tensor? condition = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, LatentShapes.Count);
        using var scope = NewDisposeScope();
        var inference = Infer(images, rule, condition);
        decoder.RunUpTo(blocks, images.shape[0], inference.AddLatent);
        return [.. inference.Latents.Select(z => z.MoveToOuterDisposeScope())];
    }

    /// <summary>
    /// Generates images: draws the latents that are not given from their priors, then the pixels from the head. Records no gradients.
    /// </summary>
    /// <param name="count">Number of images, N.</param>
    /// <param name="noise">Generator on the CPU.</param>
    /// <param name="given">Values of the first latents, each of shape (N, <see cref="LatentShapes"/>); null for none.</param>
    /// <param name="condition">Condition of a conditional model, shape (N, C, H, W), range [0, 1].</param>
    /// <returns>Shape (N, C, H, W), range [0, 1], which a linear head may leave.</returns>
    /// <exception cref="ArgumentException">Thrown when a conditional model gets no condition, or another model gets one.</exception>
    public Tensor Sample(int count, Generator noise, IReadOnlyList<Tensor>? given = null, Tensor? condition = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(given?.Count ?? 0, LatentShapes.Count, nameof(given));
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var conditions = Checked(condition) is null ? null : conditionEncoder!.Activations(Normalise(condition!));
        var sampled = LatentRules.Sampled(noise);
        var features = decoder.Run(count, (index, latent, before) => latent.Generate(
            before, conditions?[latent.Resolution], prior => index < given?.Count ? given[index] : sampled(prior.ByStd())));
        return head.Sample(head.call(features), noise).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Returns the head's mean for a pass, as images of shape (N, C, H, W) on the scale of [0, 1]. A linear head may leave that range.
    /// </summary>
    public Tensor Reconstruct(VdvaePass pass) => head.Image(pass.Output);

    /// <summary>Returns images on the scale of the head, 2x − 1.</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    public Tensor Targets(Tensor images) => (images * 2).sub_(1);

    private Inference Infer(Tensor images, LatentRule rule, Tensor? condition)
    {
        var given = Checked(condition) is null ? null : Normalise(condition!);
        var input = Normalise(images);
        return new(encoder.Activations(given is null ? input : cat([input, given], 1)),
            given is null ? null : conditionEncoder!.Activations(given), rule);
    }

    private Tensor? Checked(Tensor? condition) =>
        condition is null == conditionEncoder is null
            ? condition
            : throw new ArgumentException(
                conditionEncoder is null ? "This model has no condition." : "A conditional model needs its condition.", nameof(condition));

    private Tensor Normalise(Tensor images) =>
        (images * (255 * Configuration.InputScale)).sub_(Configuration.InputShift * Configuration.InputScale);

    /// <summary>Infers one latent after another and keeps their distributions and values.</summary>
    private sealed class Inference(IReadOnlyDictionary<int, Tensor> images, IReadOnlyDictionary<int, Tensor>? conditions, LatentRule rule)
    {
        public List<LogScaleGaussian> Posteriors { get; } = [];

        public List<LogScaleGaussian> Priors { get; } = [];

        public List<Tensor> Latents { get; } = [];

        public Tensor AddLatent(int index, LatentLayer layer, Tensor features)
        {
            var inferred = layer.Infer(features, images[layer.Resolution], conditions?[layer.Resolution], rule);
            Posteriors.Add(inferred.Posterior.MoveToOuterDisposeScope());
            Priors.Add(inferred.Prior.MoveToOuterDisposeScope());
            Latents.Add(inferred.Z.MoveToOuterDisposeScope());
            return inferred.Features;
        }
    }
}

/// <summary>The results of one pass through a VDVAE. Lists hold one entry for each latent in the order of generation.</summary>
/// <param name="Posteriors">The distributions q(z_i|x, z_&lt;i), each of shape (N, z, r, r).</param>
/// <param name="Priors">The distributions p(z_i|z_&lt;i), with the same shapes.</param>
/// <param name="Latents">The values z_i, with the same shapes.</param>
/// <param name="Features">Last feature map of the decoder, shape (N, width, H, W), which is the head's input.</param>
/// <param name="Output">Output of the head.</param>
public sealed record VdvaePass(
    IReadOnlyList<LogScaleGaussian> Posteriors, IReadOnlyList<LogScaleGaussian> Priors, IReadOnlyList<Tensor> Latents, Tensor Features,
    Tensor Output)
{
    /// <summary>Returns KL(q(z_i|x, z_&lt;i) ‖ p(z_i|z_&lt;i)) of each latent in nats, each of shape (N).</summary>
    public IReadOnlyList<Tensor> Rates() => [.. Posteriors.Zip(Priors, static (posterior, prior) => posterior.KlTo(prior))];

    /// <summary>Returns R, the sum of the rates of all latents, for each image in nats, shape (N).</summary>
    public Tensor Rate()
    {
        using var scope = NewDisposeScope();
        return stack(Rates()).sum(0L).MoveToOuterDisposeScope();
    }
}

/// <summary>N(mean, diag(e^{2 log std})), one distribution per image. The networks of a VDVAE compute log std.</summary>
/// <param name="Mean">Shape (N, …).</param>
/// <param name="LogStd">Natural logarithm of the standard deviation, with the shape of <paramref name="Mean"/>.</param>
public readonly record struct LogScaleGaussian(Tensor Mean, Tensor LogStd)
{
    /// <summary>Returns the same distribution with its standard deviation.</summary>
    public DiagonalGaussian ByStd() => new(Mean, LogStd.exp());

    /// <summary>
    /// Returns KL(this ‖ <paramref name="prior"/>) in nats, summed over dimensions; shape (N):
    /// Σ −½ + ln σ_p − ln σ_q + ½ (σ_q² + (μ_q − μ_p)²) / σ_p².
    /// </summary>
    public Tensor KlTo(LogScaleGaussian prior)
    {
        using var scope = NewDisposeScope();
        var logRatio = LogStd - prior.LogStd;
        var shift = (Mean - prior.Mean) * (-prior.LogStd).exp();
        var perDimension = (((2 * logRatio).exp() + shift.square() - 1) * 0.5) - logRatio;
        return perDimension.sum([1, 2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>Moves both tensors to the outer dispose scope.</summary>
    internal LogScaleGaussian MoveToOuterDisposeScope() => new(Mean.MoveToOuterDisposeScope(), LogStd.MoveToOuterDisposeScope());
}

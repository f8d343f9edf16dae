// The VDVAE as a user of TorchSharp would write it after the public code. Our training steps are compared with it.

using Hvae.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Benchmarks.Plain;

/// <summary>Ordinary modules; the same as <c>python/vdvae.py</c>.</summary>
internal sealed class PlainVdvae : PlainModel
{
    private readonly int mixtures;
    private readonly Conv2d input;
    private readonly Conv2d head;
    private readonly ModuleList<Block> encoder;
    private readonly ModuleList<DecoderBlock> decoder;
    private readonly ParameterList biases;
    private readonly Parameter gain;
    private readonly Parameter bias;

    public PlainVdvae(VdvaeConfiguration c)
        : base(nameof(PlainVdvae))
    {
        mixtures = c.Mixtures;
        input = Convolution(3, c.Width, 3);
        var (few, steps) = (c.BottleneckWidth, c.DecoderSteps());
        encoder = new(
            [.. c.EncoderSteps().Select(step => new Block(c.Width, few, c.Width, step.Resolution, isResidual: true, step.DownRate))]);
        decoder = new([.. steps.Select(step => new DecoderBlock(c.Width, few, c.ZDim, step.Resolution, step.Mixin))]);
        biases = new(
            [.. steps.Select(step => step.Resolution).Distinct().Order().Select(side => Parameter(zeros(1, c.Width, side, side)))]);
        (gain, bias) = (Parameter(ones(1, c.Width, 1, 1)), Parameter(zeros(1, c.Width, 1, 1)));
        head = Convolution(c.Width, 10 * mixtures, 1);
        RegisterComponents();
    }

    public override Tensor[] Loss(Tensor images)
    {
        var h = input.call(((images * 255) - 127.5) / 127.5);
        var activations = new Dictionary<long, Tensor> { [h.shape[2]] = h };
        foreach (var block in encoder)
        {
            h = block.call(h);
            activations[h.shape[2]] = h;
        }

        var features = biases.ToDictionary(start => start.shape[2], start => (Tensor)start);
        var rate = decoder.Select(block => block.Rate(features, activations)).Aggregate((sum, next) => sum + next);
        h = (features[images.shape[2]] * gain) + bias;
        var numbers = images.numel() / images.shape[0];
        var distortion = Dmol((2 * images) - 1, head.call(h)).mean() / numbers;
        rate = rate.mean() / numbers;
        return [distortion + rate, distortion, rate];
    }

    private static Conv2d Convolution(long inputs, long outputs, long kernel) => Conv2d(inputs, outputs, kernel, padding: kernel / 2);

    /// <summary>−ln p(x) of a discretised mixture of logistics, shape (N), written as the public code does: channels last.</summary>
    private Tensor Dmol(Tensor targets, Tensor parameters)
    {
        var (x, l) = (targets.permute(0, 2, 3, 1), parameters.permute(0, 2, 3, 1));
        var logits = l.narrow(3, 0, mixtures);
        l = l.narrow(3, mixtures, 9 * mixtures).reshape(x.shape[0], x.shape[1], x.shape[2], 3, 3 * mixtures);
        var (means, scales, c) =
            (l.narrow(4, 0, mixtures), l.narrow(4, mixtures, mixtures).clamp(min: -7.0), l.narrow(4, 2 * mixtures, mixtures).tanh());
        x = x.unsqueeze(-1) + zeros_like(means);
        var m2 = means.select(3, 1) + (c.select(3, 0) * x.select(3, 0));
        var m3 = means.select(3, 2) + (c.select(3, 1) * x.select(3, 0)) + (c.select(3, 2) * x.select(3, 1));
        var centred = x - stack([means.select(3, 0), m2, m3], -2);
        var sharpness = (-scales).exp();
        var (upper, lower, middle) = (sharpness * (centred + (1 / 255.0)), sharpness * (centred - (1 / 255.0)), sharpness * centred);
        var mass = upper.sigmoid() - lower.sigmoid();
        var density = middle - scales - (2 * functional.softplus(middle)) - Math.Log(127.5);
        var inside = where(mass.gt(1e-5), mass.clamp(min: 1e-12).log(), density);
        var edges = where(x.gt(0.999), -functional.softplus(lower), inside);
        var logs = where(x.lt(-0.999), upper - functional.softplus(upper), edges).sum(3L) + functional.log_softmax(logits, -1);
        return -logs.logsumexp(-1).sum([1, 2]);
    }

    /// <summary>GELU before each of four convolutions with few channels inside; optional residual and pooling.</summary>
    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Conv2d> layers;
        private readonly bool isResidual;
        private readonly int down;

        public Block(long inputs, long few, long outputs, int resolution, bool isResidual = false, int down = 1)
            : base(nameof(Block))
        {
            var kernel = resolution > 2 ? 3 : 1;
            layers = new(Convolution(inputs, few, 1), Convolution(few, few, kernel), Convolution(few, few, kernel),
                Convolution(few, outputs, 1));
            (this.isResidual, this.down) = (isResidual, down);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var h = layers.Aggregate(input, (x, layer) => layer.call(functional.gelu(x)));
            h = isResidual ? input + h : h;
            return down > 1 ? functional.avg_pool2d(h, down) : h;
        }
    }

    private sealed class DecoderBlock : nn.Module
    {
        private readonly int resolution;
        private readonly int? mixin;
        private readonly long z;
        private readonly Block posterior, prior, residual;
        private readonly Conv2d projection;

        public DecoderBlock(long width, long few, long z, int resolution, int? mixin)
            : base(nameof(DecoderBlock))
        {
            (this.resolution, this.mixin, this.z) = (resolution, mixin, z);
            posterior = new(2 * width, few, 2 * z, resolution);
            prior = new(width, few, (2 * z) + width, resolution);
            projection = Convolution(z, width, 1);
            residual = new(width, few, width, resolution, isResidual: true);
            RegisterComponents();
        }

        /// <summary>Replaces the feature map of the block's resolution, and returns the rate of its latent, shape (N).</summary>
        public Tensor Rate(Dictionary<long, Tensor> features, Dictionary<long, Tensor> activations)
        {
            var a = activations[resolution];
            var x = features[resolution].expand(a.shape[0], -1, -1, -1);
            double factor = resolution / (mixin ?? resolution);
            if (mixin is { } lower) x = x + functional.interpolate(features[lower], scale_factor: [factor, factor]);
            var q = posterior.call(cat([x, a], 1)).chunk(2, 1);
            var p = prior.call(x).split([z, z, x.shape[1]], 1);
            x = x + p[2];
            var latent = q[0] + (q[1].exp() * randn_like(q[0]));
            features[resolution] = residual.call(x + projection.call(latent));
            return (-0.5 + p[1] - q[1] + (0.5 * (q[1].exp().pow(2) + (q[0] - p[0]).pow(2)) / p[1].exp().pow(2))).sum([1, 2, 3]);
        }
    }
}

// The GHVAE as a user of TorchSharp would write it after the public code. Our training steps are compared with it.

using Hvae.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Benchmarks.Plain;

/// <summary>Ordinary modules in the order of Xiao23 Table 2; the same as <c>python/ghvae.py</c>.</summary>
internal sealed class PlainGhvae : PlainModel
{
    private const double Sigma = 0.71;
    private readonly bool bernoulli;
    private readonly long channels;
    private readonly Module<Tensor, Tensor>
        encoder2, mean2, std2, encoder1, spread, raise1, merge, mean1, std1, prior, priorMean, priorStd, decoder;

    public PlainGhvae(GhvaeConfiguration c)
        : base(nameof(PlainGhvae))
    {
        bernoulli = c.Likelihood.MeanIsProbability;
        channels = c.Channels;
        var (kernel, stride, padding) = c.ThirdLevel;
        Module<Tensor, Tensor> Halve(long inputs) => Sequential(Conv2d(inputs, channels, 4, 2, 1), ReLU());
        Module<Tensor, Tensor> Double(long outputs) => ConvTranspose2d(channels, outputs, 4, 2, 1);
        encoder2 =
            Sequential(Halve(c.Image.Channels), Halve(channels), Conv2d(channels, channels, kernel, stride, padding), ReLU(), Flatten());
        (mean2, std2) = (Linear(c.Z1Size, c.Z2Size), Linear(c.Z1Size, c.Z2Size));
        encoder1 = Sequential(Halve(c.Image.Channels), Halve(channels));
        spread = Linear(c.Z2Size, c.Z1Size);
        raise1 = ConvTranspose2d(channels, channels, kernel, stride, padding);
        merge = Sequential(Conv2d(2 * channels, channels, kernel, stride, padding), ReLU());
        (mean1, std1) = (Conv2d(channels, channels, 3, 1, 1), Conv2d(channels, channels, 3, 1, 1));
        prior = Sequential(Linear(c.Z2Size, 8 * channels), ReLU());
        (priorMean, priorStd) = (Linear(8 * channels, c.Z1Size), Linear(8 * channels, c.Z1Size));
        var layers = Sequential(
            ConvTranspose2d(channels, channels, kernel, stride, padding), ReLU(), Double(channels), ReLU(), Double(c.Image.Channels));
        decoder = bernoulli ? Sequential(layers, Sigmoid()) : layers;
        RegisterComponents();
    }

    public override Tensor[] Loss(Tensor images)
    {
        const double Beta2 = 1;
        const double Beta1 = 0.5;
        var x = bernoulli ? images.round() : images;
        var h = encoder2.call(x);
        var (m2, s2) = (mean2.call(h), functional.softplus(std2.call(h)));
        var z2 = m2 + (s2 * randn_like(m2));
        h = functional.relu(raise1.call(functional.relu(spread.call(z2)).reshape(-1, channels, 4, 4)));
        h = merge.call(cat([h, encoder1.call(x)], 1));
        var (m1, s1) = (mean1.call(h), functional.softplus(std1.call(h)));
        var z1 = m1 + (s1 * randn_like(m1));
        h = prior.call(z2);
        var (p1, t1) = (priorMean.call(h).reshape(m1.shape), functional.softplus(priorStd.call(h)).reshape(m1.shape));
        var mean = decoder.call(z1);
        var distortion = bernoulli
            ? -((x * (mean + 1e-8).log()) + ((1 - x) * (1 - mean + 1e-8).log())).flatten(1).sum(1)
            : ((x - mean).pow(2).flatten(1).sum(1) / (2 * Sigma * Sigma))
                + (x.numel() / x.shape[0] * ((0.5 * Math.Log(2 * Math.PI)) + Math.Log(Sigma)));
        var rate2 = ((0.5 * (m2.pow(2) + s2.pow(2) - 1)) - s2.log()).flatten(1).sum(1).mean();
        var (ratio, shift) = (s1 / t1, (m1 - p1) / t1);
        var rate1 = ((0.5 * (ratio.pow(2) + shift.pow(2) - 1)) - ratio.log()).flatten(1).sum(1).mean();
        return [distortion.mean() + (Beta2 * rate2) + (Beta1 * rate1), distortion.mean(), rate2, rate1];
    }
}

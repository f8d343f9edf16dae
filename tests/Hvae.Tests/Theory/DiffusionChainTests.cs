// The closed form of q(z_k|z_(k−1), x), and the order of the indices.

using Hvae.Models;
using Hvae.Theory;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Theory;

public sealed class DiffusionChainTests : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_first_latent_is_the_noisiest_and_time_runs_the_other_way()
    {
        double[] betas = [0.1, 0.2, 0.4];
        var chain = DiffusionChain.VariancePreserving(betas);

        Assert.Equal(0.9 * 0.8 * 0.6, chain.Alpha(1) * chain.Alpha(1), 1e-15); // k = 1 is t = 3
        Assert.Equal(0.1, chain.Variance(3), 1e-15); // k = 3 is t = 1
        for (var k = 1; k <= 3; k++)
        {
            Assert.Equal(1, (chain.Alpha(k) * chain.Alpha(k)) + chain.Variance(k), 1e-15);
            Assert.True(chain.SignalToNoise(k) > chain.SignalToNoise(k - 1));
        }
    }

    /// <summary>Bayes' rule: q(z_k|z_(k−1), x) · q(z_(k−1)|x) = q(z_(k−1)|z_k) · q(z_k|x), at any values.</summary>
    [Fact]
    public void The_posterior_obeys_Bayes_rule()
    {
        using var noise = new Generator(1, CPU);
        foreach (var chain in (DiffusionChain[])[DdpmChain.Of(10), new([1, 1, 1], [9, 4, 0.5])]) // the second explodes the variance
        {
            for (var k = 2; k <= chain.Steps; k++)
            {
                var (x, noisier, cleaner) = (Draw(noise), Draw(noise), Draw(noise));

                var generating = LogDensity(chain.Posterior(noisier, x, k), cleaner) + LogDensity(chain.Marginal(x, k - 1), noisier);
                var diffusing = LogDensity(Noisier(chain, cleaner, k), noisier) + LogDensity(chain.Marginal(x, k), cleaner);

                Assert.True((generating - diffusing).abs().max().item<double>() < 1e-10);
            }
        }
    }

    /// <summary>The usual form of Ho et al., 2020, Eqs. 6 and 7.</summary>
    [Fact]
    public void The_posterior_is_DDPMs()
    {
        double[] betas = [0.1, 0.2, 0.4];
        var chain = DiffusionChain.VariancePreserving(betas);
        using var noise = new Generator(2, CPU);
        var (x, noisier) = (Draw(noise), Draw(noise));
        var (bar1, bar2) = (0.9, 0.9 * 0.8); // ᾱ_1, ᾱ_2

        var posterior = chain.Posterior(noisier, x, k: 3); // q(x_1|x_2, x_0)

        var mean = (x * (Math.Sqrt(bar1) * 0.2 / (1 - bar2))) + (noisier * (Math.Sqrt(0.8) * (1 - bar1) / (1 - bar2)));
        Assert.True((posterior.Mean - mean).abs().max().item<double>() < 1e-14);
        Assert.Equal((1 - bar1) / (1 - bar2) * 0.2, chain.PosteriorVariance(3), 1e-15);
    }

    [Fact]
    public void Latents_drawn_in_the_order_of_generation_have_the_marginals()
    {
        var chain = DdpmChain.Of(5);
        using var noise = new Generator(3, CPU);
        const int count = 200_000;
        var x = full([count, 1], 1.7, ScalarType.Float64);

        var latents = chain.Sample(x, noise);

        for (var k = 1; k <= chain.Steps; k++)
        {
            var spread = Math.Sqrt(chain.Variance(k));
            Assert.Equal(1.7 * chain.Alpha(k), latents[k - 1].mean().item<double>(), 5 * spread / Math.Sqrt(count));
            Assert.Equal(chain.Variance(k), latents[k - 1].var().item<double>(), 5 * chain.Variance(k) * Math.Sqrt(2.0 / count));
        }
    }

    [Fact]
    public void A_chain_that_does_not_get_cleaner_is_refused() =>
        Assert.Throws<ArgumentException>(() => new DiffusionChain([0.5, 0.5], [1, 1]));

    /// <summary>Returns q(z_(k−1)|z_k), one step of the diffusion, which does not depend on x.</summary>
    private static DiagonalGaussian Noisier(DiffusionChain chain, Tensor cleaner, int k)
    {
        var signal = chain.Alpha(k - 1) / chain.Alpha(k);
        var added = chain.Variance(k - 1) - (signal * signal * chain.Variance(k));
        return new(cleaner * signal, full_like(cleaner, Math.Sqrt(added)));
    }

    internal static Tensor LogDensity(DiagonalGaussian gaussian, Tensor value)
    {
        var standardised = (value - gaussian.Mean) / gaussian.Std;
        return (-0.5 * (standardised.square() + Math.Log(2 * Math.PI)) - gaussian.Std.log()).sum(1);
    }

    private static Tensor Draw(Generator noise) => randn([4, 3], ScalarType.Float64, generator: noise);
}

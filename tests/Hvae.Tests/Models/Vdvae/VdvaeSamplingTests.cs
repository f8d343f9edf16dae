// Samples of a VDVAE: with latents given, and at a temperature.

using Hvae.Models;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class VdvaeSamplingTests
{
    private const int Count = 3;
    private static readonly VdvaeConfiguration Linear = SmallVdvae.Configuration with { Mixtures = 0 };

    [Fact]
    public void With_all_latents_given_a_sample_is_the_reconstruction()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(Linear);
        var pass = model.Pass(SmallVdvae.Images(Count, generator), LatentRules.Sampled(generator));

        var sample = model.Sample(Count, generator, given: pass.Latents);

        Assert.Equal([Count, 3, 32, 32], sample.shape);
        Assert.True(sample.allclose(model.Reconstruct(pass), 1e-4, 1e-5));
        Assert.False(sample.requires_grad);
    }

    [Fact]
    public void Given_latents_are_kept_and_the_others_vary()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(Linear);
        var latents = model.Pass(SmallVdvae.Images(1, generator), LatentRules.Sampled(generator)).Latents;

        double Spread(int given)
        {
            var samples = model.Sample(8, generator, given: [.. latents.Take(given).Select(z => z.expand(8, -1, -1, -1))]);
            return samples.var(0L).mean().item<float>();
        }

        Assert.True(Spread(0) > Spread(4));
        Assert.True(Spread(4) > Spread(8));
        Assert.True(Spread(8) > 0);
        Assert.InRange(Spread(9), 0, 1e-12);
    }

    [Fact]
    public void Near_temperature_0_latents_are_their_priors_means()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(Linear);

        var cold = model.Sample(2, generator, temperature: 1e-9);
        var warm = model.Sample(2, generator);

        Assert.True(cold[0].allclose(cold[1], 1e-4, 1e-5));
        Assert.False(warm[0].allclose(warm[1], 1e-2, 1e-2));
        // The means given as latents one after the other make the same image.
        var means = new List<Tensor>();
        using var noGradient = no_grad();
        while (means.Count < model.LatentShapes.Count)
        {
            var pass = model.Pass(zeros(2, 3, 32, 32), Forced([.. means]));
            means.Add(pass.Priors[means.Count].Mean);
        }

        Assert.True(model.Sample(2, generator, given: means).allclose(cold, 1e-4, 1e-5));
    }

    private static LatentRule Forced(params Tensor[] first)
    {
        var rest = new Queue<Tensor>(first);
        return posterior => rest.TryDequeue(out var given) ? given : posterior.Mean;
    }
}

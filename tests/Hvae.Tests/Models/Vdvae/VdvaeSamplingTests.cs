// Samples of a VDVAE with given latents.

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
}

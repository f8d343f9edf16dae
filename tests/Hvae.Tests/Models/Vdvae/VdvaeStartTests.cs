// How a VDVAE starts: nothing but the seed decides, priors are standard normal, and no latent drowns the others.

using Hvae.Models;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class VdvaeStartTests
{
    private const int Count = 3;
    private static readonly VdvaeConfiguration Dmol = SmallVdvae.Configuration;

    [Fact]
    public void At_the_start_priors_are_standard_normal_and_add_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = new Vdvae(Dmol);
        using var generator = new Generator(1, CPU);
        Initialisation.Draw(model, generator);

        var pass = model.Pass(SmallVdvae.Images(Count, generator), LatentRules.Sampled(generator));

        Assert.All(pass.Priors, prior =>
            Assert.True(prior.Mean.allclose(zeros_like(prior.Mean)) && prior.LogStd.allclose(zeros_like(prior.LogStd))));
        Assert.All(pass.Posteriors.Zip(pass.Rates()),
            both => Assert.True(both.Second.allclose(both.First.ByStd().KlToStandardNormal(), 1e-4, 1e-4)));
        foreach (var (name, parameter) in model.named_parameters())
            if (name.EndsWith("bias", StringComparison.Ordinal)) Assert.Equal(0, parameter.abs().max().item<float>());
        AssertLargest(Math.Sqrt(1.0 / 9 / 4), "encoder.blocks.3.conv4.weight");
        AssertLargest(Math.Sqrt(1.0 / 9 / 4), "decoder.blocks.3.residual.conv4.weight");
        AssertLargest(Math.Sqrt(1.0 / 9 / 3), "decoder.blocks.3.latent.projection.weight");
        AssertLargest(Math.Sqrt(1.0 / 4), "decoder.blocks.3.latent.posterior.conv4.weight");

        void AssertLargest(double bound, string name)
        {
            var largest = model.get_parameter(name)!.abs().max().item<float>();
            Assert.InRange(largest, 0.7 * bound, bound);
        }
    }

    [Fact]
    public void The_same_seed_makes_the_same_model()
    {
        using var first = SmallVdvae.Trained(Dmol);
        using var second = SmallVdvae.Trained(Dmol);

        Assert.All(first.parameters().Zip(second.parameters()), both => Assert.True(both.First.allclose(both.Second, 0, 0)));
    }
}

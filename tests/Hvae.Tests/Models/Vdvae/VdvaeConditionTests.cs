// A VDVAE of images given other images.

using Hvae.Models;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class VdvaeConditionTests
{
    private const int Count = 3;
    private static readonly VdvaeConfiguration Linear = SmallVdvae.Configuration with { Mixtures = 0 };

    [Fact]
    public void A_conditional_model_uses_its_condition_in_inference_and_generation()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(Linear with { IsConditional = true });
        var images = SmallVdvae.Images(Count, generator);
        var (first, second) = (SmallVdvae.Images(Count, generator), SmallVdvae.Images(Count, generator));

        var (one, other) = (model.Pass(images, LatentRules.Mode, first), model.Pass(images, LatentRules.Mode, second));

        Assert.All(one.Priors.Zip(other.Priors), both => Assert.False(both.First.Mean.allclose(both.Second.Mean, 1e-5, 1e-6)));
        Assert.All(one.Posteriors.Zip(other.Posteriors), both => Assert.False(both.First.Mean.allclose(both.Second.Mean, 1e-5, 1e-6)));
        Tensor Cold(Tensor condition) => model.Sample(Count, generator, temperature: 1e-9, condition: condition);
        Assert.False(Cold(first).allclose(Cold(second), 0, 1e-5));
        Assert.True(Cold(first).allclose(Cold(first), 0, 1e-6));
        // All latents given: the condition speaks through the priors' additions too.
        Assert.True(model.Sample(Count, generator, given: one.Latents, condition: first).allclose(model.Reconstruct(one), 1e-4, 1e-5));
    }

    [Fact]
    public void A_condition_is_asked_for_where_there_must_be_one()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        var images = SmallVdvae.Images(Count, generator);
        using var plain = SmallVdvae.Trained(Linear);
        using var conditional = SmallVdvae.Trained(Linear with { IsConditional = true });

        Assert.Throws<ArgumentException>(() => plain.Pass(images, LatentRules.Mode, images));
        Assert.Throws<ArgumentException>(() => conditional.Pass(images, LatentRules.Mode));
        Assert.Throws<ArgumentException>(() => conditional.Sample(1, generator));
    }
}

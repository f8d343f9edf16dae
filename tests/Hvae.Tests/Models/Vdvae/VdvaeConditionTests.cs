// A VDVAE of images, conditioned on other images.

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
        Assert.False(Sample(first).allclose(Sample(second), 0, 1e-5));
        Assert.True(Sample(first).allclose(Sample(first), 0, 1e-6));
        // With all latents given, the condition still has an effect through the additions of the priors.
        Assert.True(model.Sample(Count, generator, given: one.Latents, condition: first).allclose(model.Reconstruct(one), 1e-4, 1e-5));

        Tensor Sample(Tensor condition)
        {
            using var same = new Generator(9, CPU);
            return model.Sample(Count, same, condition: condition);
        }
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

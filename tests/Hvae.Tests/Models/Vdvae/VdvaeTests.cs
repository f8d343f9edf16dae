// What a pass through a VDVAE gives: rates that add up, first latents, gradients, and no tensors left behind.

using Hvae.Models;
using Hvae.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class VdvaeTests
{
    private const int Count = 3;
    private static readonly VdvaeConfiguration Dmol = SmallVdvae.Configuration;

    [Fact]
    public void Rates_are_not_negative_and_the_cumulative_rate_never_falls()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        using var model = SmallVdvae.Trained(Dmol);

        var rates = model.Pass(SmallVdvae.Images(Count, generator), LatentRules.Sampled(generator)).Rates();

        Assert.Equal(model.LatentShapes.Count, rates.Count);
        Assert.All(rates, rate => Assert.Equal([Count], rate.shape));
        var cumulative = stack([.. rates]).cumsum(0);
        Assert.True(cumulative[0].ge(0).all().item<bool>());
        Assert.True((cumulative.narrow(0, 1, rates.Count - 1) - cumulative.narrow(0, 0, rates.Count - 1)).ge(0).all().item<bool>());
        Assert.True(cumulative[-1].gt(0).all().item<bool>());
    }

    [Fact]
    public void First_latents_are_those_of_a_whole_pass()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(Dmol);
        var images = SmallVdvae.Images(Count, generator);
        var whole = model.Pass(images, LatentRules.Mode).Latents;

        var first = model.Encode(images, LatentRules.Mode, 4);

        Assert.Equal(4, first.Count);
        Assert.All(first.Zip(whole), both => Assert.True(both.First.allclose(both.Second, 0, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Encode(images, LatentRules.Mode, 10));
    }

    [Theory]
    [InlineData(null, false, 2)]
    [InlineData(3, false, 0)]
    [InlineData(1, false, 2)]
    [InlineData(null, true, 2)]
    [InlineData(5, true, 0)]
    public void Every_parameter_takes_part(int? latentBlocks, bool isConditional, int mixtures)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(Dmol with { LatentBlocks = latentBlocks, IsConditional = isConditional, Mixtures = mixtures });
        var images = SmallVdvae.Images(Count, generator);
        var condition = isConditional ? SmallVdvae.Images(Count, generator) : null;

        ElboObjective.Evaluate(model.Pass(images, LatentRules.Sampled(generator), condition), model, images).Loss.backward();

        Assert.Equal(latentBlocks ?? 9, model.LatentShapes.Count);
        foreach (var (name, parameter) in model.named_parameters())
            Assert.True(parameter.grad?.abs().max().item<float>() > 0, $"{name} has no gradient.");
    }

    [Fact]
    public void Targets_are_on_the_scale_of_the_head()
    {
        using var scope = NewDisposeScope();
        using var model = new Vdvae(Dmol);
        var images = (arange(256, dtype: ScalarType.Float32) / 255).reshape(1, 1, 16, 16);

        Assert.True(model.Targets(images).allclose((images * 2) - 1));
    }

    /// <summary>A step hands everything to the scope around it and nothing beyond, so tensors do not grow over steps.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public void Steps_leave_no_tensors_behind(int mixtures)
    {
        using var outer = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(Dmol with { Mixtures = mixtures, IsConditional = true });
        using var decoder = SmallVdvae.Shaken(new LatentDecoder(model.Configuration, 3));
        var images = SmallVdvae.Images(Count, generator);
        var before = outer.DisposablesCount;

        for (var step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            var pass = model.Pass(images, LatentRules.Mode, images);
            ElboObjective.Evaluate(pass, model, images).Loss.backward();
            model.Reconstruct(pass);
            var latents = model.Encode(images, LatentRules.Mode, 3, images);
            decoder.Decode(latents);
            model.Sample(Count, generator, given: latents, condition: images);
            Assert.All(pass.Latents.Concat(latents), z => Assert.Equal(4, z.dim()));
            Assert.Equal(before, outer.DisposablesCount);
        }
    }
}

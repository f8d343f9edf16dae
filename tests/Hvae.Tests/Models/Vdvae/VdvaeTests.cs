// Passes through a VDVAE and its samples: rates that add up, first latents, gradients, given latents, and no tensors left behind.

using Hvae.Models;
using Hvae.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class VdvaeTests
{
    private const int Count = 3;
    private static readonly VdvaeConfiguration Dmol = SmallVdvae.Configuration;
    private static readonly VdvaeConfiguration Linear = Dmol with { Mixtures = 0 };

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

    /// <summary>Without any bias the first feature map is 0, so the weights with which the first prior reads it have no gradient.</summary>
    [Theory]
    [InlineData(null, false, 2, 64)]
    [InlineData(3, false, 0, 64)]
    [InlineData(1, false, 2, 64)]
    [InlineData(null, true, 2, 64)]
    [InlineData(5, true, 0, 64)]
    [InlineData(null, false, 2, 8)]
    [InlineData(null, false, 2, 0, "decoder.blocks.0.latent.prior.conv1.weight")]
    public void Every_other_parameter_takes_part(int? latentBlocks, bool isConditional, int mixtures, int noBiasAbove, params string[] idle)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(Dmol with
        {
            LatentBlocks = latentBlocks,
            IsConditional = isConditional,
            Mixtures = mixtures,
            NoBiasAbove = noBiasAbove,
        });
        var images = SmallVdvae.Images(Count, generator);
        var condition = isConditional ? SmallVdvae.Images(Count, generator) : null;

        ElboObjective.Evaluate(model.Pass(images, LatentRules.Sampled(generator), condition), model, images).Loss.backward();

        Assert.Equal(latentBlocks ?? 9, model.LatentShapes.Count);
        Assert.Equal(idle, model.named_parameters().Where(entry => !(entry.parameter.grad?.abs().max().item<float>() > 0))
            .Select(entry => entry.name));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(8)]
    [InlineData(0)]
    public void With_all_latents_given_a_sample_is_the_reconstruction(int noBiasAbove)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(Linear with { NoBiasAbove = noBiasAbove });
        var pass = model.Pass(SmallVdvae.Images(Count, generator), LatentRules.Sampled(generator));

        var sample = model.Sample(Count, generator, given: pass.Latents);

        Assert.Equal([Count, 3, 32, 32], sample.shape);
        Assert.True(sample.allclose(model.Reconstruct(pass), 1e-4, 1e-5));
        Assert.False(sample.requires_grad);
        Assert.False(model.Sample(Count, generator).allclose(sample, 1e-2, 1e-2));
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
    public void Targets_are_on_the_scale_of_the_head()
    {
        using var scope = NewDisposeScope();
        using var model = new Vdvae(Dmol);
        var images = (arange(256, dtype: ScalarType.Float32) / 255).reshape(1, 1, 16, 16);

        Assert.True(model.Targets(images).allclose((images * 2) - 1));
    }

    /// <summary>A step gives all its tensors to the scope around it, so their number does not grow over steps.</summary>
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
